/*
 * nft_elements.c - what is in the sets and maps of berth's table
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "alloc.h"
#include "attachment.h"
#include "dns_message.h"
#include "error.h"
#include "inet.h"
#include "nft_sets.h"

#define KEY_ROOM 64

/* A key or a value: its parts behind each other, each padded to whole registers. */
struct key {
	uint8_t bytes[KEY_ROOM];
	uint16_t length;
};

static void key_add(struct key *key, const void *part, size_t length, size_t room)
{
	memcpy(key->bytes + key->length, part, length);
	key->length = (uint16_t)(key->length + room);
}

static void key_add_device(struct key *key, const char *name)
{
	key_add(key, name, strlen(name), DEVICE_NAME_ROOM);
}

static void key_add_address(struct key *key, const struct inet *address)
{
	key_add(key, address->bytes, inet_size(address), inet_size(address));
}

static void key_add_port(struct key *key, uint16_t port)
{
	uint16_t number = htons(port);

	key_add(key, &number, sizeof(number), 4);
}

/* ---- one element --------------------------------------------------------------------------- */

struct element {
	enum nft_set_name set;
	struct key key, key_end, value; /* of length 0: there is none */
};

static void put_key(struct nlmsghdr *message, uint16_t type, const struct key *key)
{
	struct nlattr *nest;

	if (!key->length)
		return;
	nest = mnl_attr_nest_start(message, type);
	mnl_attr_put(message, NFTA_DATA_VALUE, key->length, key->bytes);
	mnl_attr_nest_end(message, nest);
}

static void put_element(struct nlmsghdr *message, const struct element *element)
{
	struct nlattr *list, *item;

	mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_TABLE, NFT_TABLE);
	mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_SET, nft_sets[element->set].name);
	list = mnl_attr_nest_start(message, NFTA_SET_ELEM_LIST_ELEMENTS);
	item = mnl_attr_nest_start(message, NFTA_LIST_ELEM);
	put_key(message, NFTA_SET_ELEM_KEY, &element->key);
	put_key(message, NFTA_SET_ELEM_KEY_END, &element->key_end);
	put_key(message, NFTA_SET_ELEM_DATA, &element->value);
	mnl_attr_nest_end(message, item);
	mnl_attr_nest_end(message, list);
}

static void add(struct netlink_batch *batch, const struct element *element, bool exclusive)
{
	uint16_t flags = exclusive ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;

	const struct nft_kind kind = {nft_sets[element->set].family, NFT_MSG_NEWSETELEM, flags};

	put_element(nft_message(batch, "put something into a set of the firewall", kind), element);
}

static void remove_element(struct netlink_batch *batch, const struct element *element)
{
	const struct nft_kind kind = {nft_sets[element->set].family, NFT_MSG_DELSETELEM, 0};

	put_element(nft_message(batch, "take something out of the firewall", kind), element);
}

/* ---- networks ------------------------------------------------------------------------------ */

static void add_device(struct netlink_batch *batch, enum nft_set_name set, const char *device)
{
	struct element element = {.set = set};

	key_add_device(&element.key, device);
	add(batch, &element, false);
}

static void add_inside(struct netlink_batch *batch, const char *device, const struct inet *subnet)
{
	struct element element = {.set = subnet->family == AF_INET ? SET_INSIDE4 : SET_INSIDE6};
	struct inet last = inet_last(subnet);

	key_add_device(&element.key, device);
	key_add_address(&element.key, subnet);
	key_add_device(&element.key_end, device);
	key_add_address(&element.key_end, &last);
	add(batch, &element, false);
}

