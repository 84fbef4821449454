/*
 * device_state.c - what the kernel says of a device: RTM_GETLINK, _GETADDR, _GETROUTE
 *
 * The answers are the kernel's, but what they are about is a container's, which can give its
 * device what it likes: lengths are checked before anything is copied.
 */
#include <linux/if_addr.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "alloc.h"
#include "device_state.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "netlink.h"

struct hearing {
	struct arena *arena;
	struct device_state *state;
};

static int take_link_attribute(const struct nlattr *attribute, void *data)
{
	struct device_state *state = data;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attribute) == sizeof(state->mac))
			memcpy(state->mac, mnl_attr_get_payload(attribute), sizeof(state->mac));
		break;
	case IFLA_MTU:
		if (mnl_attr_validate(attribute, MNL_TYPE_U32) == 0)
			state->mtu = mnl_attr_get_u32(attribute);
		break;
	case IFLA_MASTER:
		if (mnl_attr_validate(attribute, MNL_TYPE_U32) == 0)
			state->master = mnl_attr_get_u32(attribute);
		break;
	}
	return MNL_CB_OK;
}

static int hear_link(const struct nlmsghdr *answer, void *data)
{
	const struct hearing *hearing = data;
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(answer);

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*link))
		return MNL_CB_OK;
	hearing->state->up = link->ifi_flags & IFF_UP;
	(void)mnl_attr_parse(answer, sizeof(*link), take_link_attribute, hearing->state);
	return MNL_CB_OK;
}

/* ---- addresses and routes ------------------------------------------------------------------ */

/* Where to look for an address, and where to put it. */
struct taking {
	uint16_t type;
	struct inet *into;
	bool taken;
	unsigned device; /* RTA_OIF of the same answer */
};

static int take_address(const struct nlattr *attribute, void *data)
{
	struct taking *taking = data;
	size_t size = taking->into->family == AF_INET ? 4 : 16;

	if (mnl_attr_get_type(attribute) == RTA_OIF &&
	    mnl_attr_validate(attribute, MNL_TYPE_U32) == 0)
		taking->device = mnl_attr_get_u32(attribute);
	if (mnl_attr_get_type(attribute) != taking->type ||
	    mnl_attr_get_payload_len(attribute) != size)
		return MNL_CB_OK;
	memcpy(taking->into->bytes, mnl_attr_get_payload(attribute), size);
	taking->taken = true;
	return MNL_CB_OK;
}

static int hear_address(const struct nlmsghdr *answer, void *data)
{
	const struct hearing *hearing = data;
	struct device_state *state = hearing->state;
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(answer);
	struct inet address;
	struct taking taking = {.type = IFA_ADDRESS, .into = &address};

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*header) ||
	    header->ifa_index != state->index ||
	    (header->ifa_family != AF_INET && header->ifa_family != AF_INET6))
		return MNL_CB_OK;
	address = (struct inet){.family = header->ifa_family, .prefix = header->ifa_prefixlen};
	(void)mnl_attr_parse(answer, sizeof(*header), take_address, &taking);
	if (taking.taken)
		*ARENA_ADD(hearing->arena, state->addresses, state->address_count) = address;
	return MNL_CB_OK;
}

static int hear_route(const struct nlmsghdr *answer, void *data)
{
	const struct hearing *hearing = data;
	struct device_state *state = hearing->state;
	const struct rtmsg *header = mnl_nlmsg_get_payload(answer);
	struct inet gateway;
	struct taking taking = {.type = RTA_GATEWAY, .into = &gateway};

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*header) || header->rtm_dst_len ||
	    (header->rtm_family != AF_INET && header->rtm_family != AF_INET6))
		return MNL_CB_OK;
	gateway = (struct inet){.family = header->rtm_family,
				.prefix = header->rtm_family == AF_INET ? 32 : 128};
	(void)mnl_attr_parse(answer, sizeof(*header), take_address, &taking);
	if (taking.taken && taking.device == state->index)
		*ARENA_ADD(hearing->arena, state->gateways, state->gateway_count) = gateway;
	return MNL_CB_OK;
}

/* ---- the questions ------------------------------------------------------------------------- */

static int ask_link(struct hearing *hearing, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)hearing->state->index;
	return netlink_ask(message, hear_link, hearing, err);
}

static int ask_addresses(struct hearing *hearing, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->ifa_family = AF_UNSPEC;
	return netlink_ask(message, hear_address, hearing, err);
}

static int ask_routes(struct hearing *hearing, struct error *err)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};

	for (size_t i = 0; i < COUNT(families); i++) {
		char room[NETLINK_ROOM];
		struct nlmsghdr *message = netlink_message(room, RTM_GETROUTE, NLM_F_DUMP);
		struct rtmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

		header->rtm_family = families[i];
		if (netlink_ask(message, hear_route, hearing, err))
			return -1;
	}
	return 0;
}

int device_state_read(struct arena *arena, const char *name, struct device_state *state,
		      struct error *err)
{
	struct hearing hearing = {arena, state};

	*state = (struct device_state){.index = link_index(name)};
	if (!state->index)
		return 0;
	if (ask_link(&hearing, err) || ask_addresses(&hearing, err) || ask_routes(&hearing, err))
		return fail_during(err, "look at the device %s", name);
	return 0;
}

/* ---- by address ---------------------------------------------------------------------------- */

struct search {
	const struct inet *address;
	bool same; /* the answer that is being read is about it */
	unsigned device;
};

/* With a peer's address beside it, an address of IPv4 is IFA_LOCAL. */
static int compare_address(const struct nlattr *attribute, void *data)
{
	struct search *search = data;
	uint16_t type = mnl_attr_get_type(attribute);
	size_t size = inet_size(search->address);

	if ((type == IFA_LOCAL || type == IFA_ADDRESS) &&
	    mnl_attr_get_payload_len(attribute) == size &&
	    memcmp(mnl_attr_get_payload(attribute), search->address->bytes, size) == 0)
		search->same = true;
	return MNL_CB_OK;
}

static int find_address(const struct nlmsghdr *answer, void *data)
{
	struct search *search = data;
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(answer);

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*header) ||
	    header->ifa_family != search->address->family)
		return MNL_CB_OK;
	search->same = false;
	(void)mnl_attr_parse(answer, sizeof(*header), compare_address, search);
	if (search->same)
		search->device = header->ifa_index;
	return MNL_CB_OK;
}

int device_mtu_of_address(const struct inet *address, int64_t *mtu, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	struct search search = {.address = address};
	struct device_state state = {.index = 0};
	struct hearing hearing = {.state = &state};

	header->ifa_family = (uint8_t)address->family;
	if (netlink_ask(message, find_address, &search, err))
		return fail_during(err, "look for the device of an address");
	state.index = search.device;
	if (state.index && ask_link(&hearing, err))
		return fail_during(err, "look at the device of an address");
	*mtu = state.mtu;
	return 0;
}
