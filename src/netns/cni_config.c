/*
 * cni_config.c - a network's configuration, as a CNI plugin gets it on stdin
 *
 * The administrator wrote most of it, the engine adds what it wants for one container. Each
 * member is a row; a member that has none is refused, since a network would not be what
 * somebody thinks it is. Upper and lower case are the same in names of members: they are to the
 * reference plugins, and containerd relies on it. Only for taking away nothing but the name
 * matters: what was made by an older configuration must not stay because of a newer one.
 */
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "cni_call.h"
#include "error.h"
#include "json.h"
#include "number.h"
#include "text.h"

/* ---- values -------------------------------------------------------------------------------- */

int cni_wrong_value(struct cni_reading *reading, const struct json_value *value,
		    const char *expected)
{
	return json_fail(&reading->call->config.document, value, reading->err, "%s is expected",
			 expected);
}

int cni_strings_read(struct cni_reading *reading, const struct json_value *value, void *place)
{
	struct strings *strings = place;

	*strings = (struct strings){NULL, 0};
	if (value->kind != JSON_ARRAY)
		return cni_wrong_value(reading, value, "an array of strings");
	for (const struct json_value *item = value->first; item; item = item->next) {
		if (item->kind != JSON_STRING)
			return cni_wrong_value(reading, item, "a string");
		strings_add(reading->call->arena, strings, item->text);
	}
	return 0;
}

static int read_text(struct cni_reading *reading, const struct json_value *value, const char **text,
		     const char *expected)
{
	if (value->kind != JSON_STRING)
		return cni_wrong_value(reading, value, expected);
	*text = value->text;
	return 0;
}

static int read_string(struct cni_reading *reading, const struct json_value *value, void *place)
{
	return read_text(reading, value, place, "a string");
}

static int read_rate(struct cni_reading *reading, const struct json_value *value, void *place)
{
	return read_text(reading, value, place, "a rate such as \"10mbit\"");
}

static int read_flag(struct cni_reading *reading, const struct json_value *value, void *place)
{
	bool *flag = place;

	if (value->kind != JSON_BOOLEAN)
		return cni_wrong_value(reading, value, "true or false");
	*flag = value->truth;
	return 0;
}

static int read_bytes(struct cni_reading *reading, const struct json_value *value, void *place)
{
	int64_t *bytes = place;

	if (value->kind != JSON_NUMBER || number_signed(value->text, 1, INT32_MAX, bytes))
		return cni_wrong_value(reading, value, "a number of bytes");
	return 0;
}

static int read_object(struct cni_reading *reading, const struct json_value *value, void *place)
{
	const struct json_value **object = place;

	if (value->kind != JSON_OBJECT)
		return cni_wrong_value(reading, value, "an object");
	*object = value;
	return 0;
}

const struct json_value *cni_find(const struct json_value *object, const char *key)
{
	for (const struct json_value *value = object->first; value; value = value->next) {
		if (strcasecmp(value->key, key) == 0)
			return value->kind == JSON_NULL ? NULL : value;
	}
	return NULL;
}

/* What the specification wants to be told of a member that is not understood. */
static int refuse_member(struct cni_reading *reading, const struct json_value *value)
{
	const char *text = value->kind == JSON_STRING || value->kind == JSON_NUMBER
				   ? value->text
				   : json_kind_name(value->kind);

	json_fail(&reading->call->config.document, value, reading->err,
		  "\"%s\": %.64s: berth knows no such member", value->key, text);
	return cni_failed(reading->call, CNI_UNSUPPORTED_FIELD, -1);
}

static int read_member(struct cni_reading *reading, const struct json_value *value,
		       const struct cni_member *member)
{
	struct cni_config *config = &reading->call->config;

	config->own |= member->own;
	if (member->read_value)
		return member->read_value(reading, value, (char *)config + member->place);
	return member->read ? member->read(reading, value) : 0;
}

int cni_members_read(struct cni_reading *reading, const struct json_value *object,
		     const struct cni_member *members, size_t count)
{
	if (object->kind != JSON_OBJECT)
		return cni_wrong_value(reading, object, "an object");
	for (const struct json_value *value = object->first; value; value = value->next) {
		size_t row = 0;

		if (value->kind == JSON_NULL)
			continue;
		while (row < count && strcasecmp(members[row].name, value->key) != 0)
			row++;
		if (row == count && !(reading->call->command->needs & CNI_LENIENT) &&
		    !text_starts_with(value->key, "cni.dev/"))
			return refuse_member(reading, value);
		if (row < count && read_member(reading, value, &members[row]))
			return -1;
	}
	return 0;
}

/* ---- members ------------------------------------------------------------------------------- */

static int read_name(struct cni_reading *reading, const struct json_value *value)
{
	if (value->kind != JSON_STRING || !cni_is_name(value->text))
		return cni_wrong_value(reading, value,
				       "a name of letters, digits and _ . - with a letter or digit "
				       "in front");
	reading->call->config.name = value->text;
	return 0;
}

static int read_network(struct cni_reading *reading, const struct json_value *value)
{
	if (value->kind != JSON_STRING)
		return cni_wrong_value(reading, value, "the name of a network of berth's");
	reading->call->config.network = value->text;
	return network_check_name(value->text, reading->err);
}

