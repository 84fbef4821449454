/*
 * responder_start.h - that somebody answers on a network, seen from outside
 *
 *	/run/berth-network/responders/NETWORK	"PORT INDEX ready": the port that it answers by, and
 *						the bridge's device; "ready" is added when it has
 *						been born. It holds a lock on the file as long as
 *						it lives
 *	/run/berth-network/responders/.resolver	whom the host asks, for all of them
 */
#ifndef BERTH_RESPONDER_START_H
#define BERTH_RESPONDER_START_H

#include "network_store.h"

#define RESPONDERS    "responders"
#define HOST_RESOLVER ".resolver" /* no network has a dot in front */

/* The port by which a network's questions are answered, or 0 when nobody answers. */
uint16_t responder_port(const struct network_store *store, const struct network *network);

/* The port to which the firewall leads: of whoever answers, or was the last to do so; or 0. */
uint16_t responder_last_port(const struct network_store *store, const struct network *network);

/*
 * Sees to it that somebody answers on each of these that answers names. That nobody can is told,
 * and is no failure: a container does without.
 */
int responders_ensure(const struct network_store *store, struct arena *arena,
		      const struct networks *networks, struct error *err);

/* Nothing is left of it when the network is no more. */
void responder_forget(const struct network_store *store, const char *network);

/* Says that he has been born: file is the one that he holds a lock on. */
int responder_proven(int file, struct error *err);

#endif
