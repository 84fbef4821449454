/*
 * nft_rules.c - a rule of berth's table: what it tests, and what becomes of the packet
 *
 * Each kind of test is a row: how nft(8) would write it, and the function that puts it into
 * the kernel's language. Tests leave nothing behind that a later one counts on; all begin at
 * register 0.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "alloc.h"
#include "nft_expressions.h"
#include "nft_rules.h"
#include "nft_sets.h"
#include "text.h"

#define PUBLISH_CHAIN "publish"

static const struct nft_payload source4 = {NFT_PAYLOAD_NETWORK_HEADER, 12, 4};
static const struct nft_payload source6 = {NFT_PAYLOAD_NETWORK_HEADER, 8, 16};
static const struct nft_payload destination4 = {NFT_PAYLOAD_NETWORK_HEADER, 16, 4};
static const struct nft_payload destination6 = {NFT_PAYLOAD_NETWORK_HEADER, 24, 16};
static const struct nft_payload destination_port = {NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2};

static void put_family(struct nlmsghdr *rule, uint8_t family)
{
	nft_meta(rule, NFT_META_NFPROTO, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &family, sizeof(family));
}

/* ---- tests --------------------------------------------------------------------------------- */

typedef void put_fn(struct nlmsghdr *rule, int value);

static void put_nothing(struct nlmsghdr *rule, int value)
{
	(void)rule;
	(void)value;
}

static void put_device(struct nlmsghdr *rule, unsigned key, int set, bool inverted)
{
	nft_meta(rule, key, REGISTER(0));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), inverted);
}

static void put_from(struct nlmsghdr *rule, int set)
{
	put_device(rule, NFT_META_IIFNAME, set, false);
}

static void put_to(struct nlmsghdr *rule, int set)
{
	put_device(rule, NFT_META_OIFNAME, set, false);
}

static void put_not_from(struct nlmsghdr *rule, int set)
{
	put_device(rule, NFT_META_IIFNAME, set, true);
}

static void put_not_to(struct nlmsghdr *rule, int set)
{
	put_device(rule, NFT_META_OIFNAME, set, true);
}

static void put_between(struct nlmsghdr *rule, int set)
{
	nft_meta(rule, NFT_META_IIFNAME, REGISTER(0));
	nft_meta(rule, NFT_META_OIFNAME, REGISTER(NAME_REGISTERS));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), false);
}

static void put_inside(struct nlmsghdr *rule, unsigned key, int set, bool inverted)
{
	put_family(rule, nft_set_is_v6(set) ? NFPROTO_IPV6 : NFPROTO_IPV4);
	nft_meta(rule, key, REGISTER(0));
	nft_payload(rule, nft_set_is_v6(set) ? &source6 : &source4, REGISTER(NAME_REGISTERS));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), inverted);
}

static void put_source_inside(struct nlmsghdr *rule, int set)
{
	put_inside(rule, NFT_META_IIFNAME, set, false);
}

static void put_source_outside(struct nlmsghdr *rule, int set)
{
	put_inside(rule, NFT_META_IIFNAME, set, true);
}

static void put_returns_inside(struct nlmsghdr *rule, int set)
{
	put_inside(rule, NFT_META_OIFNAME, set, false);
}

static void put_to_port(struct nlmsghdr *rule, int set)
{
	nft_payload(rule, &destination_port, REGISTER(0));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), false);
}

static void put_from_stranger(struct nlmsghdr *rule, int set)
{
	put_family(rule, nft_set_is_v6(set) ? NFPROTO_IPV6 : NFPROTO_IPV4);
	nft_payload(rule, &destination_port, REGISTER(0));
	nft_payload(rule, nft_set_is_v6(set) ? &source6 : &source4, REGISTER(1));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), true);
}

static void put_destined(struct nlmsghdr *rule, int set)
{
	put_family(rule, nft_set_is_v6(set) ? NFPROTO_IPV6 : NFPROTO_IPV4);
	nft_meta(rule, NFT_META_IIFNAME, REGISTER(0));
	nft_payload(rule, nft_set_is_v6(set) ? &destination6 : &destination4,
		    REGISTER(NAME_REGISTERS));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), false);
}

