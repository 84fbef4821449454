/*
 * nft_expressions.c - the little of nf_tables' machine language that berth speaks
 *
 * Numbers are in network order, values in the order of what they are compared with: what comes
 * out of a packet is in network order, the rest in the host's.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>

#include "nft_expressions.h"

struct nests {
	struct nlattr *element, *data;
};

static void put_number(struct nlmsghdr *rule, uint16_t type, unsigned number)
{
	mnl_attr_put_u32(rule, type, htonl(number));
}

static struct nests begin(struct nlmsghdr *rule, const char *name)
{
	struct nests nests;

	nests.element = mnl_attr_nest_start(rule, NFTA_LIST_ELEM);
	mnl_attr_put_strz(rule, NFTA_EXPR_NAME, name);
	nests.data = mnl_attr_nest_start(rule, NFTA_EXPR_DATA);
	return nests;
}

static void end(struct nlmsghdr *rule, struct nests nests)
{
	mnl_attr_nest_end(rule, nests.data);
	mnl_attr_nest_end(rule, nests.element);
}

static void put_value(struct nlmsghdr *rule, uint16_t type, const void *value, uint16_t length)
{
	struct nlattr *nest = mnl_attr_nest_start(rule, type);

	mnl_attr_put(rule, NFTA_DATA_VALUE, length, value);
	mnl_attr_nest_end(rule, nest);
}

void nft_meta(struct nlmsghdr *rule, unsigned key, unsigned to)
{
	struct nests nests = begin(rule, "meta");

	put_number(rule, NFTA_META_DREG, to);
	put_number(rule, NFTA_META_KEY, key);
	end(rule, nests);
}

void nft_conntrack(struct nlmsghdr *rule, unsigned key, unsigned to)
{
	struct nests nests = begin(rule, "ct");

	put_number(rule, NFTA_CT_DREG, to);
	put_number(rule, NFTA_CT_KEY, key);
	end(rule, nests);
}

void nft_local_destination(struct nlmsghdr *rule, unsigned to)
{
	struct nests nests = begin(rule, "fib");

	put_number(rule, NFTA_FIB_DREG, to);
	put_number(rule, NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
	put_number(rule, NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR);
	end(rule, nests);
}

void nft_payload(struct nlmsghdr *rule, const struct nft_payload *payload, unsigned to)
{
	struct nests nests = begin(rule, "payload");

	put_number(rule, NFTA_PAYLOAD_DREG, to);
	put_number(rule, NFTA_PAYLOAD_BASE, payload->base);
	put_number(rule, NFTA_PAYLOAD_OFFSET, payload->offset);
	put_number(rule, NFTA_PAYLOAD_LEN, payload->length);
	end(rule, nests);
}

void nft_mask(struct nlmsghdr *rule, unsigned at, const void *mask, uint16_t length)
{
	static const uint8_t nothing[16];
	struct nests nests = begin(rule, "bitwise");

	put_number(rule, NFTA_BITWISE_SREG, at);
	put_number(rule, NFTA_BITWISE_DREG, at);
	put_number(rule, NFTA_BITWISE_LEN, length);
	put_value(rule, NFTA_BITWISE_MASK, mask, length);
	put_value(rule, NFTA_BITWISE_XOR, nothing, length);
	end(rule, nests);
}

void nft_compare(struct nlmsghdr *rule, unsigned at, bool equal, const void *value, uint16_t length)
{
	struct nests nests = begin(rule, "cmp");

	put_number(rule, NFTA_CMP_SREG, at);
	put_number(rule, NFTA_CMP_OP, equal ? NFT_CMP_EQ : NFT_CMP_NEQ);
	put_value(rule, NFTA_CMP_DATA, value, length);
	end(rule, nests);
}

void nft_lookup(struct nlmsghdr *rule, const char *set, unsigned at, bool inverted)
{
	struct nests nests = begin(rule, "lookup");

	mnl_attr_put_strz(rule, NFTA_LOOKUP_SET, set);
	put_number(rule, NFTA_LOOKUP_SREG, at);
	if (inverted)
		put_number(rule, NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
	end(rule, nests);
}

void nft_map(struct nlmsghdr *rule, const char *map, unsigned at, unsigned to)
{
	struct nests nests = begin(rule, "lookup");

	mnl_attr_put_strz(rule, NFTA_LOOKUP_SET, map);
	put_number(rule, NFTA_LOOKUP_SREG, at);
	put_number(rule, NFTA_LOOKUP_DREG, to);
	end(rule, nests);
}

void nft_verdict(struct nlmsghdr *rule, int verdict, const char *chain)
{
	struct nests nests = begin(rule, "immediate");
	struct nlattr *data, *nest;

	put_number(rule, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = mnl_attr_nest_start(rule, NFTA_IMMEDIATE_DATA);
	nest = mnl_attr_nest_start(rule, NFTA_DATA_VERDICT);
	put_number(rule, NFTA_VERDICT_CODE, (unsigned)verdict);
	if (chain)
		mnl_attr_put_strz(rule, NFTA_VERDICT_CHAIN, chain);
	mnl_attr_nest_end(rule, nest);
	mnl_attr_nest_end(rule, data);
	end(rule, nests);
}

void nft_masquerade(struct nlmsghdr *rule)
{
	end(rule, begin(rule, "masq"));
}

void nft_dnat(struct nlmsghdr *rule, int family, unsigned address, unsigned port)
{
	struct nests nests = begin(rule, "nat");

	put_number(rule, NFTA_NAT_TYPE, NFT_NAT_DNAT);
	put_number(rule, NFTA_NAT_FAMILY, (unsigned)family);
	put_number(rule, NFTA_NAT_REG_ADDR_MIN, address);
	put_number(rule, NFTA_NAT_REG_PROTO_MIN, port);
	end(rule, nests);
}
