/*
 * network.h - networks of berth's own, and what containers have of them
 *
 * Concept
 *
 * A network is a bridge, its subnets and a policy: one file in /var/lib/berth/networks. An
 * attachment is a pair of connected devices (veth): one a port of the bridge, the other made
 * in the container's network namespace, with an address of each subnet. A port is published
 * when a port of the host leads to one of an attachment.
 *
 * There is no daemon. The kernel holds what is set up; /run/berth-network holds what the
 * kernel does not tell, one file for each attachment and one for each address that is leased.
 * Everything is changed under one lock, by the berth that runs the verb.
 *
 * What lives is asked of the kernel: an attachment is alive as long as its veth is there, and
 * a veth goes with its namespace. So what a SIGKILL or a reboot leaves is known for dead, and
 * network_reconcile() takes it away.
 */
#ifndef BERTH_NETWORK_H
#define BERTH_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct error;
struct job;
struct json;
struct plan;
struct record;
struct text;

#define DEVICE_NAME_ROOM 16 /* IFNAMSIZ, without its header, which brings in much */

struct inet {
	uint16_t family; /* AF_INET, AF_INET6 */
	uint8_t prefix;
	uint8_t bytes[16]; /* in network order */
};

/* ---- a network ----------------------------------------------------------------------------- */

#define NETWORK_DEFAULT      "default" /* exists from its first use */
#define NETWORK_MOST_SUBNETS 8

/* Bits in a second, to a container and from it; 0: no limit. */
struct rates {
	uint64_t in, out;
};

struct network_subnet {
	struct inet subnet, gateway;
	struct inet first, last; /* what containers are given, the gateway aside */
};

/* A network that goes on at other hosts. */
struct network_vxlan {
	uint32_t id; /* 0: it does not */
	uint16_t port;
	char device[DEVICE_NAME_ROOM];
	struct inet local;  /* the address that the others know this host by */
	struct inet *peers; /* theirs */
	size_t peer_count;
};

struct network {
	const char *name, *created;
	unsigned index; /* unlike that of any other */
	char bridge[DEVICE_NAME_ROOM];
	struct network_subnet subnets[NETWORK_MOST_SUBNETS];
	size_t subnet_count;
	int64_t mtu;        /* 0: the kernel's */
	bool internal;      /* no way in or out */
	bool isolate;       /* members do not reach each other */
	bool host_access;   /* members and the host's own services reach each other */
	bool strict;        /* members send from the MAC and the addresses that they were given */
	struct rates rates; /* of each member that is asked for without */
	struct network_vxlan vxlan;
	bool dns; /* members find each other by name */

	/* What who plugs a container in has seen, and nobody changes while he holds the lock. */
	unsigned device; /* the bridge's index; 0: not looked at */
	bool served;     /* somebody answers for names */
};

struct networks {
	struct network **items; /* by name */
	size_t count;
};

/* What `network create` is asked for. */
struct network_request {
	const char *name;
	struct strings subnets, gateways, ranges;
	const char *rate_in, *rate_out; /* as tc(8) has them, or NULL */
	int64_t mtu;
	bool ipv6, internal, isolate, host_access, strict, no_dns;
	int64_t vxlan, port; /* 0: not given */
	const char *local;
	struct strings peers;
};

/* ---- what a container has of it ------------------------------------------------------------ */

struct published_port {
	uint8_t protocol;   /* IPPROTO_TCP, _UDP, _SCTP */
	struct inet host;   /* the one address that it is published on; family 0: all */
	uint16_t host_port; /* 0: any that is free */
	uint16_t port;      /* of the container */
	bool any;           /* host_port was 0, and has been chosen */
};

struct published_ports {
	struct published_port *items;
	size_t count;
};

struct attachment_request {
	const char *network;
	struct inet ip[2]; /* v4 and v6, those asked for; family 0: any that is free */
	uint8_t mac[6];    /* all 0: one that is made of the address */
	const char *interface;
	struct strings aliases;
	struct rates rates; /* 0: the network's */
	bool foreign;       /* a bundle asks: it may have less than the network's rates, not more */
};

/* What --dns, --dns-search, --dns-option and --add-host ask for, word by word. */
struct name_words {
	struct strings servers, searches, options, hosts;
};

