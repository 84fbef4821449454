/*
 * vxlan_device.c - the VXLAN device of a network, and its peers
 *
 * A peer is an entry of the device's forwarding table for the MAC address 0: what is for nobody
 * in particular goes to each of them.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <net/if.h>

#include "device_state.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"
#include "vxlan.h"

static void put_vxlan(struct nlmsghdr *message, const struct network_vxlan *vxlan)
{
	struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);

	mnl_attr_put_u32(message, IFLA_VXLAN_ID, vxlan->id);
	mnl_attr_put(message, vxlan->local.family == AF_INET ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6,
		     inet_size(&vxlan->local), vxlan->local.bytes);
	mnl_attr_put_u16(message, IFLA_VXLAN_PORT, htons(vxlan->port));
	mnl_attr_put_u8(message, IFLA_VXLAN_LEARNING, 1);
	mnl_attr_nest_end(message, data);
}

void vxlan_device_add(struct netlink_batch *batch, const struct network *network, unsigned bridge)
{
	struct nlmsghdr *message =
		batch_add(batch, "make the VXLAN device", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	struct nlattr *info;

	link->ifi_family = AF_UNSPEC;
	link->ifi_change = IFF_UP;
	link->ifi_flags = IFF_UP;
	mnl_attr_put_strz(message, IFLA_IFNAME, network->vxlan.device);
	mnl_attr_put_u32(message, IFLA_MASTER, bridge);
	mnl_attr_put_u32(message, IFLA_MTU, (uint32_t)network->mtu);
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "vxlan");
	put_vxlan(message, &network->vxlan);
	mnl_attr_nest_end(message, info);
	link_add_naming(batch, network->vxlan.device, NULL);
}

static void add_entry(struct nlmsghdr *message, unsigned device, const struct inet *peer)
{
	static const uint8_t nobody[6];
	struct ndmsg *entry = mnl_nlmsg_put_extra_header(message, sizeof(*entry));

	entry->ndm_family = AF_BRIDGE;
	entry->ndm_ifindex = (int)device;
	entry->ndm_state = NUD_NOARP | NUD_PERMANENT;
	entry->ndm_flags = NTF_SELF;
	mnl_attr_put(message, NDA_LLADDR, sizeof(nobody), nobody);
	mnl_attr_put(message, NDA_DST, inet_size(peer), peer->bytes);
}

/* One that is there already stays as it is. */
void vxlan_peer_add(struct netlink_batch *batch, unsigned device, const struct inet *peer)
{
	add_entry(batch_add(batch, "add the peer", RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_APPEND),
		  device, peer);
}

void vxlan_peer_add_removal(struct netlink_batch *batch, unsigned device, const struct inet *peer)
{
	add_entry(batch_add(batch, "remove the peer", RTM_DELNEIGH, 0), device, peer);
}

/* ---- effects --------------------------------------------------------------------------------- */

static int make(const struct network *network, unsigned bridge, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	vxlan_device_add(&batch, network, bridge);
	if (batch_send(&batch, NETLINK_ROUTE, err) == 0)
		return 0;
	if (err->system == EOPNOTSUPP)
		fail_cure(err, "the kernel has no VXLAN devices (CONFIG_VXLAN)");
	if (err->system == EEXIST)
		fail_cure(err, "VXLAN %u on port %u is somebody else's", network->vxlan.id,
			  network->vxlan.port);
	return -1;
}

static int remove_device(unsigned device, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	link_add_removal(&batch, device);
	return batch_send(&batch, NETLINK_ROUTE, err);
}

/* One that somebody has taken off the bridge, or that lost it, is made anew. */
int vxlan_up(const struct network *network, struct error *err)
{
	const struct network_vxlan *vxlan = &network->vxlan;
	auto_batch struct netlink_batch batch = NO_BATCH;
	auto_arena struct arena arena = NO_ARENA;
	unsigned bridge = link_index(network->bridge), device;
	struct device_state there;

	if (device_state_read(&arena, vxlan->device, &there, err))
		return -1;
	if (there.index && there.master != bridge) {
		if (remove_device(there.index, err))
			return -1;
		there.index = 0;
	}
	if (!there.index && make(network, bridge, err))
		return -1;
	device = link_index(vxlan->device);
	link_add_up(&batch, device);
	for (size_t i = 0; i < vxlan->peer_count; i++)
		vxlan_peer_add(&batch, device, &vxlan->peers[i]);
	return batch_send(&batch, NETLINK_ROUTE, err);
}

/*
 * What was learned of a peer would go on leading to it for minutes. A device that goes down
 * forgets all it has learned, and keeps what it was told; what it needs it learns again from the
 * next packets.
 */
int vxlan_leave_peer(const struct network *network, const struct inet *peer, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	unsigned device = link_index(network->vxlan.device);

	if (!device)
		return 0;
	vxlan_peer_add_removal(&batch, device, peer);
	link_add_down(&batch, device);
	link_add_up(&batch, device);
	if (batch_send(&batch, NETLINK_ROUTE, err) == 0)
		return 0;
	if (err->system != ENOENT) /* somebody has taken the peer's entry away already */
		return -1;
	fail_clear(err);
	return 0;
}
