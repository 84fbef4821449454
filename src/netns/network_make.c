/*
 * network_make.c - a new network: what is chosen for it, and what is refused
 */
#include <stdio.h>

#include "clock.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "network_store.h"
#include "rate.h"
#include "subnets.h"
#include "text.h"
#include "vxlan.h"

#define LEAST_MTU      68    /* RFC 791 */
#define LEAST_MTU_V6   1280  /* RFC 8200 */
#define MOST_MTU       65535 /* a bridge's */
#define MOST_INDEX     99999
#define BRIDGE_PATTERN "berth%u"

static bool has_index(const struct networks *networks, unsigned index)
{
	for (size_t i = 0; i < networks->count; i++) {
		if (networks->items[i]->index == index)
			return true;
	}
	return false;
}

/* The first one that no network has, nor a device that somebody else has made. */
static int choose_bridge(const struct networks *networks, struct network *network,
			 struct error *err)
{
	for (unsigned index = 0; index <= MOST_INDEX; index++) {
		if (has_index(networks, index))
			continue;
		network->index = index;
		snprintf(network->bridge, sizeof(network->bridge), BRIDGE_PATTERN, index);
		if (!link_index(network->bridge))
			return 0;
	}
	return fail(err, STATE, "there are %d networks: no more can be made", MOST_INDEX + 1);
}

static int check_mtu(const struct network *network, struct error *err)
{
	int64_t least = LEAST_MTU;

	for (size_t i = 0; i < network->subnet_count; i++) {
		if (network->subnets[i].subnet.family == AF_INET6)
			least = LEAST_MTU_V6;
	}
	if (network->mtu && (network->mtu < least || network->mtu > MOST_MTU))
		return fail(err, USAGE, "--mtu %lld: %lld to %d is possible",
			    (long long)network->mtu, (long long)least, MOST_MTU);
	return 0;
}

static int read_rate(const char *option, const char *words, uint64_t *rate, struct error *err)
{
	if (words && rate_read(words, rate))
		return fail(err, USAGE, "%s: " RATE_EXPECTED, option, words);
	return 0;
}

static int check_unknown(const struct networks *networks, const char *name, struct error *err)
{
	if (network_check_name(name, err))
		return -1;
	for (size_t i = 0; i < networks->count; i++) {
		if (text_equal(networks->items[i]->name, name))
			return fail(err, STATE, "network with given name already exists: %s", name);
	}
	return 0;
}

int network_make(const struct network_store *store, struct arena *arena,
		 const struct network_request *request, struct network **made, struct error *err)
{
	struct network *network = arena_alloc(arena, sizeof(*network));
	struct networks networks = {.count = 0};
	struct taken_subnets taken = {.networks = &networks};
	char now[CLOCK_TEXT];

	if (networks_load(store, arena, &networks, err) ||
	    check_unknown(&networks, request->name, err))
		return -1;
	network->name = request->name;
	network->created = arena_text(arena, clock_now_text(now));
	network->mtu = request->mtu;
	network->internal = request->internal;
	network->isolate = request->isolate;
	network->host_access = request->host_access;
	network->strict = request->strict;
	network->dns = !request->no_dns;
	if (choose_bridge(&networks, network, err) || routes_note(arena, &taken, err) ||
	    read_rate("--rate-in", request->rate_in, &network->rates.in, err) ||
	    read_rate("--rate-out", request->rate_out, &network->rates.out, err) ||
	    subnets_choose(request, &taken, network, err) ||
	    vxlan_choose(arena, request, &networks, network, err) || check_mtu(network, err) ||
	    network_save(store, network, err))
		return -1;
	*made = network;
	return 0;
}
