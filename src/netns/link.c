/*
 * link.c - what all devices have in common
 */
#include <net/if.h>

#include "error.h"
#include "link.h"
#include "netlink_batch.h"

static struct ifinfomsg *put_link(struct nlmsghdr *message, unsigned index)
{
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)index;
	return link;
}

void link_add_up(struct netlink_batch *batch, unsigned index)
{
	struct nlmsghdr *message = batch_add(batch, "bring the device up", RTM_NEWLINK, 0);
	struct ifinfomsg *link = put_link(message, index);

	link->ifi_change = IFF_UP;
	link->ifi_flags = IFF_UP;
}

void link_add_down(struct netlink_batch *batch, unsigned index)
{
	struct nlmsghdr *message = batch_add(batch, "take the device down", RTM_NEWLINK, 0);

	put_link(message, index)->ifi_change = IFF_UP;
}

void link_add_removal_of(struct netlink_batch *batch, const char *name)
{
	struct nlmsghdr *message = batch_add(batch, "remove the device", RTM_DELLINK, 0);

	(void)put_link(message, 0);
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
}

void link_add_removal(struct netlink_batch *batch, unsigned index)
{
	(void)put_link(batch_add(batch, "remove the device", RTM_DELLINK, 0), index);
}

void link_put_no_own_address(struct nlmsghdr *message)
{
	struct nlattr *families = mnl_attr_nest_start(message, IFLA_AF_SPEC);
	struct nlattr *v6 = mnl_attr_nest_start(message, AF_INET6);

	mnl_attr_put_u8(message, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(message, v6);
	mnl_attr_nest_end(message, families);
}

void link_add_naming(struct netlink_batch *batch, const char *name, const char *alias)
{
	struct nlmsghdr *message = batch_add(batch, "name the device", RTM_NEWLINK, 0);

	(void)put_link(message, 0);
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	if (alias)
		mnl_attr_put_strz(message, IFLA_IFALIAS, alias);
	link_put_no_own_address(message);
}

int link_up(unsigned index, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	link_add_up(&batch, index);
	return batch_send(&batch, NETLINK_ROUTE, err);
}

unsigned link_index(const char *name)
{
	return if_nametoindex(name);
}
