/*
 * nft_expressions.h - the little of nf_tables' machine language that berth speaks
 *
 * A rule is a list of expressions. Each loads something into a register, compares what is
 * there, or ends the rule's work. Registers of four bytes are numbered from REGISTER(0); a
 * key of several parts lies in neighbouring ones, each part in as many as it needs.
 */
#ifndef BERTH_NFT_EXPRESSIONS_H
#define BERTH_NFT_EXPRESSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "netlink_batch.h"

#define REGISTER(number) (8U + (number)) /* NFT_REG32_00 and so on */
#define NAME_REGISTERS   4               /* of a device's name: 16 bytes */

void nft_meta(struct nlmsghdr *rule, unsigned key, unsigned to);
void nft_conntrack(struct nlmsghdr *rule, unsigned key, unsigned to);
void nft_local_destination(struct nlmsghdr *rule, unsigned to); /* fib daddr type */

struct nft_payload {
	unsigned base, offset, length;
};
void nft_payload(struct nlmsghdr *rule, const struct nft_payload *payload, unsigned to);

void nft_mask(struct nlmsghdr *rule, unsigned at, const void *mask, uint16_t length);
void nft_compare(struct nlmsghdr *rule, unsigned at, bool equal, const void *value,
		 uint16_t length);

/* Goes on when the key is in the set, or with inverted when it is not. */
void nft_lookup(struct nlmsghdr *rule, const char *set, unsigned at, bool inverted);
/* Goes on when it is in the map, with what it is mapped to in the registers. */
void nft_map(struct nlmsghdr *rule, const char *map, unsigned at, unsigned to);

void nft_verdict(struct nlmsghdr *rule, int verdict, const char *chain);
void nft_masquerade(struct nlmsghdr *rule);
void nft_dnat(struct nlmsghdr *rule, int family, unsigned address, unsigned port);

#endif