/* One of these bits of what is known about the connection. */
static void put_bits(struct nlmsghdr *rule, unsigned key, uint32_t bits)
{
	static const uint32_t none;

	nft_conntrack(rule, key, REGISTER(0));
	nft_mask(rule, REGISTER(0), &bits, sizeof(bits));
	nft_compare(rule, REGISTER(0), false, &none, sizeof(none));
}

static void put_same_connection(struct nlmsghdr *rule, int value)
{
	(void)value;
	put_bits(rule, NFT_CT_STATE,
		 NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED));
}

static void put_translated(struct nlmsghdr *rule, int value)
{
	(void)value;
	put_bits(rule, NFT_CT_STATUS, IPS_DST_NAT);
}

static void put_protocol(struct nlmsghdr *rule, int value)
{
	uint8_t protocol = (uint8_t)value;

	nft_meta(rule, NFT_META_L4PROTO, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &protocol, sizeof(protocol));
}

static void put_to_this_host(struct nlmsghdr *rule, int value)
{
	static const uint32_t local = RTN_LOCAL;

	(void)value;
	nft_local_destination(rule, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &local, sizeof(local));
}

static void put_loopback(struct nlmsghdr *rule, const struct nft_payload *address)
{
	static const uint8_t first_byte = 127;
	const struct nft_payload first = {address->base, address->offset, sizeof(first_byte)};

	put_family(rule, NFPROTO_IPV4);
	nft_payload(rule, &first, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &first_byte, sizeof(first_byte));
}

static void put_to_loopback(struct nlmsghdr *rule, int value)
{
	(void)value;
	put_loopback(rule, &destination4);
}

static void put_from_loopback(struct nlmsghdr *rule, int value)
{
	(void)value;
	put_loopback(rule, &source4);
}

static void put_from_link_local(struct nlmsghdr *rule, int value)
{
	static const uint8_t prefix[16] = {0xfe, 0x80}, mask[16] = {0xff, 0xc0};

	(void)value;
	put_family(rule, NFPROTO_IPV6);
	nft_payload(rule, &source6, REGISTER(0));
	nft_mask(rule, REGISTER(0), mask, sizeof(mask));
	nft_compare(rule, REGISTER(0), true, prefix, sizeof(prefix));
}

static void put_from_unspecified(struct nlmsghdr *rule, int value)
{
	static const struct in6_addr unspecified;

	(void)value;
	put_family(rule, NFPROTO_IPV6);
	nft_payload(rule, &source6, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &unspecified, sizeof(unspecified));
}

static void put_icmp_type(struct nlmsghdr *rule, uint8_t protocol, int value)
{
	static const struct nft_payload where = {NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1};
	uint8_t type = (uint8_t)value;

	put_protocol(rule, protocol);
	nft_payload(rule, &where, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &type, sizeof(type));
}

static void put_icmp4_type(struct nlmsghdr *rule, int value)
{
	put_icmp_type(rule, IPPROTO_ICMP, value);
}

static void put_icmp6_type(struct nlmsghdr *rule, int value)
{
	put_icmp_type(rule, IPPROTO_ICMPV6, value);
}

/* ---- tests of frames: a bridge does not know the family of what it passes ------------------- */

static void put_frame(struct nlmsghdr *rule, uint16_t protocol)
{
	uint16_t number = htons(protocol);

	nft_meta(rule, NFT_META_PROTOCOL, REGISTER(0));
	nft_compare(rule, REGISTER(0), true, &number, sizeof(number));
}

/* The port and some bytes of the frame are in a set, or are not. */
static void put_port_and(struct nlmsghdr *rule, const struct nft_payload *bytes, int set,
			 bool inverted)
{
	nft_meta(rule, NFT_META_IIFNAME, REGISTER(0));
	nft_payload(rule, bytes, REGISTER(NAME_REGISTERS));
	nft_lookup(rule, nft_sets[set].name, REGISTER(0), inverted);
}

