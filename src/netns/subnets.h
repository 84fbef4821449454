/*
 * subnets.h - which addresses a new network has
 */
#ifndef BERTH_SUBNETS_H
#define BERTH_SUBNETS_H

#include "network.h"

/* What is taken already: by networks, and by routes of the host. */
struct taken_subnets {
	const struct networks *networks;
	struct inet *routes;
	size_t route_count;
};

/* The destinations of the host's routes, the default ones aside. */
int routes_note(struct arena *arena, struct taken_subnets *taken, struct error *err);

/* Fills in network->subnets from what is asked for, and from what is free. */
int subnets_choose(const struct network_request *request, const struct taken_subnets *taken,
		   struct network *network, struct error *err);

#endif
