/*
 * nft_sets.c - the sets and maps of berth's table
 *
 * The kernel keeps bytes and their number. What they mean is only passed through, for nft(8)
 * to print them: the numbers of the types, a concatenation being one number of six bits for
 * each part, and the order of bytes of what is not in network order.
 */
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "inet.h"
#include "nft_sets.h"
#include "port_words.h"
#include "text.h"

#define TYPE_BITS    6  /* NFT's own: TYPE_BITS in its datatype.h */
#define DEVICE_BYTES 16 /* IFNAMSIZ */

static const struct nft_type device = {"ifname", 41, DEVICE_BYTES};
static const struct nft_type mac = {"ether_addr", 9, 6};
static const struct nft_type ipv4 = {"ipv4_addr", 7, 4};
static const struct nft_type ipv6 = {"ipv6_addr", 8, 16};
static const struct nft_type protocol = {"inet_proto", 12, 1};
static const struct nft_type port = {"inet_service", 13, 2};

/* clang-format off */
const struct nft_set nft_sets[SET_COUNT] = {
	[SET_BRIDGES]     = {"bridges",    {&device},                 {NULL},         false, NFPROTO_INET},
	[SET_INTERNAL]    = {"internal",   {&device},                 {NULL},         false, NFPROTO_INET},
	[SET_HOST_ACCESS] = {"host_access",{&device},                 {NULL},         false, NFPROTO_INET},
	[SET_NEIGHBOURS]  = {"neighbours", {&device, &device},        {NULL},         false, NFPROTO_INET},
	[SET_INSIDE4]     = {"inside4",    {&device, &ipv4},          {NULL},         true,  NFPROTO_INET},
	[SET_INSIDE6]     = {"inside6",    {&device, &ipv6},          {NULL},         true,  NFPROTO_INET},
	[SET_TUNNELS]     = {"tunnels",    {&port},                   {NULL},         false, NFPROTO_INET},
	[SET_PEERS4]      = {"peers4",     {&port, &ipv4},            {NULL},         false, NFPROTO_INET},
	[SET_PEERS6]      = {"peers6",     {&port, &ipv6},            {NULL},         false, NFPROTO_INET},
	[SET_PORTS4]      = {"ports4",     {&protocol, &port},        {&ipv4, &port}, false, NFPROTO_INET},
	[SET_PORTS6]      = {"ports6",     {&protocol, &port},        {&ipv6, &port}, false, NFPROTO_INET},
	[SET_PORTS4_AT]   = {"ports4_at",  {&ipv4, &protocol, &port}, {&ipv4, &port}, false, NFPROTO_INET},
	[SET_PORTS6_AT]   = {"ports6_at",  {&ipv6, &protocol, &port}, {&ipv6, &port}, false, NFPROTO_INET},
	[SET_NAMES4]      = {"names4",     {&device, &ipv4},          {NULL},         false, NFPROTO_INET},
	[SET_NAMES6]      = {"names6",     {&device, &ipv6},          {NULL},         false, NFPROTO_INET},
	[SET_PINNED]      = {"pinned",     {&device},                 {NULL},         false, NFPROTO_BRIDGE},
	[SET_MACS]        = {"macs",       {&device, &mac},           {NULL},         false, NFPROTO_BRIDGE},
	[SET_ADDRESSES4]  = {"addresses4", {&device, &ipv4},          {NULL},         false, NFPROTO_BRIDGE},
	[SET_ADDRESSES6]  = {"addresses6", {&device, &ipv6},          {NULL},         false, NFPROTO_BRIDGE},
};
/* clang-format on */

bool nft_set_is_v6(int set)
{
	return set == SET_INSIDE6 || set == SET_PORTS6 || set == SET_PORTS6_AT ||
	       set == SET_PEERS6 || set == SET_NAMES6;
}

unsigned nft_type_room(const struct nft_type *type)
{
	return (type->length + 3) & ~3U;
}

void nft_type_print(const struct nft_type *type, const uint8_t *bytes, struct text *out)
{
	struct inet address = {.family = type == &ipv4 ? AF_INET : AF_INET6};
	char text[INET_TEXT];

	if (type == &device)
		text_format(out, "%.16s", (const char *)bytes);
	else if (type == &mac)
		text_add(out, mac_text(bytes, text));
	else if (type == &protocol)
		text_add(out, protocol_name(*bytes));
	else if (type == &port)
		text_format(out, "%d", bytes[0] << 8 | bytes[1]);
	else {
		memcpy(address.bytes, bytes, type->length);
		text_add(out, inet_text(&address, text));
	}
}

