/*
 * nft_table.c - berth's table of the kernel's firewall
 *
 * Theory of operation
 *
 * Segmentation is the default. What may pass is written here, once and for all networks:
 * between the members of one network, from a member to the outside, and to a member by a port
 * that is published. Everything else that goes to a member is dropped, whether it comes from
 * another network, from outside or from the host.
 *
 * arriving	runs before anything is translated or routed. A member sends from an address
 *		of its own network or not at all; 127.0.0.1 of the host, to which the bridge
 *		has a route for the sake of published ports, is out of its reach.
 * publish	translates the destination, by a map. It is asked only for packets to an
 *		address of this host: transit that happens to be for the same port is none of
 *		berth's business (CVE-2025-67499).
 * leaving	what goes outside takes the host's address. So does what a member sends to a
 *		published port of its own network (hairpin): the answer would otherwise go
 *		straight to it, from an address that it never asked. This is recognized by
 *		the subnet: with br_netfilter the incoming device is not known any more.
 * input, of tunnels	what other hosts send into a network (VXLAN) is taken from its peers
 *		alone. It has no proof of whom it is from but the address.
 * forward, input, sending	who reaches whom: passed through, into the host, and out of it.
 *
 * An accept is the word of this table alone. Another table may still drop.
 *
 * Rows of a chain stand together and in order. Families need no test of their own where an
 * address is looked at: whatever looks at one tests its family.
 */
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include "alloc.h"
#include "nft_rules.h"
#include "nft_sets.h"
#include "text.h"

#define PRIORITY_RAW    (-300)
#define PRIORITY_DNAT   (-100)
#define PRIORITY_FILTER 0
#define PRIORITY_SNAT   100

static const struct nft_chain chains[] = {
	{"arriving", "filter", NF_INET_PRE_ROUTING,  PRIORITY_RAW,    "prerouting" },
	{"publish",  NULL,     0,                    0,               NULL         },
	{"incoming", "nat",    NF_INET_PRE_ROUTING,  PRIORITY_DNAT,   "prerouting" },
	{"own",      "nat",    NF_INET_LOCAL_OUT,    PRIORITY_DNAT,   "output"     },
	{"leaving",  "nat",    NF_INET_POST_ROUTING, PRIORITY_SNAT,   "postrouting"},
	{"forward",  "filter", NF_INET_FORWARD,      PRIORITY_FILTER, "forward"    },
	{"input",    "filter", NF_INET_LOCAL_IN,     PRIORITY_FILTER, "input"      },
	{"sending",  "filter", NF_INET_LOCAL_OUT,    PRIORITY_FILTER, "output"     },
};

