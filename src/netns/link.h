/*
 * link.h - devices, addresses and routes, as messages of a batch
 *
 * Where a device is meant by its index, the batch is sent in the device's own network
 * namespace.
 */
#ifndef BERTH_LINK_H
#define BERTH_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct attachment;
struct error;
struct inet;
struct netlink_batch;
struct network;
struct network_subnet;
struct nlmsghdr;

/* ---- link.c -------------------------------------------------------------------------------- */

void link_add_up(struct netlink_batch *batch, unsigned index);
void link_add_down(struct netlink_batch *batch, unsigned index);
void link_add_removal(struct netlink_batch *batch, unsigned index);
void link_add_removal_of(struct netlink_batch *batch, const char *name);

/* Left alone, a device gives itself an address of IPv6. */
void link_put_no_own_address(struct nlmsghdr *message);
/* Whose it is, for who looks at the host's devices; and no address of its own. */
void link_add_naming(struct netlink_batch *batch, const char *name, const char *alias);

int link_up(unsigned index, struct error *err);

/* The index of a device, or 0. */
unsigned link_index(const char *name);

/* ---- bridge.c ------------------------------------------------------------------------------ */

/* A network's bridge, down. */
void bridge_add(struct netlink_batch *batch, const struct network *network);

/* What a network's members are to each other is a matter of the bridge's ports. */
void bridge_port_add(struct netlink_batch *batch, const struct attachment *attachment);

/* The same for a veth that has lost its bridge. */
void bridge_port_add_again(struct netlink_batch *batch, const struct attachment *attachment);

/* Nothing passes the port any more, and the device's alias says why. */
void bridge_port_add_closing(struct netlink_batch *batch, const struct attachment *attachment);

/* ---- veth.c -------------------------------------------------------------------------------- */

/* The outer end up and on its bridge; the inner one down, in the namespace of a descriptor. */
void veth_add(struct netlink_batch *batch, const struct attachment *attachment, int namespace,
	      unsigned bridge);

/* ---- address.c, route.c -------------------------------------------------------------------- */

/* Not looked for on the network first: nobody else can have it. */
void address_add(struct netlink_batch *batch, unsigned index, const struct inet *address);

/* The way to a network's own subnet: the kernel makes it with the address, and not again. */
void route_add_subnet(struct netlink_batch *batch, unsigned index,
		      const struct network_subnet *subnet);
/* The way to everywhere else. Of several the one with the lowest metric is taken. */
void route_add_default(struct netlink_batch *batch, unsigned index, const struct inet *gateway,
		       uint32_t metric);

#endif
