/*
 * cni_check.c - whether a container of an engine still has what it was given
 *
 * What the engine was told (prevResult) is held against the kernel: the container's device, its
 * addresses and its way out. What berth knows besides is held against it as well: that the outer
 * end is a port of the network's bridge, that the firewall knows the network, and that the
 * published ports lead here. What plugins behind this one have changed stands in prevResult, so
 * a MAC address is compared with that and not with what was given.
 */
#include <stdio.h>
#include <string.h>

#include "cni_call.h"
#include "device_state.h"
#include "error.h"
#include "fd.h"
#include "inet.h"
#include "json.h"
#include "leases.h"
#include "link.h"
#include "nft_table.h"
#include "port_words.h"
#include "text.h"
#include "visit.h"

static int changed(struct cni_call *call, int failed)
{
	return cni_failed(call, CNI_CHANGED, failed);
}

/* ---- what berth knows ----------------------------------------------------------------------- */

static int find(struct cni_call *call, const struct network_store *store,
		struct attachment **attachment, struct error *err)
{
	auto_close int record = cni_record_open(store, call);
	struct attachments attachments = {.count = 0};
	struct strings veths = {NULL, 0};

	if (record >= 0 && record_networks_load(call->arena, record, &veths, err))
		return -1;
	attachments_find(store, call->arena, &veths, &attachments);
	if (!attachments.count || !veth_is_alive(store, attachments.items[0]->veth))
		return changed(call, fail(err, STATE, "container %s has no device %s of network %s",
					  call->container, call->interface, call->config.name));
	*attachment = attachments.items[0];
	return 0;
}

static int check_ports(struct cni_call *call, const struct attachment *attachment,
		       struct error *err)
{
	for (size_t i = 0; i < attachment->published.count; i++) {
		const struct published_port *port = &attachment->published.items[i];

		for (size_t j = 0; j < attachment->address_count; j++) {
			const struct inet *address = &attachment->addresses[j];
			bool leads;

			if ((port->host.family && port->host.family != address->family) ||
			    address != attachment_address(attachment, address->family))
				continue;
			if (nft_elements_leads_to(port, address, &leads, err))
				return -1;
			if (!leads)
				return changed(call,
					       fail(err, STATE,
						    "port %d/%s of the host does not lead to "
						    "container %s; berth network reload mends it",
						    port->host_port, protocol_name(port->protocol),
						    call->container));
		}
	}
	return 0;
}

static int check_host(struct cni_call *call, const struct attachment *attachment, struct error *err)
{
	struct device_state port;
	unsigned bridge = link_index(attachment->bridge);
	bool known;

	if (device_state_read(call->arena, attachment->veth, &port, err))
		return -1;
	if (!bridge || port.master != bridge)
		return changed(call, fail(err, STATE,
					  "%s is not plugged into the bridge %s; berth network "
					  "reload mends it",
					  attachment->veth, attachment->bridge));
	if (nft_elements_has_bridge(attachment->bridge, &known, err))
		return -1;
	if (!known)
		return changed(call, fail(err, STATE,
					  "the firewall does not know network %s; berth network "
					  "reload mends it",
					  attachment->network));
	return check_ports(call, attachment, err);
}

/* ---- what the engine was told --------------------------------------------------------------- */

static const char *word(const struct json_value *object, const char *key)
{
	const struct json_value *value =
		object->kind == JSON_OBJECT ? json_find(object, key) : NULL;

	return value && value->kind == JSON_STRING ? value->text : NULL;
}

static const struct json_value *items(const struct json_value *object, const char *key)
{
	const struct json_value *value = json_find(object, key);

	return value && value->kind == JSON_ARRAY ? value->first : NULL;
}

/* The container's device in the list of interfaces, and its number. */
static const struct json_value *find_interface(const struct cni_call *call, uint64_t *number)
{
	*number = 0;
	for (const struct json_value *item = items(call->config.previous, "interfaces"); item;
	     item = item->next, ++*number) {
		const char *sandbox = word(item, "sandbox");

		if (sandbox && *sandbox && text_equal(word(item, "name"), call->interface))
			return item;
	}
	return NULL;
}

static bool is_about(const struct json_value *ip, uint64_t number)
{
	const struct json_value *value =
		ip->kind == JSON_OBJECT ? json_find(ip, "interface") : NULL;
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return value && value->kind == JSON_NUMBER && strcmp(value->text, text) == 0;
}

static bool has(const struct inet *all, size_t count, const struct inet *one)
{
	for (size_t i = 0; i < count; i++) {
		if (inet_equal(&all[i], one) && all[i].prefix == one->prefix)
			return true;
	}
	return false;
}

