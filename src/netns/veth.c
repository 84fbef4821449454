/*
 * veth.c - a pair of connected devices, one end in a container
 */
#include <linux/veth.h>
#include <net/if.h>

#include "attachment.h"
#include "link.h"
#include "netlink_batch.h"

/*
 * One queue in each direction. Left alone, the kernel makes one for each CPU that there could ever
 * be, each with directories of its own in /sys: with two that was the larger part of what a
 * container's device took, and it grows with the machine. Nothing waits in any of them: a veth
 * hands its packets over at once, without a lock.
 */
static void put_queues(struct nlmsghdr *message)
{
	mnl_attr_put_u32(message, IFLA_NUM_TX_QUEUES, 1);
	mnl_attr_put_u32(message, IFLA_NUM_RX_QUEUES, 1);
}

/* An end that is in another namespace cannot be brought up by the message that makes it. */
static void put_inner(struct nlmsghdr *message, const struct attachment *attachment, int namespace)
{
	struct nlattr *peer = mnl_attr_nest_start(message, VETH_INFO_PEER);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, attachment->interface);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(attachment->mac), attachment->mac);
	if (attachment->mtu)
		mnl_attr_put_u32(message, IFLA_MTU, (uint32_t)attachment->mtu);
	put_queues(message);
	mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t) namespace);
	mnl_attr_nest_end(message, peer);
}

void veth_add(struct netlink_batch *batch, const struct attachment *attachment, int namespace,
	      unsigned bridge)
{
	struct nlmsghdr *message = batch_add(batch, "make the container's device", RTM_NEWLINK,
					     NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	struct nlattr *info, *data;

	link->ifi_family = AF_UNSPEC;
	link->ifi_change = IFF_UP;
	link->ifi_flags = IFF_UP;
	mnl_attr_put_strz(message, IFLA_IFNAME, attachment->veth);
	mnl_attr_put_u32(message, IFLA_MASTER, bridge);
	if (attachment->mtu)
		mnl_attr_put_u32(message, IFLA_MTU, (uint32_t)attachment->mtu);
	put_queues(message);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	put_inner(message, attachment, namespace);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
}
