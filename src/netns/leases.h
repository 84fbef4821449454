/*
 * leases.h - which address is whose
 *
 * A lease is a file named by the address that holds the name of a veth. It lasts as long as
 * that veth does: one whose veth is gone is as good as none.
 */
#ifndef BERTH_LEASES_H
#define BERTH_LEASES_H

#include <stdbool.h>

#include "network.h"

struct network_store;

/*
 * An address of a network's subnet for a veth: the wanted one, or the next that is free. One
 * that was given back is not given out again at once: neighbours remember whose it was.
 * *dead says that a lease is in the way whose veth is gone: sweep, and ask again.
 */
struct lease_request {
	const struct network *network;
	size_t subnet;
	const struct inet *wanted; /* or NULL */
	const char *veth;
};

int lease_take(const struct network_store *store, const struct lease_request *request,
	       struct inet *leased, bool *dead, struct error *err);

/* It is that veth's, whatever its file says. */
int lease_restore(const struct network_store *store, const char *network,
		  const struct inet *address, const char *veth, struct error *err);

/* Gives an address back, if it is that veth's. */
void lease_give_back(const struct network_store *store, const char *network,
		     const struct inet *address, const char *veth);

/* Takes away every lease whose veth is gone, and what is kept of networks that are no more. */
int leases_sweep(const struct network_store *store, struct error *err);

/* The veth that has an address, or an empty string. */
void lease_holder(const struct network_store *store, const char *network,
		  const struct inet *address, char veth[DEVICE_NAME_ROOM]);

/* A veth is there, or is about to be. */
bool veth_is_alive(const struct network_store *store, const char *veth);

#endif
