/*
 * network_peers.c - other hosts come to a network and leave it
 */
#include <string.h>

#include "attachment_store.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "vxlan.h"

static int load(const struct network_store *store, struct arena *arena, const char *name,
		struct network **network, struct error *err)
{
	if (network_load(store, arena, name, network, err))
		return -1;
	if (!(*network)->vxlan.id)
		return fail(err, STATE,
			    "network %s is on this host alone: --vxlan of berth network create has "
			    "one that goes on at others",
			    name);
	return 0;
}

/* The file first: what is done in the kernel is done again by reload. */
static int settle(const struct network_store *store, struct arena *arena,
		  const struct network *network, struct error *err)
{
	if (network_save(store, network, err))
		return -1;
	return link_index(network->bridge) ? firewall_rebuild(store, arena, err) : 0;
}

int network_peer_add(struct arena *arena, const char *name, const struct strings *peers,
		     struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct network_vxlan *vxlan;
	struct network *network;

	if (store_lock(&store, err) || load(&store, arena, name, &network, err))
		return -1;
	vxlan = &network->vxlan;
	for (size_t i = 0; i < peers->count; i++) {
		struct inet peer;

		if (vxlan_peer_read(vxlan, peers->items[i], &peer, err))
			return -1;
		if (vxlan_peer_find(vxlan, &peer) >= 0)
			return fail(err, STATE, "network %s has the peer %s already", name,
				    peers->items[i]);
		*ARENA_ADD(arena, vxlan->peers, vxlan->peer_count) = peer;
	}
	if (settle(&store, arena, network, err))
		return -1;
	return link_index(network->bridge) ? vxlan_up(network, err) : 0;
}

static int forget(struct network_vxlan *vxlan, const char *name, const char *word,
		  struct inet *peer, struct error *err)
{
	int at;

	if (inet_read(word, peer))
		return fail(err, USAGE, "peer %s: an address is expected", word);
	at = vxlan_peer_find(vxlan, peer);
	if (at < 0)
		return fail(err, STATE, "network %s has no peer %s", name, word);
	vxlan->peer_count--;
	memmove(&vxlan->peers[at], &vxlan->peers[at + 1],
		(vxlan->peer_count - (size_t)at) * sizeof(*peer));
	return 0;
}

int network_peer_remove(struct arena *arena, const char *name, const struct strings *peers,
			struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct inet *gone = arena_alloc(arena, peers->count * sizeof(*gone));
	struct network *network;

	if (store_lock(&store, err) || load(&store, arena, name, &network, err))
		return -1;
	for (size_t i = 0; i < peers->count; i++) {
		if (forget(&network->vxlan, name, peers->items[i], &gone[i], err))
			return -1;
	}
	if (settle(&store, arena, network, err))
		return -1;
	for (size_t i = 0; i < peers->count; i++) {
		if (vxlan_leave_peer(network, &gone[i], err))
			return -1;
	}
	return 0;
}

int network_peer_list(struct arena *arena, const char *name, struct strings *peers,
		      struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct network *network;

	if (store_lock(&store, err) || load(&store, arena, name, &network, err))
		return -1;
	for (size_t i = 0; i < network->vxlan.peer_count; i++) {
		char text[INET_TEXT];

		strings_add(arena, peers,
			    arena_text(arena, inet_text(&network->vxlan.peers[i], text)));
	}
	return 0;
}