/* Who is who: /etc/hosts, /etc/resolv.conf and /etc/hostname, mounted from the record. */
struct name_file {
	const char *name, *destination; /* in the record's directory; in the container */
};

struct names_plan {
	struct name_words words;
	const char *directory; /* in: of the record that they are kept with */
	bool wanted;           /* in: also without a network of berth's */
	bool lent;             /* in: the record is another container's, which has made them */
	const char *hostname;  /* or NULL */
	struct name_file *files;
	size_t file_count;
};

/* What --network and --publish ask for, checked: a part of the plan. */
struct network_plan {
	struct strings words, ports; /* as given on the command line; the rest is made of them */
	struct names_plan names;

	struct attachment_request *attachments;
	size_t attachment_count;
	struct published_ports published;
};

int network_plan(struct plan *plan, struct error *err);
void network_print(const struct plan *plan, struct text *out);

/*
 * Of the words of --network, those that are no network of berth's but say which namespace it is:
 * "none", "host", "container:ID". NULL when there is no such word; an error when it does not
 * stand alone.
 */
int network_mode(const struct strings *words, const char **mode, struct error *err);

/* ---- stages: HOST -------------------------------------------------------------------------- */

int names_make(struct job *job, struct error *err);      /* the files, without addresses yet */
int network_prepare(struct job *job, struct error *err); /* what INIT inherits for it */
int network_plug(struct job *job, struct error *err);
void network_unplug(struct job *job);
int network_let_go(struct job *job, struct error *err); /* of what it took to make it so */

/* ---- for the verbs ------------------------------------------------------------------------- */

int network_create(struct arena *arena, const struct network_request *request, struct error *err);
int network_remove(struct arena *arena, const char *name, struct error *err);

/* Removes the networks without members; their names are added to removed. */
int network_prune(struct arena *arena, struct strings *removed, struct error *err);

/* Other hosts of a network that goes on there. The network is left as it then is. */
int network_peer_add(struct arena *arena, const char *name, const struct strings *peers,
		     struct error *err);
int network_peer_remove(struct arena *arena, const char *name, const struct strings *peers,
			struct error *err);
/* Their addresses as text. */
int network_peer_list(struct arena *arena, const char *name, struct strings *peers,
		      struct error *err);

/* All networks, by name. The default one is made if it is not there. */
int network_list(struct arena *arena, struct networks *networks, struct error *err);
int network_find(struct arena *arena, const char *name, struct network **network,
		 struct error *err);

/* Sets up what should be there and is not, and takes away what should not be there and is. */
int network_reload(struct arena *arena, struct error *err);

/* What is not as it should be. */
struct network_finding {
	const char *network; /* "-": of none alone */
	const char *state;   /* missing, changed, foreign */
	const char *sentence;
};

struct network_findings {
	struct network_finding *items;
	size_t count;
};

/* Of the networks that are set up, or of one alone, and of what they have in common. */
int network_check(struct arena *arena, const char *name, struct network_findings *findings,
		  struct error *err);

/* Begins a process that answers its members' questions for names: see responder.c. */
int network_serve(struct arena *arena, const char *name, const struct strings *descriptors,
		  struct error *err);

/* Writes a network and its members as an object. */
int network_json(struct arena *arena, const struct network *network, struct json *json,
		 struct error *err);

/* "10.77.0.0/24, fd00::/64", for a table. */
const char *network_subnets_text(struct arena *arena, const struct network *network);

/* A container that runs: its record's directory and its network namespace. */
struct network_member {
	int record, namespace;
};

/* words: as for --network. */
int network_connect(struct arena *arena, const struct network_member *member, const char *words,
		    struct error *err);
int network_disconnect(struct arena *arena, const struct network_member *member,
		       const char *network, struct error *err);

/*
 * `gc`: attachments whose device is gone, with their addresses and ports, are taken away, or with
 * dry_run only found. Their names are added to dead.
 */
int network_sweep(struct arena *arena, bool dry_run, struct strings *dead, struct error *err);

/* Takes away what a container has of networks: `delete`. */
int network_forget(const struct record *record, struct error *err);

#endif
