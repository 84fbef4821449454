/*
 * nft_table.h - berth's table of the kernel's firewall
 *
 * Its chains and rules never change; what does are the elements of its sets and maps. It is rows
 * (nft_table.c), so it can be printed and be read. It is called "berth", of the family inet. A
 * second one, of the family bridge, is there as long as a network is strict (nft_guard.c).
 */
#ifndef BERTH_NFT_TABLE_H
#define BERTH_NFT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "netlink_batch.h"
#include "network.h"

struct attachment;
struct text;

#define NFT_TABLE "berth"

enum nft_set_name {
	SET_BRIDGES,     /* the device of every network */
	SET_INTERNAL,    /* those that lead nowhere */
	SET_HOST_ACCESS, /* those whose members and the host's services reach each other */
	SET_NEIGHBOURS,  /* pairs of devices that may be passed between: from . to */
	SET_INSIDE4,     /* the addresses behind a device: device . subnet */
	SET_INSIDE6,
	SET_TUNNELS, /* the ports at which networks of other hosts come in */
	SET_PEERS4,  /* and from where: port . address */
	SET_PEERS6,
	SET_PORTS4, /* protocol . port : address . port */
	SET_PORTS6,
	SET_PORTS4_AT, /* the same on one address of the host: address . protocol . port */
	SET_PORTS6_AT,
	SET_PINNED,     /* the outer ends of members of strict networks */
	SET_MACS,       /* what may come in by them: device . MAC */
	SET_ADDRESSES4, /* device . address */
	SET_ADDRESSES6,
	SET_NAMES4, /* where names are answered: device . gateway */
	SET_NAMES6,
	SET_COUNT
};

/* ---- nft_table.c --------------------------------------------------------------------------- */

struct nft_table;
extern const struct nft_table nft_firewall, nft_guard;

/* The table as it is when nothing is in it, whatever was there before. */
void nft_table_add(struct netlink_batch *batch, const struct nft_table *table);
/* The table is no more. */
void nft_table_add_removal(struct netlink_batch *batch, const struct nft_table *table);

/* As nft(8) would have it. */
void nft_table_print(const struct nft_table *table, struct text *out);

/* ---- nft_elements.c ------------------------------------------------------------------------ */

/* What a network puts into the sets. */
void nft_elements_add_network(struct netlink_batch *batch, const struct network *network);

/* Where a network's questions for names lead: a port of the gateway. */
void nft_elements_add_names(struct netlink_batch *batch, const char *bridge,
			    const struct inet *gateway, uint16_t port);

/* With exclusive, that the port is published already is an error of the kernel's: EEXIST. */
void nft_elements_add_port(struct netlink_batch *batch, const struct published_port *port,
			   const struct inet *to, bool exclusive);
void nft_elements_remove_port(struct netlink_batch *batch, const struct published_port *port,
			      int family);

/* What may come in by an attachment's outer end, and nothing else. */
void nft_elements_add_pins(struct netlink_batch *batch, const struct attachment *attachment);
/* Nothing is said of it any more, whether anything was or not. */
void nft_elements_remove_pins(struct netlink_batch *batch, const struct attachment *attachment);

/* *leads says whether a published port leads to this address, and not to another's or nowhere. */
int nft_elements_leads_to(const struct published_port *port, const struct inet *to, bool *leads,
			  struct error *err);

/* *there says whether the table is set up and knows this network's device. */
int nft_elements_has_bridge(const char *bridge, bool *there, struct error *err);

#endif