/* A word of the specification's own. Whatever leaves a network of berth's is masqueraded. */
static int read_masquerading(struct cni_reading *reading, const struct json_value *value)
{
	bool masquerades = true;

	if (read_flag(reading, value, &masquerades))
		return -1;
	if (!masquerades)
		return json_fail(&reading->call->config.document, value, reading->err,
				 "ipMasq: what leaves a network is masqueraded; with internal "
				 "nothing leaves");
	return 0;
}

static int read_ipam(struct cni_reading *reading, const struct json_value *value)
{
	if (value->kind == JSON_OBJECT && !value->count)
		return 0;
	return json_fail(&reading->call->config.document, value, reading->err,
			 "ipam: addresses are given out by berth itself: subnets, gateways and "
			 "ranges say which");
}

static int read_dns(struct cni_reading *reading, const struct json_value *value)
{
	static const struct cni_member members[] = {
		CNI_VALUE("nameservers", cni_strings_read, dns.nameservers),
		CNI_VALUE("domain", read_string, dns.domain),
		CNI_VALUE("search", cni_strings_read, dns.search),
		CNI_VALUE("options", cni_strings_read, dns.options),
	};

	return cni_members_read(reading, value, members, COUNT(members));
}

static int read_valid(struct cni_reading *reading, const struct json_value *value)
{
	if (value->kind != JSON_ARRAY)
		return cni_wrong_value(reading, value, "an array of attachments");
	reading->call->config.valid = value;
	return 0;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static const struct cni_member all_members[] = {
	CNI_READ("cniVersion", NULL),
	CNI_READ("type", NULL),
	CNI_READ("capabilities", NULL), /* the caller's business */
	CNI_READ("args", NULL),         /* meant for whoever understands it */
	CNI_READ("name", read_name),
	CNI_READ("network", read_network),
	CNI_OWN("subnets", cni_strings_read, request.subnets),
	CNI_OWN("gateways", cni_strings_read, request.gateways),
	CNI_OWN("ranges", cni_strings_read, request.ranges),
	CNI_OWN("ipv6", read_flag, request.ipv6),
	CNI_OWN("internal", read_flag, request.internal),
	CNI_OWN("isolate", read_flag, request.isolate),
	CNI_OWN("hostAccess", read_flag, request.host_access),
	CNI_OWN("strict", read_flag, request.strict),
	CNI_OWN("rateIn", read_rate, request.rate_in),
	CNI_OWN("rateOut", read_rate, request.rate_out),
	CNI_OWN("mtu", read_bytes, request.mtu),
	CNI_READ("ipMasq", read_masquerading),
	CNI_READ("ipam", read_ipam),
	CNI_READ("dns", read_dns),
	CNI_READ("runtimeConfig", cni_runtime_config_read),
	CNI_VALUE("prevResult", read_object, previous),
	CNI_READ("cni.dev/valid-attachments", read_valid),
};

static const struct cni_member lenient_members[] = {
	CNI_READ("name", read_name),
	CNI_READ("cni.dev/valid-attachments", read_valid),
};

static int find_version(struct cni_call *call, struct error *err)
{
	const struct json_value *value = cni_find(call->config.document.root, "cniVersion");
	const char *asked = value && value->kind == JSON_STRING ? value->text : "0.1.0";

	for (size_t i = 0; i < cni_version_count; i++) {
		if (strcmp(cni_versions[i].name, asked) == 0)
			call->config.version = &cni_versions[i];
	}
	if (call->config.version)
		return 0;
	fail(err, USAGE, "cniVersion \"%.32s\" is none of 0.3.1, 0.4.0, 1.0.0, 1.1.0", asked);
	return cni_failed(call, CNI_WRONG_VERSION, -1);
}

static int check(struct cni_call *call, struct error *err)
{
	struct cni_config *config = &call->config;

	if (!config->name)
		return fail(err, USAGE, "the network configuration has no name");
	if (config->network && config->own)
		return fail(err, USAGE,
			    "network %s is as berth network create has made it: subnets and the "
			    "like are for a network of the configuration's own",
			    config->network);
	if (!config->network)
		config->network = config->name;
	config->request.name = config->network;
	config->request.no_dns = true; /* who calls plugins answers for names himself */
	return 0;
}

int cni_config_read(struct cni_call *call, const char *json, size_t size, struct error *err)
{
	struct cni_config *config = &call->config;
	struct cni_reading reading = {call, err};
	bool lenient = call->command->needs & CNI_LENIENT;

	config->document = (struct json_document){
		.name = "the network configuration", .text = json, .size = size};
	if (json_parse(&config->document, call->arena, err))
		return cni_failed(call, CNI_UNDECODABLE, -1);
	if (config->document.root->kind != JSON_OBJECT)
		return cni_failed(call, CNI_UNDECODABLE,
				  cni_wrong_value(&reading, config->document.root, "an object"));
	if (find_version(call, err)) {
		if (!(call->command->needs & CNI_NO_NETWORK))
			return -1;
		fail_clear(err);
	}
	if (call->command->needs & CNI_NO_NETWORK)
		return 0;
	return cni_members_read(&reading, config->document.root,
				lenient ? lenient_members : all_members,
				lenient ? COUNT(lenient_members) : COUNT(all_members)) ||
			       check(call, err)
		       ? -1
		       : 0;
}
