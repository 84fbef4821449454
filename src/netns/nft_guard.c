/*
 * nft_guard.c - the table that pins members of strict networks to what they are
 *
 * Theory of operation
 *
 * A frame is looked at when it comes in by the port of a member, before the bridge learns or
 * passes anything of it. That a netdev table at the port would see it first is no help: what is
 * shaped (shaping.c) comes back behind that.
 *
 * What may come in is said by what is accepted; the last rule drops everything else, whatever its
 * protocol. The source's MAC is the member's own. So is what an ARP tells of the sender; the sender
 * of a probe tells no address. IPv4 and IPv6 come from an address of the member's.
 *
 * Neighbour discovery says in its payload who has which address. An advertisement is about an
 * address of the member's. The MAC that a message tells stands in an option, and options can stand
 * in any order and more than once: so there is none, or one alone of the type that belongs there,
 * at the one place where it then is; the length says which. What tells no source (::) tells no MAC
 * either: receivers see to that. Routers are no members: what they send is dropped, and so is what
 * asks for one. A header of extension in front makes the length another one, and what is discovered
 * in fragments is heeded by nobody (RFC 6980).
 */
#include <arpa/inet.h> /* before linux/in.h, which the next ones include */
#include <linux/netfilter.h>
#include <linux/netfilter_bridge.h>
#include <netinet/icmp6.h>

#include "alloc.h"
#include "nft_rules.h"
#include "nft_table.h"

#define PRIORITY_FIRST (-300)
#define MLDV2_REPORT   143
#define ND_PLAIN       24 /* an advertisement or a solicitation without an option */
#define ND_WITH_OPTION 32

static const struct nft_chain chains[] = {
	{"entering", "filter", NF_BR_PRE_ROUTING, PRIORITY_FIRST, "prerouting"},
};

/* clang-format off */
static const struct nft_rule rules[] = {
	{"entering", {{NOT_FROM, SET_PINNED}},                                            ACCEPT},
	{"entering", {{MAC_FOREIGN, SET_MACS}},                                           DROP},
	{"entering", {{V4_OWN, SET_ADDRESSES4}},                                          ACCEPT},

	{"entering", {{.kind = ARP_ODD}},                                                 DROP},
	{"entering", {{ARP_MAC_FOREIGN, SET_MACS}},                                       DROP},
	{"entering", {{.kind = ARP_PROBE}},                                               ACCEPT},
	{"entering", {{ARP_OWN, SET_ADDRESSES4}},                                         ACCEPT},

	{"entering", {{ICMPV6_TYPE, ND_ROUTER_SOLICIT}},                                  DROP},
	{"entering", {{ICMPV6_TYPE, ND_ROUTER_ADVERT}},                                   DROP},
	{"entering", {{ICMPV6_TYPE, ND_REDIRECT}},                                        DROP},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_ADVERT},
		      {ND_TARGET_FOREIGN, SET_ADDRESSES6}},                               DROP},
	{"entering", {{.kind = V6_UNSPECIFIED}, {ICMPV6_TYPE, ND_NEIGHBOR_SOLICIT}},      ACCEPT},
	{"entering", {{.kind = V6_UNSPECIFIED}, {ICMPV6_TYPE, MLD_LISTENER_REPORT}},      ACCEPT},
	{"entering", {{.kind = V6_UNSPECIFIED}, {ICMPV6_TYPE, MLDV2_REPORT}},             ACCEPT},
	{"entering", {{V6_FOREIGN, SET_ADDRESSES6}},                                      DROP},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_ADVERT}, {V6_LENGTH, ND_PLAIN}},          ACCEPT},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_ADVERT}, {V6_LENGTH, ND_WITH_OPTION},
		      {ND_OPTION, ND_OPT_TARGET_LINKADDR}, {ND_MAC_OWN, SET_MACS}},       ACCEPT},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_ADVERT}},                                 DROP},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_SOLICIT}, {V6_LENGTH, ND_PLAIN}},         ACCEPT},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_SOLICIT}, {V6_LENGTH, ND_WITH_OPTION},
		      {ND_OPTION, ND_OPT_SOURCE_LINKADDR}, {ND_MAC_OWN, SET_MACS}},       ACCEPT},
	{"entering", {{ICMPV6_TYPE, ND_NEIGHBOR_SOLICIT}},                                DROP},
	{"entering", {{.kind = V6}},                                                      ACCEPT},
	{"entering", {{.kind = ALWAYS}},                                                  DROP},
};
/* clang-format on */

const struct nft_table nft_guard = {
	.family = NFPROTO_BRIDGE,
	.family_name = "bridge",
	.chains = chains,
	.chain_count = COUNT(chains),
	.rules = rules,
	.rule_count = COUNT(rules),
};
