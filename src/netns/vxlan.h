/*
 * vxlan.h - a network that goes on at other hosts
 */
#ifndef BERTH_VXLAN_H
#define BERTH_VXLAN_H

#include "network.h"

struct error;
struct json;
struct json_value;
struct netlink_batch;

/* What is asked for, checked: that it is possible and complete. The subnets are chosen. */
int vxlan_choose(struct arena *arena, const struct network_request *request,
		 const struct networks *networks, struct network *network, struct error *err);
/* An address of another host; USAGE when it is none, or none that can be. */
int vxlan_peer_read(const struct network_vxlan *vxlan, const char *text, struct inet *peer,
		    struct error *err);
/* The place of a peer in the list, or -1. */
int vxlan_peer_find(const struct network_vxlan *vxlan, const struct inet *peer);

/* The member "vxlan" of a network's object. -1: it is not as berth writes it. */
void vxlan_write(const struct network_vxlan *vxlan, struct json *json);
int vxlan_read(struct arena *arena, const struct json_value *root, struct network *network);

/* ---- vxlan_device.c: messages ---------------------------------------------------------------- */

/* The device, a port of the bridge, which is there; up. */
void vxlan_device_add(struct netlink_batch *batch, const struct network *network, unsigned bridge);
void vxlan_peer_add(struct netlink_batch *batch, unsigned device, const struct inet *peer);
void vxlan_peer_add_removal(struct netlink_batch *batch, unsigned device, const struct inet *peer);

/* The device and its peers are there, and what it is of the bridge. */
int vxlan_up(const struct network *network, struct error *err);
/* It has forgotten what it learned of a peer that is none any more. */
int vxlan_leave_peer(const struct network *network, const struct inet *peer, struct error *err);

#endif
