/*
 * network_store.h - where networks are kept, and the one lock
 *
 *	/var/lib/berth/networks/NAME.json	a network: it outlives a reboot
 *	/run/berth-network/			true until the next one; what is locked
 *		attachments/VETH		an attachment
 *		responders/NETWORK		who answers its members: see responder_start.h
 *		leases/NETWORK/ADDRESS		an address in use: the name of the veth
 *		leases/NETWORK/.last-0		the one of the first subnet that was leased last
 *		busy				something is being changed: left by a SIGKILL
 *		sysctls				what the host's were before berth changed them
 *
 *	auto_store struct network_store store = NO_STORE;
 *
 *	if (store_lock(&store, err) || networks_load(&store, arena, &networks, err))
 */
#ifndef BERTH_NETWORK_STORE_H
#define BERTH_NETWORK_STORE_H

#include "json.h"
#include "network.h"

#define NETWORKS_DIRECTORY "/var/lib/berth/networks"
#define NETWORKS_RUN       "/run/berth-network"

struct network_store {
	int networks, run, attachments; /* directories; run is what is locked */
	struct strings making;          /* veths that will be there in a moment */
};

#define NO_STORE   ((struct network_store){.networks = -1, .run = -1, .attachments = -1})
#define auto_store __attribute__((cleanup(store_close)))

/* Makes the directories, waits for the lock, and clears up after a berth that was killed. */
int store_lock(struct network_store *store, struct error *err);
void store_close(struct network_store *store);

/* What a SIGKILL has left of files that were being written. */
int store_remove_unfinished(const struct network_store *store, struct error *err);

/* Without the lock: who holds it has asked for it. Nothing may be changed. */
int store_peek(struct network_store *store, struct error *err);

/* The same in other places: for tests. */
int store_lock_at(struct network_store *store, const char *networks, const char *run,
		  struct error *err);

/* ---- networks ------------------------------------------------------------------------------ */

/* USAGE for what is no name. */
int network_check_name(const char *name, struct error *err);

int networks_load(const struct network_store *store, struct arena *arena, struct networks *networks,
		  struct error *err);
/* MISSING when there is none; the default one is made. */
int network_load(const struct network_store *store, struct arena *arena, const char *name,
		 struct network **network, struct error *err);
int network_save(const struct network_store *store, const struct network *network,
		 struct error *err);
int network_forget_file(const struct network_store *store, const char *name, struct error *err);

/* Chooses what is not asked for, refuses what cannot be, and saves it. */
int network_make(const struct network_store *store, struct arena *arena,
		 const struct network_request *request, struct network **network,
		 struct error *err);

/* ---- network_file.c ------------------------------------------------------------------------ */

/* The members of a network's object, for whoever began it. */
void network_write(const struct network *network, struct json *json);
int network_read(struct arena *arena, const char *file, const char *json, size_t size,
		 struct network **network, struct error *err);

#endif
