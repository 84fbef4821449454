/*
 * attach.c - a container is plugged into its networks
 *
 * Theory of operation
 *
 * Everything happens under the lock, in an order in which a SIGKILL leaves only what the next berth
 * finds. First the names of the veths, in the container's record and in the file "busy" (busy.c);
 * then the addresses; what is kept of the attachments; the devices, in two sends, one on each side
 * of the veths; and last the published ports, so that none leads to where nobody is yet.
 *
 * The names of veths are chosen by chance: one that was used a moment ago may still be there,
 * since the kernel takes a namespace's devices away when it has time. One in four thousand million
 * is taken: then the kernel refuses to make it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "attach.h"
#include "error.h"
#include "inet.h"
#include "leases.h"
#include "link.h"
#include "netlink_batch.h"
#include "rate.h"
#include "responder_start.h"
#include "text.h"

#define METRIC_STEP 100 /* the first attachment's default route is the one that is taken */

/* ---- what an attachment is ----------------------------------------------------------------- */

static int choose_veth(const struct network_store *store, char veth[DEVICE_NAME_ROOM],
		       struct error *err)
{
	uint32_t number;

	do {
		if (getrandom(&number, sizeof(number), 0) != sizeof(number))
			return fail(err, SYSTEM, "choose a name for a device");
		snprintf(veth, DEVICE_NAME_ROOM, VETH_PREFIX "%08" PRIx32, number);
	} while (faccessat(store->attachments, veth, F_OK, 0) == 0);
	return 0;
}

static const char *record_path(const struct attaching *attaching, struct error *err)
{
	char link[32], path[4096];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", attaching->record);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0) {
		fail(err, SYSTEM, "find the record's directory");
		return NULL;
	}
	return arena_bytes(attaching->arena, path, (size_t)length);
}

/*
 * The network's unless something else is asked for. Who runs berth may ask for more, a bundle
 * may not: what it was written by may be the one who is to be limited.
 */
static int choose_rate(const struct attachment_request *request, uint64_t asked, uint64_t usual,
		       uint64_t *rate, struct error *err)
{
	char text[RATE_TEXT], most[RATE_TEXT];

	*rate = asked ? asked : usual;
	if (request->foreign && usual && *rate > usual)
		return fail(err, REFUSED,
			    "the bundle asks for %s on network %s, whose members have %s: a bundle "
			    "can only ask for less",
			    rate_text(asked, text), request->network, rate_text(usual, most));
	return 0;
}

/* Everything but its addresses. */
static int prepare(struct attaching *attaching, const struct attachment_request *request,
		   const struct network *network, struct error *err)
{
	struct attachment *attachment = arena_alloc(attaching->arena, sizeof(*attachment));

	attachment->record = record_path(attaching, err);
	if (!attachment->record || choose_veth(attaching->store, attachment->veth, err) ||
	    choose_rate(request, request->rates.in, network->rates.in, &attachment->rates.in,
			err) ||
	    choose_rate(request, request->rates.out, network->rates.out, &attachment->rates.out,
			err))
		return -1;
	attachment->network = network->name;
	snprintf(attachment->bridge, DEVICE_NAME_ROOM, "%s", network->bridge);
	snprintf(attachment->interface, DEVICE_NAME_ROOM, "%s", request->interface);
	memcpy(attachment->mac, request->mac, sizeof(attachment->mac));
	attachment->mtu = network->mtu;
	attachment->isolated = network->isolate;
	attachment->strict = network->strict;
	attachment->dns = network->dns;
	attachment->internal = network->internal;
	attachment->servers = attaching->names.settings.words.servers;
	attachment->metric =
		(uint32_t)(METRIC_STEP * (attaching->before + attaching->made.count + 1));
	attachment->names = request->aliases;
	for (size_t i = 0; !network->internal && i < network->subnet_count; i++)
		attachment->gateways[attachment->gateway_count++] = network->subnets[i].gateway;
	strings_add(attaching->arena, &attaching->store->making, attachment->veth);
	*ARENA_ADD(attaching->arena, attaching->made.items, attaching->made.count) = attachment;
	return 0;
}

/* ---- addresses ----------------------------------------------------------------------------- */

static int check_wanted(const struct attachment_request *request, const struct network *network,
			struct error *err)
{
	for (size_t i = 0; i < 2; i++) {
		bool covered = !request->ip[i].family;
		char text[INET_TEXT];

		for (size_t j = 0; j < network->subnet_count; j++)
			covered |= inet_covers(&network->subnets[j].subnet, &request->ip[i]);
		if (!covered)
			return fail(err, USAGE, "the address %s lies in no subnet of network %s",
				    inet_text(&request->ip[i], text), network->name);
	}
	return 0;
}

static int lease(struct attaching *attaching, const struct lease_request *request,
		 struct inet *leased, struct error *err)
{
	bool dead = false;

	if (lease_take(attaching->store, request, leased, &dead, err) == 0)
		return 0;
	if (!dead)
		return -1;
	/* Its ports may lead here as well: all that is dead goes at once. */
	fail_clear(err);
	if (firewall_rebuild(attaching->store, attaching->arena, err))
		return -1;
	return lease_take(attaching->store, request, leased, &dead, err);
}

