/*
 * network_up.c - a network's bridge, and what the host must allow for it
 *
 * A network is set up when its first container comes: after a reboot that is all there is to
 * be done. What berth changes of the host beyond its own devices is written down first, and is
 * put back when the last network has gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "attachment_store.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "host_setting.h"
#include "inet.h"
#include "link.h"
#include "log.h"
#include "netlink_batch.h"
#include "nft_table.h"
#include "text.h"
#include "vxlan.h"

static bool has_family(const struct network *network, int family)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (network->subnets[i].subnet.family == family)
			return true;
	}
	return false;
}

/* A bridge takes nobody's word for a route, and has a way to 127.0.0.1 for published ports. */
struct bridge_settings bridge_settings(const struct network *network)
{
	static const struct device_setting with_v6[] = {
		{"ipv4", "route_localnet",   "1"},
		{"ipv4", "accept_redirects", "0"},
		{"ipv6", "accept_ra",        "0"},
		{"ipv6", "accept_redirects", "0"},
		{"ipv6", "accept_dad",       "0"},
	};
	static const struct device_setting without_v6[] = {
		{"ipv4", "route_localnet",   "1"},
		{"ipv4", "accept_redirects", "0"},
		{"ipv6", "disable_ipv6",     "1"},
	};
	bool v6 = has_family(network, AF_INET6);
	struct bridge_settings settings = {
		.items = v6 ? with_v6 : without_v6,
		.count = v6 ? COUNT(with_v6) : COUNT(without_v6),
	};

	if (network->internal)
		return settings;
	if (has_family(network, AF_INET))
		settings.host[settings.host_count++] = "net/ipv4/ip_forward";
	if (v6)
		settings.host[settings.host_count++] = "net/ipv6/conf/all/forwarding";
	return settings;
}

static int make_bridge(const struct network *network, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	bridge_add(&batch, network);
	if (batch_send(&batch, NETLINK_ROUTE, err) == 0)
		return 0;
	if (err->system == EOPNOTSUPP)
		fail_cure(err, "the kernel has no bridges (CONFIG_BRIDGE)");
	return -1;
}

int network_settle(const struct network_store *store, const struct network *network,
		   struct error *err)
{
	struct bridge_settings settings = bridge_settings(network);
	auto_batch struct netlink_batch batch = NO_BATCH;
	unsigned index = link_index(network->bridge);
	auto_close int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < settings.host_count; i++) {
		if (host_setting_change(store, settings.host[i], err))
			return -1;
	}
	if (proc < 0)
		return fail(err, SYSTEM, "open /proc");
	if (device_settings_write(proc, network->bridge, settings.items, settings.count, err))
		return -1;
	for (size_t i = 0; i < network->subnet_count; i++) {
		struct inet gateway = network->subnets[i].gateway;

		gateway.prefix = network->subnets[i].subnet.prefix;
		address_add(&batch, index, &gateway);
	}
	link_add_up(&batch, index);
	for (size_t i = 0; i < network->subnet_count; i++)
		route_add_subnet(&batch, index, &network->subnets[i]);
	return batch_send(&batch, NETLINK_ROUTE, err);
}

/* The bridge of a network, and what of it goes on at other hosts. */
static int make_devices(const struct network_store *store, const struct network *network,
			struct error *err)
{
	if (!link_index(network->bridge) &&
	    (make_bridge(network, err) || network_settle(store, network, err)))
		return -1;
	return network->vxlan.id ? vxlan_up(network, err) : 0;
}

/* The bridge's index, if all is there. */
static unsigned find_devices(const struct network *network)
{
	unsigned bridge = link_index(network->bridge);

	return network->vxlan.id && !link_index(network->vxlan.device) ? 0 : bridge;
}

unsigned network_device(const struct network *network)
{
	return network->device ? network->device : link_index(network->bridge);
}

int network_up(const struct network_store *store, struct arena *arena, struct network *network,
	       struct error *err)
{
	bool known = false;

	network->device = find_devices(network);
	if (!network->device) {
		bool was_up = link_index(network->bridge);
		struct error ignored = NO_ERROR;

		if (make_devices(store, network, err)) {
			if (!was_up)
				(void)network_down(network, &ignored); /* nothing half made */
			return -1;
		}
	}
	if (nft_elements_has_bridge(network->bridge, &known, err))
		return -1;
	return known ? 0 : firewall_rebuild(store, arena, err);
}

int network_down(const struct network *network, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	unsigned bridge = link_index(network->bridge);
	unsigned tunnel = network->vxlan.id ? link_index(network->vxlan.device) : 0;

	if (tunnel)
		link_add_removal(&batch, tunnel);
	if (bridge)
		link_add_removal(&batch, bridge);
	return batch_send(&batch, NETLINK_ROUTE, err);
}
