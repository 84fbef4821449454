/*
 * nft_rules.h - a rule of berth's table: what it tests, and what becomes of the packet
 */
#ifndef BERTH_NFT_RULES_H
#define BERTH_NFT_RULES_H

#include "netlink_batch.h"

struct text;

enum nft_test_kind {
	NO_TEST, /* ends a rule's tests */
	ALWAYS,
	FROM, /* the device it comes from, or goes to, is in a set */
	TO,
	NOT_FROM,
	NOT_TO,
	BETWEEN,        /* both are in a set, together */
	SOURCE_INSIDE,  /* the device it comes from and its source address are */
	SOURCE_OUTSIDE, /* they are not */
	RETURNS_INSIDE, /* the device it goes to and its source address are */
	TO_PORT,        /* the port it goes to is in a set */
	FROM_STRANGER,  /* the port it goes to and its source address are not */
	DESTINED,       /* the device it comes from and its destination are */
	SAME_CONNECTION,
	TRANSLATED, /* its connection has had its destination translated */
	PROTOCOL,
	TO_THIS_HOST,
	TO_LOOPBACK, /* 127.0.0.0/8 */
	FROM_LOOPBACK,
	FROM_LINK_LOCAL,  /* fe80::/10 */
	FROM_UNSPECIFIED, /* :: */
	ICMP_TYPE,
	ICMPV6_TYPE,
	MAPPED, /* the published port it is for is in a map */

	/* Of a frame that comes in by a port of a bridge. In a set, that means with the port's
	 * name. */
	MAC_FOREIGN,     /* its source is not in a set */
	V4_OWN,          /* IPv4, and its source is in a set */
	ARP_ODD,         /* not of Ethernet and IPv4 */
	ARP_MAC_FOREIGN, /* the sender's MAC that it tells is not in a set */
	ARP_PROBE,       /* asks whether somebody has an address, and tells none: RFC 5227 */
	ARP_OWN,         /* the sender's address that it tells is in a set */
	V6,
	V6_FOREIGN,     /* IPv6, and its source is not in a set */
	V6_UNSPECIFIED, /* IPv6 from :: */
	V6_LENGTH,
	ND_TARGET_FOREIGN, /* the address that an advertisement is about is not in a set */
	ND_OPTION,         /* there is one option, of this type: a MAC */
	ND_MAC_OWN         /* the MAC in that option is in a set */
};

struct nft_test {
	enum nft_test_kind kind;
	int value; /* a set, or a number */
};

enum nft_outcome {
	ACCEPT,
	DROP,
	MASQUERADE,
	TRANSLATE, /* to what MAPPED has found */
	PUBLISH    /* ask the chain of published ports */
};

struct nft_rule {
	const char *chain;
	struct nft_test tests[5]; /* up to a NO_TEST */
	enum nft_outcome outcome;
};

struct nft_chain {
	const char *name, *type; /* type NULL: one that is jumped to */
	unsigned hook;
	int priority;
	const char *hook_name;
};

/* Rows of a chain stand together and in order. */
struct nft_table {
	uint8_t family;
	const char *family_name;
	const struct nft_chain *chains;
	size_t chain_count;
	const struct nft_rule *rules;
	size_t rule_count;
};

void nft_rule_put(struct nlmsghdr *message, const struct nft_rule *rule);
void nft_rule_print(const struct nft_rule *rule, struct text *out);

#endif
