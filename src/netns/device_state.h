/*
 * device_state.h - what the kernel says of a device
 */
#ifndef BERTH_DEVICE_STATE_H
#define BERTH_DEVICE_STATE_H

#include "network.h"

struct error;

struct device_state {
	unsigned index; /* 0: there is none of that name */
	unsigned master;
	int64_t mtu;
	bool up;
	uint8_t mac[6];
	struct inet *addresses; /* each with its prefix */
	size_t address_count;
	struct inet *gateways; /* of default routes */
	size_t gateway_count;
};

/* In the present network namespace. */
int device_state_read(struct arena *arena, const char *name, struct device_state *state,
		      struct error *err);

/* The MTU of the device that has an address, or 0. */
int device_mtu_of_address(const struct inet *address, int64_t *mtu, struct error *err);

#endif
