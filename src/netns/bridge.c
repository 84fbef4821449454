/*
 * bridge.c - bridges, and the ports of a bridge
 */
#include <linux/if_bridge.h>
#include <net/if.h>
#include <string.h>

#include "alloc.h"
#include "attachment.h"
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"

/*
 * A bridge without an address of its own takes the lowest one of its ports, and so changes it
 * when a container comes; neighbours would send to the old one. It is made of the index, so
 * that it is the same when the bridge is made anew. Where other hosts have bridges of the same
 * network, the gateway's address is what no two have in common.
 */
static void put_address(struct nlmsghdr *message, const struct network *network)
{
	const struct inet *gateway = &network->subnets[0].gateway;
	unsigned index = network->index;
	uint8_t address[6] = {
		0x02, 0x62, 0x72, (uint8_t)(index >> 16), (uint8_t)(index >> 8), (uint8_t)index,
	};

	if (network->vxlan.id) {
		address[1] = 0x64;
		memcpy(address + 2, gateway->bytes + inet_size(gateway) - 4, 4);
	}
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(address), address);
}

void bridge_add(struct netlink_batch *batch, const struct network *network)
{
	struct nlmsghdr *message =
		batch_add(batch, "make the bridge", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	struct nlattr *info, *data;

	link->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, network->bridge);
	if (network->mtu)
		mnl_attr_put_u32(message, IFLA_MTU, (uint32_t)network->mtu);
	put_address(message, network);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "bridge");
	/* Nobody on it asks who listens to which group, so all is passed to all either way; but
	 * with each port that comes the kernel would begin anew to listen for that at all others.
	 */
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	mnl_attr_put_u8(message, IFLA_BR_MCAST_SNOOPING, 0);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
}

static struct nlmsghdr *begin_port(struct netlink_batch *batch, const char *step, const char *veth)
{
	struct nlmsghdr *message = batch_add(batch, step, RTM_NEWLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, veth);
	return message;
}

void bridge_port_add(struct netlink_batch *batch, const struct attachment *attachment)
{
	struct nlmsghdr *message = begin_port(batch, "set up the bridge's port", attachment->veth);
	struct nlattr *info, *port;
	char alias[ALIAS_ROOM];

	/* Who looks at the host's devices sees whose this is. Ignored when a device is made. */
	attachment_alias(attachment, ALIAS_PREFIX, alias);
	mnl_attr_put_strz(message, IFLA_IFALIAS, alias);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_SLAVE_KIND, "bridge");
	port = mnl_attr_nest_start(message, IFLA_INFO_SLAVE_DATA);
	/* A container reaches its own published port: out and in again by the same port. */
	mnl_attr_put_u8(message, IFLA_BRPORT_MODE, BRIDGE_MODE_HAIRPIN);
	mnl_attr_put_u8(message, IFLA_BRPORT_ISOLATED, attachment->isolated);
	mnl_attr_nest_end(message, port);
	mnl_attr_nest_end(message, info);
	link_put_no_own_address(message); /* the outer end is only a port */
}

void bridge_port_add_again(struct netlink_batch *batch, const struct attachment *attachment)
{
	struct nlmsghdr *message =
		begin_port(batch, "put the device on its bridge again", attachment->veth);
	struct ifinfomsg *link = mnl_nlmsg_get_payload(message);

	link->ifi_change = IFF_UP;
	link->ifi_flags = IFF_UP;
	mnl_attr_put_u32(message, IFLA_MASTER, link_index(attachment->bridge));
	bridge_port_add(batch, attachment);
}

/*
 * Nothing is sent to the port: the bridge knows nobody behind it, and asks nobody there. Nothing is
 * taken from it: it is locked, as Linux has it since 5.18. A port's state would be no help, since
 * the kernel opens it again when the device's carrier changes, be it a second late. On a strict
 * network the outer end goes down as well, which needs no lock but takes half a millisecond.
 */
void bridge_port_add_closing(struct netlink_batch *batch, const struct attachment *attachment)
{
	static const uint16_t off[] = {IFLA_BRPORT_LEARNING, IFLA_BRPORT_UNICAST_FLOOD,
				       IFLA_BRPORT_MCAST_FLOOD, IFLA_BRPORT_BCAST_FLOOD};
	struct nlmsghdr *message = begin_port(batch, "close the bridge's port", attachment->veth);
	struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	struct nlattr *info, *port;
	char alias[ALIAS_ROOM];

	if (attachment->strict)
		link->ifi_change = IFF_UP;
	attachment_alias(attachment, GONE_PREFIX, alias);
	mnl_attr_put_strz(message, IFLA_IFALIAS, alias);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_SLAVE_KIND, "bridge");
	port = mnl_attr_nest_start(message, IFLA_INFO_SLAVE_DATA);
	for (size_t i = 0; i < COUNT(off); i++)
		mnl_attr_put_u8(message, off[i], 0);
	mnl_attr_put_u8(message, IFLA_BRPORT_LOCKED, 1);
	mnl_attr_put(message, IFLA_BRPORT_FLUSH, 0, NULL);
	mnl_attr_nest_end(message, port);
	mnl_attr_nest_end(message, info);
}
