/*
 * cni_result.c - what a CNI plugin answers, in the form of the version that was asked
 *
 * The forms differ little: since 1.0.0 an address does not say its family, and 1.1.0 has room
 * for an MTU and a metric.
 */
#include <string.h>

#include "cni_call.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "port_words.h"
#include "text.h"

/* Of the three devices, the container's is the last. */
#define CONTAINERS_DEVICE 2

static void write_device(const char *name, struct json *json)
{
	json_begin_object(json, NULL);
	json_string(json, "name", name);
	json_end_object(json);
}

static void write_interfaces(const struct cni_call *call, const struct attachment *attachment,
			     struct json *json)
{
	char text[MAC_TEXT];

	json_begin_array(json, "interfaces");
	write_device(attachment->bridge, json);
	write_device(attachment->veth, json);
	json_begin_object(json, NULL);
	json_string(json, "name", attachment->interface);
	json_string(json, "mac", mac_text(attachment->mac, text));
	if ((call->config.version->features & CNI_DETAILS) && attachment->mtu)
		json_signed(json, "mtu", attachment->mtu);
	json_string(json, "sandbox", call->namespace);
	json_end_object(json);
	json_end_array(json);
}

static const struct inet *gateway_of(const struct attachment *attachment,
				     const struct inet *address)
{
	for (size_t i = 0; i < attachment->gateway_count; i++) {
		if (inet_covers(address, &attachment->gateways[i]))
			return &attachment->gateways[i];
	}
	return NULL;
}

static void write_addresses(const struct cni_call *call, const struct attachment *attachment,
			    struct json *json)
{
	char text[INET_TEXT];

	json_begin_array(json, "ips");
	for (size_t i = 0; i < attachment->address_count; i++) {
		const struct inet *address = &attachment->addresses[i];
		const struct inet *gateway = gateway_of(attachment, address);

		json_begin_object(json, NULL);
		if ((call->config.version->features & CNI_FAMILIES))
			json_string(json, "version", address->family == AF_INET ? "4" : "6");
		json_unsigned(json, "interface", CONTAINERS_DEVICE);
		json_string(json, "address", inet_text_with_prefix(address, text));
		if (gateway)
			json_string(json, "gateway", inet_text(gateway, text));
		json_end_object(json);
	}
	json_end_array(json);
}

static void write_routes(const struct cni_call *call, const struct attachment *attachment,
			 struct json *json)
{
	char text[INET_TEXT];

	json_begin_array(json, "routes");
	for (size_t i = 0; i < attachment->gateway_count; i++) {
		const struct inet *gateway = &attachment->gateways[i];

		json_begin_object(json, NULL);
		json_string(json, "dst", gateway->family == AF_INET ? "0.0.0.0/0" : "::/0");
		json_string(json, "gw", inet_text(gateway, text));
		if ((call->config.version->features & CNI_DETAILS))
			json_unsigned(json, "priority", attachment->metric);
		json_end_object(json);
	}
	json_end_array(json);
}

static void write_dns(const struct cni_dns *dns, struct json *json)
{
	json_begin_object(json, "dns");
	if (dns->nameservers.count)
		json_strings(json, "nameservers", &dns->nameservers);
	if (dns->domain)
		json_string(json, "domain", dns->domain);
	if (dns->search.count)
		json_strings(json, "search", &dns->search);
	if (dns->options.count)
		json_strings(json, "options", &dns->options);
	json_end_object(json);
}

void cni_result_write(const struct cni_call *call, const struct attachment *attachment,
		      struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "cniVersion", call->config.version->name);
	write_interfaces(call, attachment, &json);
	write_addresses(call, attachment, &json);
	write_routes(call, attachment, &json);
	write_dns(&call->config.dns, &json);
	json_end_object(&json);
}

/* ---- versions, errors ---------------------------------------------------------------------- */

static const char *version_of(const struct cni_call *call)
{
	const struct cni_version *version = call->config.version;

	return version ? version->name : cni_versions[cni_version_count - 1].name;
}

int cni_tell_versions(struct cni_call *call, struct text *answer, struct error *err)
{
	struct json json = {.out = answer};

	(void)err; /* nothing can be wrong with it */

	json_begin_object(&json, NULL);
	json_string(&json, "cniVersion", version_of(call));
	json_begin_array(&json, "supportedVersions");
	for (size_t i = 0; i < cni_version_count; i++)
		json_string(&json, NULL, cni_versions[i].name);
	json_end_array(&json);
	json_end_object(&json);
	return 0;
}

static enum cni_code code_of(const struct cni_call *call, const struct error *err)
{
	if (call->code != CNI_NO_CODE)
		return call->code;
	switch (err->kind) {
	case STATE:
		return CNI_STATE;
	case SYSTEM:
		return CNI_IO;
	case BUG:
		return CNI_BUG;
	default:
		return CNI_WRONG_CONFIGURATION;
	}
}

void cni_error_write(const struct cni_call *call, const struct error *err, struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "cniVersion", version_of(call));
	json_unsigned(&json, "code", code_of(call, err));
	json_string(&json, "msg", err->text);
	json_end_object(&json);
}
