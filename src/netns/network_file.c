/*
 * network_file.c - a network as JSON
 *
 * The words are Podman's, so that who knows its `network inspect` can read this one. The file
 * is berth's own, and yet it may have been edited: what is not as it should be is an error that
 * names the place.
 */
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "inet.h"
#include "network_store.h"
#include "number.h"
#include "rate.h"
#include "text.h"
#include "vxlan.h"

/* ---- writing ------------------------------------------------------------------------------- */

static void write_subnet(const struct network_subnet *subnet, struct json *json)
{
	char text[INET_TEXT];

	json_begin_object(json, NULL);
	json_string(json, "subnet", inet_text_with_prefix(&subnet->subnet, text));
	json_string(json, "gateway", inet_text(&subnet->gateway, text));
	json_begin_object(json, "lease_range");
	json_string(json, "start_ip", inet_text(&subnet->first, text));
	json_string(json, "end_ip", inet_text(&subnet->last, text));
	json_end_object(json);
	json_end_object(json);
}

void network_write(const struct network *network, struct json *json)
{
	json_string(json, "name", network->name);
	json_string(json, "driver", "bridge");
	json_string(json, "network_interface", network->bridge);
	json_unsigned(json, "index", network->index);
	json_string(json, "created", network->created);
	json_begin_array(json, "subnets");
	for (size_t i = 0; i < network->subnet_count; i++)
		write_subnet(&network->subnets[i], json);
	json_end_array(json);
	json_signed(json, "mtu", network->mtu);
	json_boolean(json, "internal", network->internal);
	json_boolean(json, "isolate", network->isolate);
	json_boolean(json, "host_access", network->host_access);
	json_boolean(json, "strict", network->strict);
	rates_write(&network->rates, json);
	vxlan_write(&network->vxlan, json);
	json_boolean(json, "dns_enabled", network->dns);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reading {
	struct json_document document;
	struct error *err;
};

static const char *string(struct reading *reading, const struct json_value *object, const char *key)
{
	const struct json_value *value = json_find(object, key);

	if (value && value->kind == JSON_STRING)
		return value->text;
	json_fail(&reading->document, value ? value : object, reading->err,
		  "%s: a string is expected", key);
	return NULL;
}

static int read_number(struct reading *reading, const struct json_value *object, const char *key,
		       int64_t *number)
{
	const struct json_value *value = json_find(object, key);

	if (value && value->kind == JSON_NUMBER &&
	    number_signed(value->text, 0, INT32_MAX, number) == 0)
		return 0;
	return json_fail(&reading->document, value ? value : object, reading->err,
			 "%s: a number is expected", key);
}

static bool is_true(const struct json_value *object, const char *key)
{
	const struct json_value *value = json_find(object, key);

	return value && value->kind == JSON_BOOLEAN && value->truth;
}

static int read_address(struct reading *reading, const struct json_value *object, const char *key,
			struct inet *address)
{
	const char *text = string(reading, object, key);

	if (!text)
		return -1;
	if (inet_read(text, address))
		return json_fail(&reading->document, json_find(object, key), reading->err,
				 "%s: \"%s\" is not an address", key, text);
	return 0;
}

static int read_subnet(struct reading *reading, const struct json_value *object,
		       struct network_subnet *subnet)
{
	const struct json_value *range = json_find(object, "lease_range");
	const char *text = string(reading, object, "subnet");

	if (!text)
		return -1;
	if (inet_read_with_prefix(text, &subnet->subnet) || !range || range->kind != JSON_OBJECT)
		return json_fail(&reading->document, object, reading->err,
				 "a subnet with its lease_range is expected");
	if (read_address(reading, object, "gateway", &subnet->gateway) ||
	    read_address(reading, range, "start_ip", &subnet->first) ||
	    read_address(reading, range, "end_ip", &subnet->last))
		return -1;
	if (!inet_covers(&subnet->subnet, &subnet->gateway) ||
	    !inet_covers(&subnet->subnet, &subnet->first) ||
	    !inet_covers(&subnet->subnet, &subnet->last))
		return json_fail(&reading->document, object, reading->err,
				 "gateway and lease_range do not lie in the subnet");
	return 0;
}

static int read_subnets(struct reading *reading, struct network *network)
{
	const struct json_value *root = reading->document.root;
	const struct json_value *subnets = json_find(root, "subnets");

	if (!subnets || subnets->kind != JSON_ARRAY || !subnets->count ||
	    subnets->count > NETWORK_MOST_SUBNETS)
		return json_fail(&reading->document, subnets ? subnets : root, reading->err,
				 "subnets: an array of 1 to %d is expected", NETWORK_MOST_SUBNETS);
	for (const struct json_value *at = subnets->first; at; at = at->next) {
		if (at->kind != JSON_OBJECT ||
		    read_subnet(reading, at, &network->subnets[network->subnet_count++]))
			return -1;
	}
	return 0;
}

static int read_members(struct reading *reading, struct arena *arena, struct network *network)
{
	const struct json_value *root = reading->document.root;
	const char *bridge;
	int64_t index = 0;

	if (root->kind != JSON_OBJECT)
		return json_fail(&reading->document, root, reading->err, "an object is expected");
	network->name = string(reading, root, "name");
	network->created = network->name ? string(reading, root, "created") : NULL;
	bridge = network->created ? string(reading, root, "network_interface") : NULL;
	if (!bridge)
		return -1;
	if (strlen(bridge) >= sizeof(network->bridge))
		return json_fail(&reading->document, root, reading->err,
				 "network_interface: \"%s\" is too long for a device", bridge);
	snprintf(network->bridge, sizeof(network->bridge), "%s", bridge);
	if (read_number(reading, root, "index", &index) ||
	    read_number(reading, root, "mtu", &network->mtu))
		return -1;
	network->index = (unsigned)index;
	network->internal = is_true(root, "internal");
	network->isolate = is_true(root, "isolate");
	network->host_access = is_true(root, "host_access");
	network->strict = is_true(root, "strict");
	if (rates_read(root, &network->rates))
		return json_fail(&reading->document, root, reading->err,
				 "rate_in, rate_out: bits in a second are expected");
	if (vxlan_read(arena, root, network))
		return json_fail(&reading->document, root, reading->err,
				 "vxlan: id, local, port and peers are expected");
	network->dns = !json_find(root, "dns_enabled") || is_true(root, "dns_enabled");
	return read_subnets(reading, network);
}

int network_read(struct arena *arena, const char *file, const char *json, size_t size,
		 struct network **read, struct error *err)
{
	struct reading reading = {
		{.name = file, .text = json, .size = size},
		err
	};
	struct network *network = arena_alloc(arena, sizeof(*network));

	if (json_parse(&reading.document, arena, err) || read_members(&reading, arena, network))
		return -1;
	*read = network;
	return 0;
}