/* clang-format off */
static const struct nft_rule rules[] = {
	{"arriving", {{FROM, SET_BRIDGES}, {.kind = TO_LOOPBACK}},                 DROP},
	{"arriving", {{FROM, SET_BRIDGES}, {SOURCE_OUTSIDE, SET_INSIDE4}},         DROP},
	{"arriving", {{FROM, SET_BRIDGES}, {.kind = FROM_LINK_LOCAL}},             ACCEPT},
	{"arriving", {{FROM, SET_BRIDGES}, {.kind = FROM_UNSPECIFIED}},            ACCEPT},
	{"arriving", {{FROM, SET_BRIDGES}, {SOURCE_OUTSIDE, SET_INSIDE6}},         DROP},

	{"publish",  {{MAPPED, SET_PORTS4_AT}},                                    TRANSLATE},
	{"publish",  {{MAPPED, SET_PORTS6_AT}},                                    TRANSLATE},
	{"publish",  {{MAPPED, SET_PORTS4}},                                       TRANSLATE},
	{"publish",  {{MAPPED, SET_PORTS6}},                                       TRANSLATE},

	{"incoming", {{.kind = TO_THIS_HOST}},                                     PUBLISH},
	{"own",      {{.kind = TO_THIS_HOST}},                                     PUBLISH},

	{"leaving",  {{.kind = TRANSLATED}, {RETURNS_INSIDE, SET_INSIDE4}},        MASQUERADE},
	{"leaving",  {{.kind = TRANSLATED}, {RETURNS_INSIDE, SET_INSIDE6}},        MASQUERADE},
	{"leaving",  {{TO, SET_BRIDGES}, {.kind = FROM_LOOPBACK}},                 MASQUERADE},
	{"leaving",  {{NOT_TO, SET_BRIDGES}, {SOURCE_INSIDE, SET_INSIDE4}},        MASQUERADE},
	{"leaving",  {{NOT_TO, SET_BRIDGES}, {SOURCE_INSIDE, SET_INSIDE6}},        MASQUERADE},

	{"forward",  {{.kind = SAME_CONNECTION}},                                  ACCEPT},
	{"forward",  {{BETWEEN, SET_NEIGHBOURS}},                                  ACCEPT},
	{"forward",  {{FROM, SET_INTERNAL}},                                       DROP},
	{"forward",  {{TO, SET_INTERNAL}},                                         DROP},
	{"forward",  {{.kind = TRANSLATED}},                                       ACCEPT},
	{"forward",  {{TO, SET_BRIDGES}},                                          DROP},

	{"input",    {{PROTOCOL, IPPROTO_UDP}, {TO_PORT, SET_TUNNELS}, {FROM_STRANGER, SET_PEERS4}}, DROP},
	{"input",    {{PROTOCOL, IPPROTO_UDP}, {TO_PORT, SET_TUNNELS}, {FROM_STRANGER, SET_PEERS6}}, DROP},
	{"input",    {{NOT_FROM, SET_BRIDGES}},                                    ACCEPT},
	{"input",    {{ICMP_TYPE, ICMP_REDIRECT}},                                 DROP},
	{"input",    {{ICMPV6_TYPE, ND_ROUTER_ADVERT}},                            DROP},
	{"input",    {{ICMPV6_TYPE, ND_REDIRECT}},                                 DROP},
	{"input",    {{.kind = SAME_CONNECTION}},                                  ACCEPT},
	{"input",    {{PROTOCOL, IPPROTO_ICMP}},                                   ACCEPT},
	{"input",    {{PROTOCOL, IPPROTO_ICMPV6}},                                 ACCEPT},
	{"input",    {{.kind = TRANSLATED}, {DESTINED, SET_NAMES4}},               ACCEPT},
	{"input",    {{.kind = TRANSLATED}, {DESTINED, SET_NAMES6}},               ACCEPT},
	{"input",    {{FROM, SET_HOST_ACCESS}},                                    ACCEPT},
	{"input",    {{.kind = ALWAYS}},                                           DROP},

	{"sending",  {{NOT_TO, SET_BRIDGES}},                                      ACCEPT},
	{"sending",  {{.kind = SAME_CONNECTION}},                                  ACCEPT},
	{"sending",  {{.kind = TRANSLATED}},                                       ACCEPT},
	{"sending",  {{PROTOCOL, IPPROTO_ICMP}},                                   ACCEPT},
	{"sending",  {{PROTOCOL, IPPROTO_ICMPV6}},                                 ACCEPT},
	{"sending",  {{TO, SET_HOST_ACCESS}},                                      ACCEPT},
	{"sending",  {{.kind = ALWAYS}},                                           DROP},
};
/* clang-format on */

const struct nft_table nft_firewall = {
	.family = NFPROTO_INET,
	.family_name = "inet",
	.chains = chains,
	.chain_count = COUNT(chains),
	.rules = rules,
	.rule_count = COUNT(rules),
};

/* ---- messages ------------------------------------------------------------------------------ */

static void add_table(struct netlink_batch *batch, const char *step, struct nft_kind kind)
{
	mnl_attr_put_strz(nft_message(batch, step, kind), NFTA_TABLE_NAME, NFT_TABLE);
}

