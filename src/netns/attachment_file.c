/*
 * attachment_file.c - what is kept of an attachment: /run/berth-network/attachments/VETH
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "attachment.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "number.h"
#include "port_words.h"
#include "rate.h"
#include "text.h"

const char *attachment_container(const struct attachment *attachment)
{
	const char *slash = strrchr(attachment->record, '/');

	return slash ? slash + 1 : attachment->record;
}

void attachment_alias(const struct attachment *attachment, const char *prefix,
		      char alias[ALIAS_ROOM])
{
	snprintf(alias, ALIAS_ROOM, "%s%s:%.100s", prefix, attachment->network,
		 attachment_container(attachment));
}

const struct inet *attachment_address(const struct attachment *attachment, int family)
{
	for (size_t i = 0; i < attachment->address_count; i++) {
		if (attachment->addresses[i].family == family)
			return &attachment->addresses[i];
	}
	return NULL;
}

/* ---- writing ------------------------------------------------------------------------------- */

static void write_ports(const struct published_ports *ports, struct json *json)
{
	char address[INET_TEXT];

	json_begin_array(json, "ports");
	for (size_t i = 0; i < ports->count; i++) {
		const struct published_port *port = &ports->items[i];

		json_begin_object(json, NULL);
		if (port->host.family)
			json_string(json, "host_ip", inet_text(&port->host, address));
		json_unsigned(json, "host_port", port->host_port);
		json_unsigned(json, "container_port", port->port);
		json_string(json, "protocol", protocol_name(port->protocol));
		json_end_object(json);
	}
	json_end_array(json);
}

void attachment_write_members(const struct attachment *attachment, struct json *json)
{
	char text[INET_TEXT];

	json_string(json, "interface", attachment->interface);
	json_string(json, "mac", mac_text(attachment->mac, text));
	json_begin_array(json, "addresses");
	for (size_t i = 0; i < attachment->address_count; i++)
		json_string(json, NULL, inet_text_with_prefix(&attachment->addresses[i], text));
	json_end_array(json);
	json_strings(json, "names", &attachment->names);
	rates_write(&attachment->rates, json);
	write_ports(&attachment->published, json);
}

void attachment_write(const struct attachment *attachment, struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "network", attachment->network);
	json_string(&json, "record", attachment->record);
	json_string(&json, "bridge", attachment->bridge);
	json_boolean(&json, "isolated", attachment->isolated);
	json_boolean(&json, "strict", attachment->strict);
	json_boolean(&json, "dns_enabled", attachment->dns);
	json_boolean(&json, "internal", attachment->internal);
	json_strings(&json, "dns", &attachment->servers);
	attachment_write_members(attachment, &json);
	json_end_object(&json);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct json_document document;
	struct attachment *attachment;
	struct error *err;
};

static int wrong(struct reading *reading, const struct json_value *at, const char *what)
{
	return json_fail(&reading->document, at ? at : reading->document.root, reading->err,
			 "%s is not as berth writes it", what);
}

static const char *string(const struct json_value *object, const char *key)
{
	const struct json_value *value = json_find(object, key);

	return value && value->kind == JSON_STRING ? value->text : NULL;
}

static bool is_true(const struct json_value *object, const char *key)
{
	const struct json_value *value = json_find(object, key);

	return value && value->kind == JSON_BOOLEAN && value->truth;
}

static int read_port_number(const struct json_value *object, const char *key, uint16_t *port)
{
	const struct json_value *value = json_find(object, key);
	uint64_t number;

	if (!value || value->kind != JSON_NUMBER ||
	    number_unsigned(value->text, UINT16_MAX, &number))
		return -1;
	*port = (uint16_t)number;
	return 0;
}

static int read_port(struct reading *reading, const struct json_value *object)
{
	struct published_ports *ports = &reading->attachment->published;
	const char *protocol, *host;
	struct published_port port = {.protocol = 0};

	if (object->kind != JSON_OBJECT)
		return wrong(reading, object, "a port");
	protocol = string(object, "protocol");
	host = string(object, "host_ip");
	if (!protocol || protocol_number(protocol, &port.protocol) ||
	    (host && inet_read(host, &port.host)) ||
	    read_port_number(object, "host_port", &port.host_port) ||
	    read_port_number(object, "container_port", &port.port))
		return wrong(reading, object, "a port");
	*ARENA_ADD(reading->arena, ports->items, ports->count) = port;
	return 0;
}

static void take_strings(struct arena *arena, const struct json_value *array,
			 struct strings *strings)
{
	if (!array || array->kind != JSON_ARRAY)
		return;
	for (const struct json_value *at = array->first; at; at = at->next) {
		if (at->kind == JSON_STRING)
			strings_add(arena, strings, at->text);
	}
}

static int read_lists(struct reading *reading)
{
	struct attachment *attachment = reading->attachment;
	const struct json_value *root = reading->document.root;
	const struct json_value *addresses = json_find(root, "addresses");
	const struct json_value *names = json_find(root, "names"),
				*ports = json_find(root, "ports");

	if (!addresses || addresses->kind != JSON_ARRAY ||
	    addresses->count > NETWORK_MOST_SUBNETS || !names || names->kind != JSON_ARRAY ||
	    !ports || ports->kind != JSON_ARRAY)
		return wrong(reading, NULL, "a list");
	for (const struct json_value *at = addresses->first; at; at = at->next) {
		if (at->kind != JSON_STRING ||
		    inet_read_with_prefix(at->text,
					  &attachment->addresses[attachment->address_count++]))
			return wrong(reading, at, "an address");
	}
	take_strings(reading->arena, names, &attachment->names);
	take_strings(reading->arena, json_find(root, "dns"), &attachment->servers);
	for (const struct json_value *at = ports->first; at; at = at->next) {
		if (read_port(reading, at))
			return -1;
	}
	return 0;
}

static int read_members(struct reading *reading)
{
	struct attachment *attachment = reading->attachment;
	const struct json_value *root = reading->document.root;
	const char *interface, *bridge, *mac;

	if (root->kind != JSON_OBJECT)
		return wrong(reading, root, "it");
	interface = string(root, "interface");
	bridge = string(root, "bridge");
	mac = string(root, "mac");
	attachment->network = string(root, "network");
	attachment->record = string(root, "record");
	if (!attachment->network || !attachment->record || !interface || !bridge || !mac ||
	    strlen(interface) >= DEVICE_NAME_ROOM || strlen(bridge) >= DEVICE_NAME_ROOM ||
	    mac_read(mac, attachment->mac) || rates_read(root, &attachment->rates))
		return wrong(reading, root, "it");
	snprintf(attachment->interface, DEVICE_NAME_ROOM, "%s", interface);
	snprintf(attachment->bridge, DEVICE_NAME_ROOM, "%s", bridge);
	attachment->isolated = is_true(root, "isolated");
	attachment->strict = is_true(root, "strict");
	attachment->dns = is_true(root, "dns_enabled");
	attachment->internal = is_true(root, "internal");
	return read_lists(reading);
}

int attachment_read(struct arena *arena, const char *veth, const char *json, size_t size,
		    struct attachment **read, struct error *err)
{
	struct reading reading = {
		arena,
		{.name = veth, .text = json, .size = size},
		NULL,
		err,
	};

	reading.attachment = arena_alloc(arena, sizeof(*reading.attachment));
	snprintf(reading.attachment->veth, DEVICE_NAME_ROOM, "%s", veth);
	if (json_parse(&reading.document, arena, err) || read_members(&reading))
		return -1;
	*read = reading.attachment;
	return 0;
}
