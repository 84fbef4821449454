/*
 * firewall_look.c - is the firewall as it should be?
 *
 * Theory of operation
 *
 * What should be in the sets is what would be sent to fill them: the messages are made, and instead
 * of being sent they are read. What is in them, the kernel tells in messages of the same form. So
 * one function reads both, and what remains is to compare bytes.
 *
 * Rules are counted only. The kernel tells an expression in its own words, which are not always
 * those that it was told.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "findings.h"
#include "inet.h"
#include "nft_rules.h"
#include "nft_sets.h"
#include "text.h"

#define MOST_BYTES 64

enum part {
	KEY,
	KEY_END,
	VALUE,
	PART_COUNT
};

struct element {
	const struct nft_set *set;
	const char *network; /* whose it is */
	uint16_t lengths[PART_COUNT];
	uint8_t bytes[PART_COUNT][MOST_BYTES];
	bool optional, matched;
};

struct elements {
	struct arena *arena;
	struct element *items;
	size_t count;
	const char *network;
	bool optional; /* it may be there, or not */
};

/* ---- reading ------------------------------------------------------------------------------- */

static void read_part(const struct nlattr *data, enum part part, struct element *element)
{
	const struct nlattr *value;

	mnl_attr_for_each_nested(value, data) {
		uint16_t length = mnl_attr_get_payload_len(value);

		if (mnl_attr_get_type(value) != NFTA_DATA_VALUE || length > MOST_BYTES)
			continue;
		element->lengths[part] = length;
		memcpy(element->bytes[part], mnl_attr_get_payload(value), length);
	}
}

static void read_element(const struct nlattr *item, const struct nft_set *set,
			 struct elements *elements)
{
	struct element *element = ARENA_ADD(elements->arena, elements->items, elements->count);
	const struct nlattr *attribute;

	memset(element, 0, sizeof(*element));
	element->set = set;
	element->network = elements->network;
	element->optional = elements->optional;
	mnl_attr_for_each_nested(attribute, item) {
		switch (mnl_attr_get_type(attribute)) {
		case NFTA_SET_ELEM_KEY:
			read_part(attribute, KEY, element);
			break;
		case NFTA_SET_ELEM_KEY_END:
			read_part(attribute, KEY_END, element);
			break;
		case NFTA_SET_ELEM_DATA:
			read_part(attribute, VALUE, element);
			break;
		default:
			break;
		}
	}
}

static const struct nft_set *find_set(const char *name)
{
	for (size_t i = 0; i < SET_COUNT; i++) {
		if (text_equal(nft_sets[i].name, name))
			return &nft_sets[i];
	}
	return NULL;
}

/* One message about elements, of whichever direction. */
static int read_elements(const struct nlmsghdr *message, void *data)
{
	const struct nft_set *set = NULL;
	const struct nlattr *attribute, *item;

	mnl_attr_for_each(attribute, message, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attribute) == NFTA_SET_ELEM_LIST_SET)
			set = find_set(mnl_attr_get_str(attribute));
		if (mnl_attr_get_type(attribute) != NFTA_SET_ELEM_LIST_ELEMENTS || !set)
			continue;
		mnl_attr_for_each_nested(item, attribute) {
			read_element(item, set, data);
		}
	}
	return MNL_CB_OK;
}

static void read_batch(const struct netlink_batch *batch, struct elements *elements)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)batch->bytes;
	int length = (int)batch_size(batch);

	for (; length && mnl_nlmsg_ok(message, length); message = mnl_nlmsg_next(message, &length))
		(void)read_elements(message, elements);
}

/* ---- asking -------------------------------------------------------------------------------- */

static struct nlmsghdr *begin(char room[NETLINK_ROOM], uint8_t type, uint8_t family)
{
	struct nlmsghdr *message =
		netlink_message(room, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), NLM_F_DUMP);
	struct nfgenmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->nfgen_family = family;
	header->version = NFNETLINK_V0;
	return message;
}

static int ask_set(const struct nft_set *set, struct elements *elements, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = begin(room, NFT_MSG_GETSETELEM, set->family);

	mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_TABLE, NFT_TABLE);
	mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_SET, set->name);
	if (netlink_ask_of(NETLINK_NETFILTER, message, read_elements, elements, err))
		return fail_during(err, "look into the firewall");
	return 0;
}

struct counting {
	const struct nft_chain *chain;
	size_t count;
};

static int count_rule(const struct nlmsghdr *message, void *data)
{
	struct counting *counting = data;
	const struct nlattr *attribute;
	bool table = false, chain = false;

	mnl_attr_for_each(attribute, message, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attribute) == NFTA_RULE_TABLE)
			table = text_equal(mnl_attr_get_str(attribute), NFT_TABLE);
		if (mnl_attr_get_type(attribute) == NFTA_RULE_CHAIN)
			chain = text_equal(mnl_attr_get_str(attribute), counting->chain->name);
	}
	counting->count += table && chain;
	return MNL_CB_OK;
}

