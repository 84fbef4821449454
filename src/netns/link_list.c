/*
 * link_list.c - the devices that there are
 */
#include <linux/if_bridge.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "link_list.h"
#include "netlink.h"
#include "text.h"

struct listing {
	struct arena *arena;
	struct link_list *list;
};

static void read_port(const struct nlattr *port, struct link_seen *link)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, port) {
		if (mnl_attr_get_type(attribute) == IFLA_BRPORT_ISOLATED)
			link->isolated = mnl_attr_get_u8(attribute);
		if (mnl_attr_get_type(attribute) == IFLA_BRPORT_MODE)
			link->hairpin = mnl_attr_get_u8(attribute);
	}
}

static void read_info(const struct nlattr *info, struct link_seen *link)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, info) {
		if (mnl_attr_get_type(attribute) == IFLA_INFO_SLAVE_DATA)
			read_port(attribute, link);
	}
}

static int note_link(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	struct listing *listing = data;
	struct link_seen *link =
		ARENA_ADD(listing->arena, listing->list->items, listing->list->count);
	const struct nlattr *attribute;

	memset(link, 0, sizeof(*link));
	link->index = (unsigned)header->ifi_index;
	link->up = header->ifi_flags & IFF_UP;
	link->alias = "";
	mnl_attr_for_each(attribute, message, sizeof(*header)) {
		switch (mnl_attr_get_type(attribute)) {
		case IFLA_IFNAME:
			snprintf(link->name, sizeof(link->name), "%s", mnl_attr_get_str(attribute));
			break;
		case IFLA_IFALIAS:
			link->alias = arena_text(listing->arena, mnl_attr_get_str(attribute));
			break;
		case IFLA_MASTER:
			link->master = mnl_attr_get_u32(attribute);
			break;
		case IFLA_LINKINFO:
			read_info(attribute, link);
			break;
		default:
			break;
		}
	}
	return MNL_CB_OK;
}

int links_list(struct arena *arena, struct link_list *list, struct error *err)
{
	struct listing listing = {arena, list};
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->ifi_family = AF_UNSPEC;
	if (netlink_ask(message, note_link, &listing, err))
		return fail_during(err, "list the devices");
	return 0;
}

const struct link_seen *link_find(const struct link_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (text_equal(list->items[i].name, name))
			return &list->items[i];
	}
	return NULL;
}
