/*
 * responder.h - who answers the questions of a network's members: its parts
 *
 * responder.c says what it is, and how it begins and ends.
 */
#ifndef BERTH_RESPONDER_H
#define BERTH_RESPONDER_H

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "dns_message.h"
#include "neighbours.h"

#define RESPONDER_MOST_SERVERS     3
#define RESPONDER_MOST_EXCHANGES   128
#define RESPONDER_MOST_CONNECTIONS 32
#define RESPONDER_LONGEST_QUERY    4096

/* The other end of a socket. */
struct peer {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
	socklen_t length;
};

void peer_set(struct peer *peer, const struct inet *address, uint16_t port);
struct inet peer_address(const struct peer *peer);

/* Whom an answer goes to. */
struct asker {
	struct peer peer;
	int socket;                    /* UDP: which it came by */
	struct connection *connection; /* TCP; or NULL */
};

struct gateway {
	struct inet address;
	int datagrams, streams; /* sockets */
};

struct servers {
	struct inet items[RESPONDER_MOST_SERVERS];
	size_t count;
};

struct responder {
	const char *network;
	char bridge[DEVICE_NAME_ROOM];
	unsigned bridge_index; /* of the device that the sockets are bound to */
	struct gateway gateways[NETWORK_MOST_SUBNETS];
	size_t gateway_count;
	int run;        /* the store's directory: its lock is the one under which networks change */
	int responders; /* the directory in which it is said whom the host asks */
	int changes;    /* inotify, of that and of the directory of attachments */
	int links;      /* netlink: the end of the bridge */
	struct neighbours neighbours;
	struct servers servers; /* the host's */
	struct exchange *exchanges;
	struct connection *connections;
	uint8_t *room;      /* DNS_MOST: for the message that is just being heard or said */
	bool changed;       /* since it was last seen that there are members */
	int64_t look_again; /* of clock_monotonic(), or 0 */
	int64_t rests_until;
};

/* ---- responder_sockets.c --------------------------------------------------------------------- */

/*
 * One gateway for each of the network's subnets, all by one port: *port if it is not 0 and free, or
 * else one that the kernel chooses.
 */
int gateways_open(const struct network *network, struct gateway *gateways, uint16_t *port,
		  struct error *err);
void gateways_close(struct gateway *gateways, size_t count);

/* ---- responder_loop.c ---------------------------------------------------------------------- */

/* Until the network has no members any more. */
void responder_serve(struct responder *responder);

/* A question, wherever it came from. */
void responder_take(struct responder *responder, const struct asker *asker, const uint8_t *bytes,
		    size_t size);
void asker_tell(const struct asker *asker, const uint8_t *bytes, size_t size);
/* What can be said when nothing is known. */
void asker_refuse(const struct asker *asker, const struct dns_query *query, enum dns_code code);

/* What is waited for in one round, and who is called when it is there. */
typedef void ready_fn(struct responder *responder, void *subject);

struct round {
	struct pollfd waiting[2 + 2 * NETWORK_MOST_SUBNETS + RESPONDER_MOST_EXCHANGES +
			      RESPONDER_MOST_CONNECTIONS];
	struct {
		ready_fn *ready;
		void *subject;
	} calls[2 + 2 * NETWORK_MOST_SUBNETS + RESPONDER_MOST_EXCHANGES +
		RESPONDER_MOST_CONNECTIONS];
	size_t count;
	int64_t deadline; /* the next one, or 0 */
};

void round_add(struct round *round, int fd, short events, ready_fn *ready, void *subject);
void round_add_deadline(struct round *round, int64_t deadline);

/* ---- responder_streams.c: members that ask by TCP ------------------------------------------- */

void streams_begin(struct responder *responder);
void streams_accept(struct responder *responder, void *gateway);
void streams_wait(struct responder *responder, struct round *round);
void stream_tell(struct connection *connection, const uint8_t *bytes, size_t size);
void streams_expire(struct responder *responder, int64_t now);

/* ---- responder_exchanges.c: questions that are passed on --------------------------------------
 */

void exchanges_begin(struct responder *responder);
/* -1: there is nobody to ask, or too much is asked already. */
int exchange_begin(struct responder *responder, const struct asker *asker,
		   const struct dns_query *query, const struct servers *servers);
void exchanges_wait(struct responder *responder, struct round *round);
void exchanges_expire(struct responder *responder, int64_t now);
/* He who asked is gone. */
void exchanges_forget(struct responder *responder, const struct connection *connection);

/* ---- responder_confinement.c ----------------------------------------------------------------- */

/* Gives up everything that is not needed to answer, and opens the directories that are. */
int responder_confine(struct responder *responder, struct error *err);

#endif
