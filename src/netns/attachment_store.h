/*
 * attachment_store.h - the attachments that there are, and what sets the dead ones aside
 */
#ifndef BERTH_ATTACHMENT_STORE_H
#define BERTH_ATTACHMENT_STORE_H

#include "attachment.h"
#include "network_store.h"

struct link_list;
struct netlink_batch;

int attachment_save(const struct network_store *store, const struct attachment *attachment,
		    struct error *err);
/* MISSING when there is none of that name. */
int attachment_load(const struct network_store *store, struct arena *arena, const char *veth,
		    struct attachment **attachment, struct error *err);
/* Gives back its addresses and forgets it. The device and the ports are the caller's. */
void attachment_forget(const struct network_store *store, const struct attachment *attachment);

/* Those of these names that something is known of. */
void attachments_find(const struct network_store *store, struct arena *arena,
		      const struct strings *veths, struct attachments *attachments);

/* Those whose veth is there; the others are detached. */
int attachments_load(const struct network_store *store, struct arena *arena,
		     struct attachments *attachments, struct error *err);

/* Of them, those of a network. */
size_t attachments_count(const struct attachments *attachments, const char *network);

/* ---- detach.c ------------------------------------------------------------------------------ */

enum veth_fate {
	VETH_REMOVED, /* its namespace stays */
	VETH_CLOSED   /* it goes with its namespace: until then nothing passes it */
};

/* Takes away what there is of these attachments: ports, devices, addresses, files. */
int detach(const struct network_store *store, const struct attachments *attachments,
	   enum veth_fate fate, struct error *err);

/* ---- network_sweep.c ----------------------------------------------------------------------- */

/* Those that detach() has closed and that are there yet. */
void gone_veths_add_removal(struct netlink_batch *batch, const struct link_list *links);
int gone_veths_remove(struct arena *arena, struct error *err);

/* ---- record_networks.c: the file "networks" of a container's record: a veth in each line ---- */

int record_networks_add(struct arena *arena, int record, const struct strings *veths,
			struct error *err);
bool record_has_networks(int record);
int record_networks_load(struct arena *arena, int record, struct strings *veths, struct error *err);
void record_networks_remove(int record);

/* ---- firewall.c ---------------------------------------------------------------------------- */

/* What a network and its members put into the sets. */
void firewall_add_network(const struct network_store *store, struct netlink_batch *batch,
			  const struct network *network, const struct attachments *attachments);
/* All anew in one transaction: the table, the networks, the ports of attachments that live. */
int firewall_rebuild(const struct network_store *store, struct arena *arena, struct error *err);
int firewall_remove(struct error *err);
/* One of the two: the last network that is set up takes with it what berth has changed of the host.
 */
int firewall_settle(const struct network_store *store, struct arena *arena, struct error *err);

/* Those of strict networks: from now on they are what they are, and no more. */
int firewall_pin(const struct network_store *store, struct arena *arena,
		 const struct attachments *made, struct error *err);
int firewall_unpin(const struct attachments *attachments, struct error *err);

/* ---- busy.c -------------------------------------------------------------------------------- */

/* What is between them, the next one clears up if a SIGKILL falls there: store_lock() does. veths:
 * those that are being made, or NULL. */
int busy_begin(const struct network_store *store, const struct strings *veths, struct error *err);
void busy_end(const struct network_store *store);
int busy_recover(const struct network_store *store, struct error *err);

/* ---- network_up.c -------------------------------------------------------------------------- */

/* A network's bridge is there, and the firewall knows it. */
int network_up(const struct network_store *store, struct arena *arena, struct network *network,
	       struct error *err);
/* The bridge's index: looked up unless network_up() has seen it; 0 when there is none. */
unsigned network_device(const struct network *network);
/* A bridge that is there has its addresses, routes and sysctls, whoever has taken them away. */
int network_settle(const struct network_store *store, const struct network *network,
		   struct error *err);
/* Nothing of it is there any more. */
int network_down(const struct network *network, struct error *err);

/* What berth changed of the host is as it was, once no network is up. */
int host_settings_restore(const struct network_store *store, struct error *err);

#endif