/* ---- what is found ------------------------------------------------------------------------- */

static void print_key(const struct nft_type *const types[NFT_MOST_PARTS], const uint8_t *bytes,
		      struct text *out)
{
	for (size_t i = 0; i < NFT_MOST_PARTS && types[i]; i++) {
		text_add(out, i ? " . " : "");
		nft_type_print(types[i], bytes, out);
		bytes += nft_type_room(types[i]);
	}
}

static void find_element(struct looking *looking, const struct element *element, bool missing)
{
	auto_text struct text key = NO_TEXT;

	print_key(element->set->key, element->bytes[KEY], &key);
	if (element->lengths[VALUE]) {
		text_add(&key, " : ");
		print_key(element->set->value, element->bytes[VALUE], &key);
	}
	if (missing)
		finding_add(looking, element->network, STATE_MISSING,
			    "the firewall has no %s in its set %s", text_string(&key),
			    element->set->name);
	else
		finding_add(looking, NULL, STATE_FOREIGN,
			    "the firewall has %s in its set %s, which is nobody's",
			    text_string(&key), element->set->name);
}

static bool is_same(const struct element *one, const struct element *other)
{
	return one->set == other->set && !other->matched &&
	       memcmp(one->lengths, other->lengths, sizeof(one->lengths)) == 0 &&
	       memcmp(one->bytes, other->bytes, sizeof(one->bytes)) == 0;
}

static void compare(struct looking *looking, const struct elements *expected,
		    const struct elements *seen)
{
	for (size_t i = 0; i < expected->count; i++) {
		struct element *element = &expected->items[i];

		for (size_t j = 0; j < seen->count && !element->matched; j++) {
			if (!is_same(element, &seen->items[j]))
				continue;
			element->matched = true;
			seen->items[j].matched = true;
		}
		if (!element->matched && !element->optional)
			find_element(looking, element, true);
	}
	for (size_t i = 0; i < seen->count; i++) {
		if (!seen->items[i].matched)
			find_element(looking, &seen->items[i], false);
	}
}

static int look_at_rules(struct looking *looking, const struct nft_table *table, struct error *err)
{
	for (size_t i = 0; i < table->chain_count; i++) {
		struct counting counting = {.chain = &table->chains[i]};
		char room[NETLINK_ROOM];
		size_t expected = 0;

		for (size_t j = 0; j < table->rule_count; j++)
			expected += text_equal(table->rules[j].chain, table->chains[i].name);
		if (netlink_ask_of(NETLINK_NETFILTER, begin(room, NFT_MSG_GETRULE, table->family),
				   count_rule, &counting, err))
			return fail_during(err, "look into the firewall");
		if (counting.count != expected)
			finding_add(looking, NULL, STATE_CHANGED,
				    "the firewall's chain %s has %zu rules instead of %zu",
				    table->chains[i].name, counting.count, expected);
	}
	return 0;
}

static int look_at_table(struct looking *looking, const struct nft_table *table,
			 const struct elements *expected, struct error *err)
{
	struct elements wanted = {.arena = looking->arena}, seen = {.arena = looking->arena};

	for (size_t i = 0; i < SET_COUNT; i++) {
		if (nft_sets[i].family != table->family || ask_set(&nft_sets[i], &seen, err) == 0)
			continue;
		if (err->system != ENOENT)
			return -1;
		fail_clear(err);
		finding_add(looking, NULL, STATE_MISSING,
			    "the firewall's table %s " NFT_TABLE " is missing, or a set of it",
			    table->family_name);
		return 0;
	}
	for (size_t i = 0; i < expected->count; i++) {
		if (expected->items[i].set->family == table->family)
			*ARENA_ADD(looking->arena, wanted.items, wanted.count) = expected->items[i];
	}
	compare(looking, &wanted, &seen);
	return look_at_rules(looking, table, err);
}

static bool expect(const struct looking *looking, const struct networks *networks,
		   struct elements *expected)
{
	bool strict = false;

	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = networks->items[i];
		auto_batch struct netlink_batch batch = NO_BATCH;

		firewall_add_network(looking->store, &batch, network, &looking->attachments);
		expected->network = network->name;
		read_batch(&batch, expected);
		strict |= network->strict;
	}
	return strict;
}

int look_at_firewall(struct looking *looking, struct error *err)
{
	struct elements expected = {.arena = looking->arena};
	bool strict = expect(looking, &looking->networks, &expected);

	expected.optional = true;
	(void)expect(looking, &looking->idle, &expected);
	if (look_at_table(looking, &nft_firewall, &expected, err))
		return -1;
	return strict ? look_at_table(looking, &nft_guard, &expected, err) : 0;
}
