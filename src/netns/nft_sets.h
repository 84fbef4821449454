/*
 * nft_sets.h - the sets and maps of berth's table, as rows, for src/netns/
 */
#ifndef BERTH_NFT_SETS_H
#define BERTH_NFT_SETS_H

#include <stdint.h>

#include "nft_table.h"

/* A part of a key or of a value; what nft(8) calls it, and knows it by. */
struct nft_type {
	const char *name;
	unsigned number, length; /* in bytes, in the packet's or the host's order */
};

#define NFT_MOST_PARTS 3

struct nft_set {
	const char *name;
	const struct nft_type *key[NFT_MOST_PARTS], *value[NFT_MOST_PARTS]; /* up to a NULL */
	bool ranges; /* the last part of the key may be a range */
	uint8_t family;
};

extern const struct nft_set nft_sets[SET_COUNT];

/* Of what is in it the addresses are IPv6's. */
bool nft_set_is_v6(int set);

/* The room a part takes in registers and keys. */
unsigned nft_type_room(const struct nft_type *type);

/* As nft(8) would have it. */
void nft_type_print(const struct nft_type *type, const uint8_t *bytes, struct text *out);

/* Those of berth's table of that family. */
void nft_sets_add(struct netlink_batch *batch, uint8_t family);
void nft_sets_print(uint8_t family, struct text *out);

/* Begins a message of nf_tables about berth's table of that family. */
struct nft_kind {
	uint8_t family, type; /* NFT_MSG_NEWRULE and the like */
	uint16_t flags;
};
struct nlmsghdr *nft_message(struct netlink_batch *batch, const char *step, struct nft_kind kind);

#endif