static void put_bytes(struct nlmsghdr *rule, const struct nft_payload *where, bool equal,
		      const void *bytes)
{
	nft_payload(rule, where, REGISTER(0));
	nft_compare(rule, REGISTER(0), equal, bytes, (uint16_t)where->length);
}

static void put_mac_foreign(struct nlmsghdr *rule, int set)
{
	static const struct nft_payload source = {NFT_PAYLOAD_LL_HEADER, 6, 6};

	put_port_and(rule, &source, set, true);
}

static void put_v4_own(struct nlmsghdr *rule, int set)
{
	put_frame(rule, ETH_P_IP);
	put_port_and(rule, &source4, set, false);
}

static void put_arp_odd(struct nlmsghdr *rule, int value)
{
	static const struct nft_payload kind = {NFT_PAYLOAD_NETWORK_HEADER, 0, 6};
	static const uint8_t ethernet_and_ipv4[] = {0, 1, 8, 0, 6, 4};

	(void)value;
	put_frame(rule, ETH_P_ARP);
	put_bytes(rule, &kind, false, ethernet_and_ipv4);
}

static void put_arp_mac_foreign(struct nlmsghdr *rule, int set)
{
	static const struct nft_payload sender = {NFT_PAYLOAD_NETWORK_HEADER, 8, 6};

	put_frame(rule, ETH_P_ARP);
	put_port_and(rule, &sender, set, true);
}

static const struct nft_payload arp_sender = {NFT_PAYLOAD_NETWORK_HEADER, 14, 4};

static void put_arp_probe(struct nlmsghdr *rule, int value)
{
	static const uint8_t nobody[4];

	(void)value;
	put_frame(rule, ETH_P_ARP);
	put_bytes(rule, &arp_sender, true, nobody);
}

static void put_arp_own(struct nlmsghdr *rule, int set)
{
	put_frame(rule, ETH_P_ARP);
	put_port_and(rule, &arp_sender, set, false);
}

static void put_v6(struct nlmsghdr *rule, int value)
{
	(void)value;
	put_frame(rule, ETH_P_IPV6);
}

static void put_v6_foreign(struct nlmsghdr *rule, int set)
{
	put_frame(rule, ETH_P_IPV6);
	put_port_and(rule, &source6, set, true);
}

static void put_v6_unspecified(struct nlmsghdr *rule, int value)
{
	static const struct in6_addr unspecified;

	(void)value;
	put_frame(rule, ETH_P_IPV6);
	put_bytes(rule, &source6, true, &unspecified);
}

static void put_v6_length(struct nlmsghdr *rule, int value)
{
	static const struct nft_payload where = {NFT_PAYLOAD_NETWORK_HEADER, 4, 2};
	uint16_t length = htons((uint16_t)value);

	put_frame(rule, ETH_P_IPV6);
	put_bytes(rule, &where, true, &length);
}

static void put_nd_target_foreign(struct nlmsghdr *rule, int set)
{
	static const struct nft_payload target = {NFT_PAYLOAD_TRANSPORT_HEADER, 8, 16};

	put_port_and(rule, &target, set, true);
}

static void put_nd_option(struct nlmsghdr *rule, int value)
{
	static const struct nft_payload where = {NFT_PAYLOAD_TRANSPORT_HEADER, 24, 2};
	const uint8_t type_and_length[] = {(uint8_t)value, 1}; /* in units of 8 bytes */

	put_bytes(rule, &where, true, type_and_length);
}

static void put_nd_mac_own(struct nlmsghdr *rule, int set)
{
	static const struct nft_payload where = {NFT_PAYLOAD_TRANSPORT_HEADER, 26, 6};

	put_port_and(rule, &where, set, false);
}

/* ---- published ports ----------------------------------------------------------------------- */