static void add_tunnel(struct netlink_batch *batch, const struct network_vxlan *vxlan)
{
	struct element tunnel = {.set = SET_TUNNELS};
	uint16_t port = htons(vxlan->port);

	key_add(&tunnel.key, &port, sizeof(port), sizeof(port));
	add(batch, &tunnel, false);
	for (size_t i = 0; i < vxlan->peer_count; i++) {
		const struct inet *peer = &vxlan->peers[i];
		struct element element = {.set = peer->family == AF_INET ? SET_PEERS4 : SET_PEERS6};

		key_add_port(&element.key, vxlan->port);
		key_add_address(&element.key, peer);
		add(batch, &element, false);
	}
}

void nft_elements_add_network(struct netlink_batch *batch, const struct network *network)
{
	struct element neighbours = {.set = SET_NEIGHBOURS};

	add_device(batch, SET_BRIDGES, network->bridge);
	if (network->internal)
		add_device(batch, SET_INTERNAL, network->bridge);
	if (network->host_access)
		add_device(batch, SET_HOST_ACCESS, network->bridge);
	if (network->vxlan.id)
		add_tunnel(batch, &network->vxlan);
	if (!network->isolate) {
		key_add_device(&neighbours.key, network->bridge);
		key_add_device(&neighbours.key, network->bridge);
		add(batch, &neighbours, false);
	}
	for (size_t i = 0; i < network->subnet_count; i++)
		add_inside(batch, network->bridge, &network->subnets[i].subnet);
}

/* ---- ports --------------------------------------------------------------------------------- */

static struct element port_element(const struct published_port *port, int family)
{
	bool at = port->host.family;
	struct element element;

	memset(&element, 0, sizeof(element));
	if (family == AF_INET)
		element.set = at ? SET_PORTS4_AT : SET_PORTS4;
	else
		element.set = at ? SET_PORTS6_AT : SET_PORTS6;
	if (at)
		key_add_address(&element.key, &port->host);
	key_add(&element.key, &port->protocol, sizeof(port->protocol), 4);
	key_add_port(&element.key, port->host_port);
	return element;
}

void nft_elements_add_port(struct netlink_batch *batch, const struct published_port *port,
			   const struct inet *to, bool exclusive)
{
	struct element element = port_element(port, to->family);

	key_add_address(&element.value, to);
	key_add_port(&element.value, port->port);
	add(batch, &element, exclusive);
}

void nft_elements_add_names(struct netlink_batch *batch, const char *bridge,
			    const struct inet *gateway, uint16_t port)
{
	static const uint8_t protocols[] = {IPPROTO_UDP, IPPROTO_TCP};
	struct element asked = {.set = gateway->family == AF_INET ? SET_NAMES4 : SET_NAMES6};

	key_add_device(&asked.key, bridge);
	key_add_address(&asked.key, gateway);
	add(batch, &asked, false);
	for (size_t i = 0; i < COUNT(protocols); i++)
		nft_elements_add_port(batch,
				      &(struct published_port){.protocol = protocols[i],
							       .host = *gateway,
							       .host_port = DNS_PORT,
							       .port = port},
				      gateway, false);
}

void nft_elements_remove_port(struct netlink_batch *batch, const struct published_port *port,
			      int family)
{
	struct element element = port_element(port, family);

	remove_element(batch, &element);
}

/* ---- pins ---------------------------------------------------------------------------------- */

/* The address that a device makes of its MAC (RFC 4291, appendix A). */
static struct inet link_local(const uint8_t mac[6])
{
	return (struct inet){
		.family = AF_INET6,
		.bytes = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe,
			  mac[3], mac[4], mac[5]},
	};
}

typedef void element_fn(struct netlink_batch *batch, const struct element *element);

static void each_address(struct netlink_batch *batch, const struct attachment *attachment,
			 const struct inet *address, element_fn *each)
{
	struct element element = {.set = address->family == AF_INET ? SET_ADDRESSES4
								    : SET_ADDRESSES6};

	key_add_device(&element.key, attachment->veth);
	key_add_address(&element.key, address);
	each(batch, &element);
}