static void add_chain(struct netlink_batch *batch, uint8_t family, const struct nft_chain *chain)
{
	const struct nft_kind kind = {family, NFT_MSG_NEWCHAIN, NLM_F_CREATE};
	struct nlmsghdr *message = nft_message(batch, "make a chain of the firewall", kind);
	struct nlattr *hook;

	mnl_attr_put_strz(message, NFTA_CHAIN_TABLE, NFT_TABLE);
	mnl_attr_put_strz(message, NFTA_CHAIN_NAME, chain->name);
	if (!chain->type)
		return;
	hook = mnl_attr_nest_start(message, NFTA_CHAIN_HOOK);
	mnl_attr_put_u32(message, NFTA_HOOK_HOOKNUM, htonl(chain->hook));
	mnl_attr_put_u32(message, NFTA_HOOK_PRIORITY, htonl((uint32_t)chain->priority));
	mnl_attr_nest_end(message, hook);
	mnl_attr_put_u32(message, NFTA_CHAIN_POLICY, htonl(NF_ACCEPT));
	mnl_attr_put_strz(message, NFTA_CHAIN_TYPE, chain->type);
}

static void add_rule(struct netlink_batch *batch, uint8_t family, const struct nft_rule *rule)
{
	const struct nft_kind kind = {family, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND};
	struct nlmsghdr *message = nft_message(batch, "make a rule of the firewall", kind);
	struct nlattr *expressions;

	mnl_attr_put_strz(message, NFTA_RULE_TABLE, NFT_TABLE);
	mnl_attr_put_strz(message, NFTA_RULE_CHAIN, rule->chain);
	expressions = mnl_attr_nest_start(message, NFTA_RULE_EXPRESSIONS);
	nft_rule_put(message, rule);
	mnl_attr_nest_end(message, expressions);
}

/* To remove what may not be there, it is made first; the kernel sees only the outcome. */
void nft_table_add_removal(struct netlink_batch *batch, const struct nft_table *table)
{
	add_table(batch, "make the firewall's table",
		  (struct nft_kind){table->family, NFT_MSG_NEWTABLE, NLM_F_CREATE});
	add_table(batch, "remove the firewall's table",
		  (struct nft_kind){table->family, NFT_MSG_DELTABLE, 0});
}

void nft_table_add(struct netlink_batch *batch, const struct nft_table *table)
{
	nft_table_add_removal(batch, table);
	add_table(batch, "make the firewall's table",
		  (struct nft_kind){table->family, NFT_MSG_NEWTABLE, NLM_F_CREATE});
	nft_sets_add(batch, table->family);
	for (size_t i = 0; i < table->chain_count; i++)
		add_chain(batch, table->family, &table->chains[i]);
	for (size_t i = 0; i < table->rule_count; i++)
		add_rule(batch, table->family, &table->rules[i]);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void print_chain(const struct nft_table *table, const struct nft_chain *chain,
			struct text *out)
{
	text_format(out, "\tchain %s {\n", chain->name);
	if (chain->type)
		text_format(out, "\t\ttype %s hook %s priority %d; policy accept;\n", chain->type,
			    chain->hook_name, chain->priority);
	for (size_t i = 0; i < table->rule_count; i++) {
		if (!text_equal(table->rules[i].chain, chain->name))
			continue;
		text_add(out, "\t\t");
		nft_rule_print(&table->rules[i], out);
		text_add(out, "\n");
	}
	text_add(out, "\t}\n");
}

void nft_table_print(const struct nft_table *table, struct text *out)
{
	text_format(out, "table %s " NFT_TABLE " {\n", table->family_name);
	nft_sets_print(table->family, out);
	for (size_t i = 0; i < table->chain_count; i++)
		print_chain(table, &table->chains[i], out);
	text_add(out, "}\n");
}