/* The maps of one address begin with it. What was found lies in the same registers. */
static void put_mapped(struct nlmsghdr *rule, int set)
{
	bool at = set == SET_PORTS4_AT || set == SET_PORTS6_AT;
	unsigned next = REGISTER(0);

	/* Where no address is looked at, the translation itself passes over the other family. */
	if (at) {
		put_family(rule, nft_set_is_v6(set) ? NFPROTO_IPV6 : NFPROTO_IPV4);
		nft_payload(rule, nft_set_is_v6(set) ? &destination6 : &destination4, next);
		next += nft_type_room(nft_sets[set].key[0]) / 4;
	}
	nft_meta(rule, NFT_META_L4PROTO, next);
	nft_payload(rule, &destination_port, next + 1);
	nft_map(rule, nft_sets[set].name, REGISTER(0), REGISTER(0));
	nft_dnat(rule, nft_set_is_v6(set) ? NFPROTO_IPV6 : NFPROTO_IPV4, REGISTER(0),
		 REGISTER(nft_type_room(nft_sets[set].value[0]) / 4));
}

enum argument {
	NO_ARGUMENT,
	IN_SET,
	NOT_IN_SET,
	WITH_SOURCE_IN_SET, /* a device and the source address */
	WITH_SOURCE_NOT_IN_SET,
	WITH_DESTINATION_IN_SET,
	A_NUMBER,
	THE_OPTION /* a number, and that it stands alone */
};

/* clang-format off */
static const struct {
	const char *words; /* as nft(8) writes it */
	enum argument argument;
	put_fn *put;
} kinds[] = {
	[NO_TEST]          = {"",                             NO_ARGUMENT,            put_nothing},
	[ALWAYS]           = {"",                             NO_ARGUMENT,            put_nothing},
	[FROM]             = {"iifname",                      IN_SET,                 put_from},
	[TO]               = {"oifname",                      IN_SET,                 put_to},
	[NOT_FROM]         = {"iifname",                      NOT_IN_SET,             put_not_from},
	[NOT_TO]           = {"oifname",                      NOT_IN_SET,             put_not_to},
	[BETWEEN]          = {"iifname . oifname",            IN_SET,                 put_between},
	[SOURCE_INSIDE]    = {"iifname",                      WITH_SOURCE_IN_SET,     put_source_inside},
	[SOURCE_OUTSIDE]   = {"iifname",                      WITH_SOURCE_NOT_IN_SET, put_source_outside},
	[RETURNS_INSIDE]   = {"oifname",                      WITH_SOURCE_IN_SET,     put_returns_inside},
	[TO_PORT]          = {"th dport",                     IN_SET,                 put_to_port},
	[FROM_STRANGER]    = {"th dport",                     WITH_SOURCE_NOT_IN_SET, put_from_stranger},
	[DESTINED]         = {"iifname",                      WITH_DESTINATION_IN_SET, put_destined},
	[SAME_CONNECTION]  = {"ct state established,related", NO_ARGUMENT,            put_same_connection},
	[TRANSLATED]       = {"ct status dnat",               NO_ARGUMENT,            put_translated},
	[PROTOCOL]         = {"meta l4proto",                 A_NUMBER,               put_protocol},
	[TO_THIS_HOST]     = {"fib daddr type local",         NO_ARGUMENT,            put_to_this_host},
	[TO_LOOPBACK]      = {"ip daddr 127.0.0.0/8",         NO_ARGUMENT,            put_to_loopback},
	[FROM_LOOPBACK]    = {"ip saddr 127.0.0.0/8",         NO_ARGUMENT,            put_from_loopback},
	[FROM_LINK_LOCAL]  = {"ip6 saddr fe80::/10",          NO_ARGUMENT,            put_from_link_local},
	[FROM_UNSPECIFIED] = {"ip6 saddr ::",                 NO_ARGUMENT,            put_from_unspecified},
	[ICMP_TYPE]        = {"icmp type",                    A_NUMBER,               put_icmp4_type},
	[ICMPV6_TYPE]      = {"icmpv6 type",                  A_NUMBER,               put_icmp6_type},
	[MAPPED]           = {"",                             NO_ARGUMENT,            put_mapped},

	[MAC_FOREIGN]      = {"iifname . ether saddr",        NOT_IN_SET,             put_mac_foreign},
	[V4_OWN]           = {"iifname . ip saddr",           IN_SET,                 put_v4_own},
	[ARP_ODD]          = {"meta protocol arp @nh,0,48 != 0x000108000604", NO_ARGUMENT, put_arp_odd},
	[ARP_MAC_FOREIGN]  = {"iifname . arp saddr ether",    NOT_IN_SET,             put_arp_mac_foreign},
	[ARP_PROBE]        = {"arp saddr ip 0.0.0.0",         NO_ARGUMENT,            put_arp_probe},
	[ARP_OWN]          = {"iifname . arp saddr ip",       IN_SET,                 put_arp_own},
	[V6]               = {"meta protocol ip6",            NO_ARGUMENT,            put_v6},
	[V6_FOREIGN]       = {"iifname . ip6 saddr",          NOT_IN_SET,             put_v6_foreign},
	[V6_UNSPECIFIED]   = {"ip6 saddr ::",                 NO_ARGUMENT,            put_v6_unspecified},
	[V6_LENGTH]        = {"ip6 length",                   A_NUMBER,               put_v6_length},
	[ND_TARGET_FOREIGN] = {"iifname . @th,64,128",        NOT_IN_SET,             put_nd_target_foreign},
	[ND_OPTION]        = {"@th,192,16",                   THE_OPTION,             put_nd_option},
	[ND_MAC_OWN]       = {"iifname . @th,208,48",         IN_SET,                 put_nd_mac_own},
};
/* clang-format on */