struct nlmsghdr *nft_message(struct netlink_batch *batch, const char *step, struct nft_kind kind)
{
	struct nlmsghdr *message = batch_add(
		batch, step, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | kind.type), kind.flags);
	struct nfgenmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->nfgen_family = kind.family;
	header->version = NFNETLINK_V0;
	return message;
}

/* ---- type numbers -------------------------------------------------------------------------- */

static unsigned number_of(const struct nft_type *const parts[NFT_MOST_PARTS])
{
	unsigned number = 0;

	for (size_t i = 0; i < NFT_MOST_PARTS && parts[i]; i++)
		number = number << TYPE_BITS | parts[i]->number;
	return number;
}

/* Parts of a concatenation are padded to registers; one that stands alone is not. */
static unsigned length_of(const struct nft_type *const parts[NFT_MOST_PARTS])
{
	unsigned length = 0;

	if (parts[0] && !parts[1])
		return parts[0]->length;
	for (size_t i = 0; i < NFT_MOST_PARTS && parts[i]; i++)
		length += nft_type_room(parts[i]);
	return length;
}

/* ---- messages ------------------------------------------------------------------------------ */

static void put_lengths(struct nlmsghdr *message, const struct nft_set *set)
{
	struct nlattr *description = mnl_attr_nest_start(message, NFTA_SET_DESC);
	struct nlattr *parts = mnl_attr_nest_start(message, NFTA_SET_DESC_CONCAT);

	for (size_t i = 0; i < NFT_MOST_PARTS && set->key[i]; i++) {
		struct nlattr *part = mnl_attr_nest_start(message, NFTA_LIST_ELEM);

		mnl_attr_put_u32(message, NFTA_SET_FIELD_LEN, htonl(set->key[i]->length));
		mnl_attr_nest_end(message, part);
	}
	mnl_attr_nest_end(message, parts);
	mnl_attr_nest_end(message, description);
}

static void add_set(struct netlink_batch *batch, const struct nft_set *set, unsigned number)
{
	/* Type, length and value: the key's order of bytes is the host's. */
	static const uint8_t host_order[] = {0, 4, 1, 0, 0, 0};
	struct nlmsghdr *message =
		nft_message(batch, "make a set of the firewall",
			    (struct nft_kind){set->family, NFT_MSG_NEWSET, NLM_F_CREATE});
	unsigned flags = 0;

	if (set->ranges)
		flags |= NFT_SET_INTERVAL | NFT_SET_CONCAT;
	else if (set->key[1])
		flags |= NFT_SET_CONCAT;
	if (set->value[0])
		flags |= NFT_SET_MAP;
	mnl_attr_put_strz(message, NFTA_SET_TABLE, NFT_TABLE);
	mnl_attr_put_strz(message, NFTA_SET_NAME, set->name);
	mnl_attr_put_u32(message, NFTA_SET_ID, htonl(number + 1));
	mnl_attr_put_u32(message, NFTA_SET_FLAGS, htonl(flags));
	mnl_attr_put_u32(message, NFTA_SET_KEY_TYPE, htonl(number_of(set->key)));
	mnl_attr_put_u32(message, NFTA_SET_KEY_LEN, htonl(length_of(set->key)));
	if (set->value[0]) {
		mnl_attr_put_u32(message, NFTA_SET_DATA_TYPE, htonl(number_of(set->value)));
		mnl_attr_put_u32(message, NFTA_SET_DATA_LEN, htonl(length_of(set->value)));
	}
	if (set->key[1])
		put_lengths(message, set);
	if (set->key[0] == &device)
		mnl_attr_put(message, NFTA_SET_USERDATA, sizeof(host_order), host_order);
}

void nft_sets_add(struct netlink_batch *batch, uint8_t family)
{
	for (unsigned i = 0; i < SET_COUNT; i++) {
		if (nft_sets[i].family == family)
			add_set(batch, &nft_sets[i], i);
	}
}

/* ---- text ---------------------------------------------------------------------------------- */

static void print_types(const struct nft_type *const parts[NFT_MOST_PARTS], struct text *out)
{
	for (size_t i = 0; i < NFT_MOST_PARTS && parts[i]; i++)
		text_format(out, "%s%s", i ? " . " : "", parts[i]->name);
}

void nft_sets_print(uint8_t family, struct text *out)
{
	for (size_t i = 0; i < SET_COUNT; i++) {
		const struct nft_set *set = &nft_sets[i];

		if (set->family != family)
			continue;
		text_format(out, "\t%s %s { type ", set->value[0] ? "map" : "set", set->name);
		print_types(set->key, out);
		if (set->value[0]) {
			text_add(out, " : ");
			print_types(set->value, out);
		}
		text_add(out, set->ranges ? "; flags interval; }\n" : "; }\n");
	}
}