static int check_told_addresses(struct cni_call *call, const struct device_state *device,
				uint64_t number, struct error *err)
{
	for (const struct json_value *item = items(call->config.previous, "ips"); item;
	     item = item->next) {
		struct inet address;

		if (!is_about(item, number))
			continue;
		if (!word(item, "address") ||
		    inet_read_with_prefix(word(item, "address"), &address))
			return json_fail(&call->config.document, item, err,
					 "an address with its prefix is expected");
		if (!has(device->addresses, device->address_count, &address))
			return changed(call, fail(err, STATE, "%s has the address %s no more",
						  call->interface, word(item, "address")));
	}
	return 0;
}

/* Default routes alone: the others are of other plugins. */
static int check_told_routes(struct cni_call *call, const struct device_state *device,
			     const struct network *network, struct error *err)
{
	for (const struct json_value *item = items(call->config.previous, "routes"); item;
	     item = item->next) {
		const char *text = word(item, "gw");
		bool own = false;
		struct inet gateway;

		if (!text || inet_read(text, &gateway))
			continue;
		for (size_t i = 0; i < network->subnet_count; i++)
			own |= inet_equal(&network->subnets[i].gateway, &gateway);
		if (own && !has(device->gateways, device->gateway_count, &gateway))
			return changed(call,
				       fail(err, STATE, "the route by %s is there no more", text));
	}
	return 0;
}

static int check_told(struct cni_call *call, const struct device_state *device,
		      const struct network *network, struct error *err)
{
	uint64_t number;
	const struct json_value *interface = find_interface(call, &number);
	uint8_t mac[6];

	if (!interface)
		return json_fail(&call->config.document, call->config.previous, err,
				 "prevResult: there is no interface %s in it", call->interface);
	if (!device->index || !device->up)
		return changed(call, fail(err, STATE, "the device %s %s", call->interface,
					  device->index ? "is down" : "is not there any more"));
	if (word(interface, "mac") && *word(interface, "mac") &&
	    (mac_read(word(interface, "mac"), mac) || memcmp(mac, device->mac, sizeof(mac)) != 0))
		return changed(call, fail(err, STATE, "%s has the MAC address %s no more",
					  call->interface, word(interface, "mac")));
	return check_told_addresses(call, device, number, err) ||
			       check_told_routes(call, device, network, err)
		       ? -1
		       : 0;
}

/* ---- the whole ------------------------------------------------------------------------------ */

struct look {
	struct arena *arena;
	const char *interface;
	struct device_state *device;
};

static int look(const void *data, struct error *err)
{
	const struct look *looking = data;

	return device_state_read(looking->arena, looking->interface, looking->device, err);
}

int cni_check(struct cni_call *call, struct text *answer, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	auto_close int namespace = -1;
	struct device_state device;
	const struct look inside = {call->arena, call->interface, &device};
	struct attachment *attachment = NULL;
	struct network *network;

	(void)answer; /* there is nothing to say */
	if (!(call->config.version->features & CNI_CHECKS))
		return cni_failed(call, CNI_WRONG_VERSION,
				  fail(err, USAGE, "cniVersion %s knows no CHECK",
				       call->config.version->name));
	if (!call->config.previous)
		return fail(err, USAGE, "prevResult is missing: it says what is to be checked");
	namespace = cni_namespace_open(call, err);
	if (namespace < 0 || cni_lock(call, &store, err) || find(call, &store, &attachment, err) ||
	    network_load(&store, call->arena, attachment->network, &network, err) ||
	    check_host(call, attachment, err) || namespace_visit(namespace, look, &inside, err) ||
	    check_told(call, &device, network, err))
		return -1;
	return 0;
}

int cni_status(struct cni_call *call, struct text *answer, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	const struct cni_config *config = &call->config;
	struct network *network;
	bool known;

	(void)answer; /* there is nothing to say */
	if (!(config->version->features & CNI_COLLECTS))
		return cni_failed(
			call, CNI_WRONG_VERSION,
			fail(err, USAGE, "cniVersion %s knows no STATUS", config->version->name));
	if (cni_lock(call, &store, err))
		return -1;
	if (config->network != config->name &&
	    network_load(&store, call->arena, config->network, &network, err))
		return cni_failed(call, CNI_NOT_READY, -1);
	/* Whatever is asked of it: a kernel without nf_tables cannot answer. */
	if (nft_elements_has_bridge("lo", &known, err))
		return cni_failed(call, CNI_NOT_READY, -1);
	return 0;
}
