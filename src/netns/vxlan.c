/*
 * vxlan.c - a network that goes on at other hosts: what is chosen for it, and what is refused
 *
 * Theory of operation
 *
 * One subnet is spread over several hosts. Each has a bridge of its own, of which one port is a
 * VXLAN device: it wraps whole Ethernet frames in UDP and sends them to the other hosts, its
 * peers. Which of them has a MAC address is learned from what comes in; what is for nobody in
 * particular, or for somebody unknown, goes to all of them.
 *
 * Nobody keeps the whole in view, so each host is told what is its own: a part of each subnet
 * (--ip-range), out of which its containers' addresses are leased. The first address of that
 * part is its gateway's, and makes its bridge's MAC address, so that no two hosts have the same.
 *
 * VXLAN has no proof of who sent a packet. What the firewall can do it does: at a network's port,
 * which no other network of this host shares, it takes packets from the addresses of peers alone.
 *
 * A wrapped packet is longer than the one in it. What fits through the device that has the local
 * address decides what containers can send, to the byte: a packet that is too long would be
 * fragmented, or vanish.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "device_state.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "number.h"
#include "text.h"
#include "vxlan.h"

#define MOST_ID      0xffffff
#define USUAL_PORT   4789    /* IANA's */
#define INNER_HEADER 14      /* Ethernet */
#define OUTER_HEADER (8 + 8) /* VXLAN, UDP */
#define MOST_PEERS   4096

/* berth0 has berth0-vx. */
static void name_device(struct network *network)
{
	snprintf(network->vxlan.device, DEVICE_NAME_ROOM, "%.12s-vx", network->bridge);
}

/* ---- peers ----------------------------------------------------------------------------------- */

static bool is_one_host(const struct inet *address)
{
	static const uint8_t nothing[16];

	if (memcmp(address->bytes, nothing, inet_size(address)) == 0)
		return false;
	if (address->family == AF_INET)
		return address->bytes[0] < 224 && address->bytes[0] != 127;
	/* Of a link-local address one would have to know on which link. */
	return address->bytes[0] != 0xff &&
	       !(address->bytes[0] == 0xfe && (address->bytes[1] & 0xc0) == 0x80);
}

int vxlan_peer_find(const struct network_vxlan *vxlan, const struct inet *peer)
{
	for (size_t i = 0; i < vxlan->peer_count; i++) {
		if (inet_equal(&vxlan->peers[i], peer))
			return (int)i;
	}
	return -1;
}

int vxlan_peer_read(const struct network_vxlan *vxlan, const char *text, struct inet *peer,
		    struct error *err)
{
	if (inet_read(text, peer) || !is_one_host(peer))
		return fail(err, USAGE, "peer %s: the address of another host is expected", text);
	if (peer->family != vxlan->local.family)
		return fail(err, USAGE, "peer %s is of another family than the local address",
			    text);
	if (inet_equal(peer, &vxlan->local))
		return fail(err, USAGE, "peer %s is the local address: another host is expected",
			    text);
	if (vxlan->peer_count == MOST_PEERS)
		return fail(err, USAGE, "a network has at most %d peers", MOST_PEERS);
	return 0;
}

static int choose_peers(struct arena *arena, const struct network_request *request,
			struct network_vxlan *vxlan, struct error *err)
{
	for (size_t i = 0; i < request->peers.count; i++) {
		struct inet peer;

		if (vxlan_peer_read(vxlan, request->peers.items[i], &peer, err))
			return -1;
		if (vxlan_peer_find(vxlan, &peer) >= 0)
			return fail(err, USAGE, "peer %s is given twice", request->peers.items[i]);
		*ARENA_ADD(arena, vxlan->peers, vxlan->peer_count) = peer;
	}
	return 0;
}

/* ---- MTU ------------------------------------------------------------------------------------- */

static int choose_mtu(struct network *network, struct error *err)
{
	const struct inet *local = &network->vxlan.local;
	int64_t outer = 0, most,
		overhead = INNER_HEADER + OUTER_HEADER + (local->family == AF_INET ? 20 : 40);
	char text[INET_TEXT];

	if (device_mtu_of_address(local, &outer, err))
		return -1;
	if (!outer)
		return fail(err, STATE, "--local %s: no device of this host has the address",
			    inet_text(local, text));
	most = outer - overhead;
	if (network->mtu > most)
		return fail(err, USAGE,
			    "--mtu %lld: %lld is possible, since the device with %s takes %lld and "
			    "%lld of it go to VXLAN",
			    (long long)network->mtu, (long long)most, inet_text(local, text),
			    (long long)outer, (long long)overhead);
	if (!network->mtu)
		network->mtu = most;
	return 0;
}

/* ---- what each host must have of its own ------------------------------------------------------
 */

static bool has_gateway(const struct network_request *request, const struct inet *subnet)
{
	for (size_t i = 0; i < request->gateways.count; i++) {
		struct inet gateway;

		if (inet_read(request->gateways.items[i], &gateway) == 0 &&
		    inet_covers(subnet, &gateway))
			return true;
	}
	return false;
}

static bool has_range(const struct network_request *request, const struct inet *subnet)
{
	for (size_t i = 0; i < request->ranges.count; i++) {
		struct inet range;

		if (inet_read_with_prefix(request->ranges.items[i], &range) == 0 &&
		    inet_covers(subnet, &range))
			return true;
	}
	return false;
}