/* A neighbour that remembers an address for a while remembers its MAC: they belong together. */
static void choose_mac(struct attachment *attachment)
{
	const struct inet *first = &attachment->addresses[0];

	if (memcmp(attachment->mac, (const uint8_t[6]){0}, sizeof(attachment->mac)) != 0)
		return;
	attachment->mac[0] = 0x02;
	attachment->mac[1] = first->family == AF_INET ? 0x62 : 0x63;
	memcpy(attachment->mac + 2, first->bytes + inet_size(first) - 4, 4);
}

static int choose_addresses(struct attaching *attaching, size_t number, struct error *err)
{
	const struct attachment_request *request = &attaching->requests[number];
	const struct network *network = attaching->networks.items[number];
	struct attachment *attachment = attaching->made.items[number];

	for (size_t i = 0; i < network->subnet_count; i++) {
		const struct inet *subnet = &network->subnets[i].subnet;
		const struct inet *wanted = &request->ip[subnet->family == AF_INET6];
		const struct lease_request asked = {
			.network = network,
			.subnet = i,
			.wanted = inet_covers(subnet, wanted) ? wanted : NULL,
			.veth = attachment->veth,
		};
		struct inet *address = &attachment->addresses[attachment->address_count];

		if (lease(attaching, &asked, address, err))
			return -1;
		address->prefix = subnet->prefix;
		attachment->address_count++;
	}
	choose_mac(attachment);
	return 0;
}

/* ---- devices ------------------------------------------------------------------------------- */

/* Before anything passes them: the inner ends are down yet. */
static int shape_all(const struct attaching *attaching, struct error *err)
{
	for (size_t i = 0; i < attaching->made.count; i++) {
		if (shape(attaching->made.items[i], err))
			return -1;
	}
	return 0;
}

static int make_devices(const struct attaching *attaching, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attaching->made.count; i++) {
		const struct attachment *attachment = attaching->made.items[i];

		veth_add(&batch, attachment, attaching->namespace,
			 network_device(attaching->networks.items[i]));
		bridge_port_add(&batch, attachment);
	}
	if (batch_send(&batch, NETLINK_ROUTE, err) == 0)
		return shape_all(attaching, err);
	if (err->system == EOPNOTSUPP)
		fail_cure(err, "the kernel has no veth devices (CONFIG_VETH)");
	if (err->system == EXFULL)
		fail_cure(err, "a bridge has 1023 ports at most");
	return -1;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int prepare_all(struct attaching *attaching, struct error *err)
{
	for (size_t i = 0; i < attaching->count; i++) {
		struct network **network = ARENA_ADD(attaching->arena, attaching->networks.items,
						     attaching->networks.count);

		if (network_load(attaching->store, attaching->arena, attaching->requests[i].network,
				 network, err) ||
		    prepare(attaching, &attaching->requests[i], *network, err))
			return -1;
	}
	if (ports_check(attaching, err))
		return -1;
	return record_networks_add(attaching->arena, attaching->record, &attaching->store->making,
				   err);
}

static int settle_all(struct attaching *attaching, struct error *err)
{
	for (size_t i = 0; i < attaching->count; i++) {
		struct network *network = attaching->networks.items[i];

		if (check_wanted(&attaching->requests[i], network, err))
			return -1;
		if (network_up(attaching->store, attaching->arena, network, err) ||
		    choose_addresses(attaching, i, err))
			return fail_during(err, "network %s", network->name);
	}
	if (ports_choose(attaching, err))
		return -1;
	for (size_t i = 0; i < attaching->made.count; i++) {
		if (attachment_save(attaching->store, attaching->made.items[i], err))
			return -1;
	}
	return 0;
}

/* The container itself: who it is on all its networks. */
static int tell_names(const struct attaching *attaching, struct error *err)
{
	struct memberships all = {.count = 0};

	if (memberships_load(attaching->store, attaching->arena, &attaching->others, &all, err))
		return -1;
	for (size_t i = 0; i < attaching->made.count; i++)
		membership_add(attaching->store, attaching->arena, &all,
			       attaching->networks.items[i], attaching->made.items[i]);
	return name_files_update(attaching->arena, &attaching->names, &all, err);
}

static int attach_all(struct attaching *attaching, struct error *err)
{
	/* Who answers comes before what is pinned: the firewall is built anew for him. */
	if (prepare_all(attaching, err) ||
	    busy_begin(attaching->store, &attaching->store->making, err) ||
	    settle_all(attaching, err) ||
	    responders_ensure(attaching->store, attaching->arena, &attaching->networks, err) ||
	    make_devices(attaching, err) ||
	    firewall_pin(attaching->store, attaching->arena, &attaching->made, err) ||
	    inside_settle(attaching, err))
		return -1;
	if (ports_publish(attaching, err))
		return -1;
	attaching->store->making.count = 0; /* from here on a firewall that is rebuilt has them */
	return tell_names(attaching, err);
}

int attach(struct attaching *attaching, struct error *err)
{
	struct network_store *store = attaching->store;
	struct error ignored = NO_ERROR;
	int attached;

	attached = attach_all(attaching, err);
	if (attached)
		(void)detach(store, &attaching->made, VETH_REMOVED, &ignored);
	busy_end(store);
	return attached;
}