/* ---- rules --------------------------------------------------------------------------------- */

void nft_rule_put(struct nlmsghdr *message, const struct nft_rule *rule)
{
	for (const struct nft_test *test = rule->tests; test->kind != NO_TEST; test++)
		kinds[test->kind].put(message, test->value);
	switch (rule->outcome) {
	case ACCEPT:
		nft_verdict(message, NF_ACCEPT, NULL);
		break;
	case DROP:
		nft_verdict(message, NF_DROP, NULL);
		break;
	case MASQUERADE:
		nft_masquerade(message);
		break;
	case PUBLISH:
		nft_verdict(message, NFT_JUMP, PUBLISH_CHAIN);
		break;
	case TRANSLATE:
		break; /* the test has done it: it knows the registers */
	}
}

static void print_test(const struct nft_test *test, struct text *out)
{
	enum argument argument = kinds[test->kind].argument;

	text_add(out, kinds[test->kind].words);
	if (argument == WITH_SOURCE_IN_SET || argument == WITH_SOURCE_NOT_IN_SET)
		text_add(out, nft_set_is_v6(test->value) ? " . ip6 saddr" : " . ip saddr");
	if (argument == WITH_DESTINATION_IN_SET)
		text_add(out, nft_set_is_v6(test->value) ? " . ip6 daddr" : " . ip daddr");
	if (argument == NOT_IN_SET || argument == WITH_SOURCE_NOT_IN_SET)
		text_add(out, " !=");
	if (argument == A_NUMBER)
		text_format(out, " %d", test->value);
	else if (argument == THE_OPTION)
		text_format(out, " 0x%02x01", (unsigned)test->value);
	else if (argument != NO_ARGUMENT)
		text_format(out, " @%s", nft_sets[test->value].name);
	if (*kinds[test->kind].words)
		text_add(out, " ");
}

static void print_translation(int map, struct text *out)
{
	const char *family = nft_set_is_v6(map) ? "ip6" : "ip";

	text_format(out, "dnat %s to ", family);
	if (map == SET_PORTS4_AT || map == SET_PORTS6_AT)
		text_format(out, "%s daddr . ", family);
	text_format(out, "meta l4proto . th dport map @%s", nft_sets[map].name);
}

void nft_rule_print(const struct nft_rule *rule, struct text *out)
{
	static const char *const outcomes[] = {
		[ACCEPT] = "accept",         [DROP] = "drop",
		[MASQUERADE] = "masquerade", [TRANSLATE] = "",
		[PUBLISH] = "jump publish",
	};

	for (const struct nft_test *test = rule->tests; test->kind != NO_TEST; test++)
		print_test(test, out);
	if (rule->outcome == TRANSLATE)
		print_translation(rule->tests[0].value, out);
	text_add(out, outcomes[rule->outcome]);
}