static int settle_subnets(const struct network_request *request, struct network *network,
			  struct error *err)
{
	char text[INET_TEXT];

	if (!request->subnets.count || network->subnet_count != request->subnets.count)
		return fail(
			err, USAGE,
			"--vxlan needs every --subnet to be given: it is the same on all hosts");
	for (size_t i = 0; i < network->subnet_count; i++) {
		struct network_subnet *subnet = &network->subnets[i];

		if (!has_range(request, &subnet->subnet))
			return fail(
				err, USAGE,
				"--vxlan needs an --ip-range in %s: the part of it that is this "
				"host's alone",
				inet_text_with_prefix(&subnet->subnet, text));
		if (!has_gateway(request, &subnet->subnet))
			subnet->gateway = subnet->first;
	}
	return 0;
}

/* What comes in at a port is of one network, so that its peers are known by the port. */
static int check_port(const struct networks *networks, const struct network_vxlan *vxlan,
		      struct error *err)
{
	for (size_t i = 0; i < networks->count; i++) {
		const struct network_vxlan *other = &networks->items[i]->vxlan;

		if (other->id && other->port == vxlan->port)
			return fail(err, STATE,
				    "port %u is that of network %s: --port gives this one its own, "
				    "by which its peers are known",
				    vxlan->port, networks->items[i]->name);
	}
	return 0;
}

static int check_whole(const struct network_request *request, struct error *err)
{
	if (!request->vxlan && (request->local || request->peers.count || request->port))
		return fail(err, USAGE, "--local, --peer and --port are for --vxlan");
	if (!request->vxlan)
		return 0;
	if (request->vxlan < 1 || request->vxlan > MOST_ID)
		return fail(err, USAGE, "--vxlan: a number from 1 to %d is expected", MOST_ID);
	if (request->port < 0 || request->port > UINT16_MAX)
		return fail(err, USAGE, "--port: a number from 1 to %d is expected", UINT16_MAX);
	if (!request->local)
		return fail(err, USAGE, "--vxlan needs --local, an address of this host");
	if (request->isolate)
		return fail(err, USAGE,
			    "--isolate and --vxlan: what is isolated reaches no other host either");
	return 0;
}

int vxlan_choose(struct arena *arena, const struct network_request *request,
		 const struct networks *networks, struct network *network, struct error *err)
{
	struct network_vxlan *vxlan = &network->vxlan;

	if (check_whole(request, err))
		return -1;
	if (!request->vxlan)
		return 0;
	vxlan->id = (uint32_t)request->vxlan;
	vxlan->port = request->port ? (uint16_t)request->port : USUAL_PORT;
	name_device(network);
	if (inet_read(request->local, &vxlan->local) || !is_one_host(&vxlan->local))
		return fail(err, USAGE, "--local %s: an address of this host is expected",
			    request->local);
	if (check_port(networks, vxlan, err) || choose_peers(arena, request, vxlan, err) ||
	    settle_subnets(request, network, err))
		return -1;
	return choose_mtu(network, err);
}

/* ---- the file -------------------------------------------------------------------------------- */

void vxlan_write(const struct network_vxlan *vxlan, struct json *json)
{
	char text[INET_TEXT];

	if (!vxlan->id)
		return;
	json_begin_object(json, "vxlan");
	json_unsigned(json, "id", vxlan->id);
	json_string(json, "local", inet_text(&vxlan->local, text));
	json_unsigned(json, "port", vxlan->port);
	json_begin_array(json, "peers");
	for (size_t i = 0; i < vxlan->peer_count; i++)
		json_string(json, NULL, inet_text(&vxlan->peers[i], text));
	json_end_array(json);
	json_end_object(json);
}

static int read_number(const struct json_value *object, const char *key, uint64_t most,
		       uint64_t *number)
{
	const struct json_value *value = json_find(object, key);

	if (!value || value->kind != JSON_NUMBER || number_unsigned(value->text, most, number) ||
	    !*number)
		return -1;
	return 0;
}

int vxlan_read(struct arena *arena, const struct json_value *root, struct network *network)
{
	struct network_vxlan *vxlan = &network->vxlan;
	const struct json_value *object = json_find(root, "vxlan"), *local, *peers;
	uint64_t id, port;

	if (!object)
		return 0;
	if (object->kind != JSON_OBJECT || read_number(object, "id", MOST_ID, &id) ||
	    read_number(object, "port", UINT16_MAX, &port))
		return -1;
	local = json_find(object, "local");
	peers = json_find(object, "peers");
	if (!local || local->kind != JSON_STRING || inet_read(local->text, &vxlan->local) ||
	    !peers || peers->kind != JSON_ARRAY)
		return -1;
	for (const struct json_value *item = peers->first; item; item = item->next) {
		struct inet peer;

		if (item->kind != JSON_STRING || inet_read(item->text, &peer) ||
		    peer.family != vxlan->local.family)
			return -1;
		*ARENA_ADD(arena, vxlan->peers, vxlan->peer_count) = peer;
	}
	vxlan->id = (uint32_t)id;
	vxlan->port = (uint16_t)port;
	name_device(network);
	return 0;
}