static void each_pin(struct netlink_batch *batch, const struct attachment *attachment,
		     element_fn *each)
{
	struct element pinned = {.set = SET_PINNED}, mac = {.set = SET_MACS};
	struct inet own = link_local(attachment->mac);

	key_add_device(&mac.key, attachment->veth);
	key_add(&mac.key, attachment->mac, sizeof(attachment->mac), 8);
	each(batch, &mac);
	for (size_t i = 0; i < attachment->address_count; i++)
		each_address(batch, attachment, &attachment->addresses[i], each);
	if (attachment_address(attachment, AF_INET6))
		each_address(batch, attachment, &own, each);
	key_add_device(&pinned.key, attachment->veth);
	each(batch, &pinned);
}

static void add_pin(struct netlink_batch *batch, const struct element *element)
{
	add(batch, element, false);
}

/* To take out what may not be there, it is put there first; the kernel sees only the outcome. */
static void remove_pin(struct netlink_batch *batch, const struct element *element)
{
	add(batch, element, false);
	remove_element(batch, element);
}

void nft_elements_add_pins(struct netlink_batch *batch, const struct attachment *attachment)
{
	each_pin(batch, attachment, add_pin);
}

void nft_elements_remove_pins(struct netlink_batch *batch, const struct attachment *attachment)
{
	each_pin(batch, attachment, remove_pin);
}

/* ---- asking -------------------------------------------------------------------------------- */

/* Each part of the answer goes to part; *there says whether there is such an element. */
static int ask(const struct element *element, mnl_cb_t part, void *data, bool *there,
	       struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message =
		netlink_message(room, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETSETELEM, 0);
	struct nfgenmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->nfgen_family = nft_sets[element->set].family;
	header->version = NFNETLINK_V0;
	put_element(message, element);
	*there = netlink_ask_of(NETLINK_NETFILTER, message, part, data, err) == 0;
	if (*there)
		return 0;
	if (err->system != ENOENT)
		return fail_during(err, "look into the firewall");
	fail_clear(err);
	return 0;
}

int nft_elements_has_bridge(const char *bridge, bool *there, struct error *err)
{
	struct element element = {.set = SET_BRIDGES};

	key_add_device(&element.key, bridge);
	return ask(&element, NULL, NULL, there, err);
}

struct finding {
	const struct key *value;
	bool found;
};

/* Lists, elements, data, values: nested in each other, one of each. */
static int find_value(const struct nlattr *attribute, void *data)
{
	static const uint16_t path[] = {NFTA_SET_ELEM_LIST_ELEMENTS, NFTA_LIST_ELEM,
					NFTA_SET_ELEM_DATA, NFTA_DATA_VALUE};
	struct finding *finding = data;
	const struct nlattr *at = attribute;
	size_t depth = 0;

	while (at && mnl_attr_get_type(at) == path[depth] && ++depth < COUNT(path)) {
		const struct nlattr *inner, *next = NULL;

		mnl_attr_for_each_nested(inner, at) {
			if (mnl_attr_get_type(inner) == path[depth])
				next = inner;
		}
		at = next;
	}
	if (at && depth == COUNT(path))
		finding->found = mnl_attr_get_payload_len(at) == finding->value->length &&
				 memcmp(mnl_attr_get_payload(at), finding->value->bytes,
					finding->value->length) == 0;
	return MNL_CB_OK;
}

static int read_value(const struct nlmsghdr *answer, void *data)
{
	(void)mnl_attr_parse(answer, sizeof(struct nfgenmsg), find_value, data);
	return MNL_CB_OK;
}

int nft_elements_leads_to(const struct published_port *port, const struct inet *to, bool *leads,
			  struct error *err)
{
	struct element element = port_element(port, to->family);
	struct finding finding = {.value = &element.value};
	bool there;

	key_add_address(&element.value, to);
	key_add_port(&element.value, port->port);
	*leads = false;
	if (ask(&(struct element){.set = element.set, .key = element.key}, read_value, &finding,
		&there, err))
		return -1;
	*leads = there && finding.found;
	return 0;
}
