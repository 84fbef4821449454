/*
 * net_devices.c - host devices moved inside (linux.netDevices)
 *
 * A device that changes its namespace keeps its MTU and its MAC address and loses its IP
 * addresses and its being up. HOST therefore notes the addresses of global scope before
 * INIT is made; moves the device, renamed in the same message so that no name clashes; and
 * INIT gives it its addresses back and brings it up, as the spec asks.
 */
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/sched.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "link.h"
#include "netlink.h"
#include "plan.h"
#include "stages.h"

struct net_address {
	size_t device; /* index in linux.netDevices */
	unsigned char family, prefix;
	unsigned char local[16];
	unsigned length;
	struct net_address *next;
};

struct noting {
	struct job *job;
	unsigned index;
	size_t device;
};

static const char *inner_name(const struct spec_net_device *device)
{
	return device->name ? device->name : device->host_name;
}

static int note_attribute(const struct nlattr *attribute, void *data)
{
	const struct nlattr **found = data;
	int type = mnl_attr_get_type(attribute);

	/* For a point-to-point link IFA_ADDRESS is the peer: the local one counts. */
	if (type == IFA_LOCAL || (type == IFA_ADDRESS && !*found))
		*found = attribute;
	return MNL_CB_OK;
}

static int note_address(const struct nlmsghdr *answer, void *data)
{
	const struct noting *noting = data;
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(answer);
	const struct nlattr *local = NULL;
	struct net_address *address;

	if (header->ifa_index != noting->index || header->ifa_scope != RT_SCOPE_UNIVERSE ||
	    !(header->ifa_flags & IFA_F_PERMANENT))
		return MNL_CB_OK;
	(void)mnl_attr_parse(answer, sizeof(*header), note_attribute, &local);
	if (!local || mnl_attr_get_payload_len(local) > sizeof(address->local))
		return MNL_CB_OK;
	address = arena_alloc(noting->job->plan->arena, sizeof(*address));
	address->device = noting->device;
	address->family = header->ifa_family;
	address->prefix = header->ifa_prefixlen;
	address->length = mnl_attr_get_payload_len(local);
	memcpy(address->local, mnl_attr_get_payload(local), address->length);
	address->next = noting->job->net_addresses;
	noting->job->net_addresses = address;
	return MNL_CB_OK;
}

int net_devices_note(struct job *job, struct error *err)
{
	const struct spec_linux *config = job->plan->spec->linux;

	for (size_t i = 0; i < config->net_device_count; i++) {
		const char *name = config->net_devices[i].host_name;
		struct noting noting = {.job = job, .index = if_nametoindex(name), .device = i};
		char room[NETLINK_ROOM];
		struct nlmsghdr *message = netlink_message(room, RTM_GETADDR, NLM_F_DUMP);
		struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

		if (!noting.index)
			return fail(err, SYSTEM, "find the network device %s", name);
		header->ifa_family = AF_UNSPEC;
		if (netlink_ask(message, note_address, &noting, err))
			return fail_during(err, "read the addresses of %s", name);
	}
	return 0;
}

static const char *namespace_path(const struct plan *plan)
{
	for (size_t i = 0; i < plan->namespaces.join_count; i++) {
		if (plan->namespaces.joins[i].kind->flag == CLONE_NEWNET)
			return plan->namespaces.joins[i].path;
	}
	return NULL;
}

static int move(const struct spec_net_device *device, int target, pid_t pid, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_NEWLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)if_nametoindex(device->host_name);
	link->ifi_change = IFF_UP; /* a device that is up cannot be renamed */
	if (target >= 0)
		mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)target);
	else
		mnl_attr_put_u32(message, IFLA_NET_NS_PID, (uint32_t)pid);
	mnl_attr_put_strz(message, IFLA_IFNAME, inner_name(device));
	if (netlink_ask(message, NULL, NULL, err))
		return fail_during(err, "move %s into the container as %s", device->host_name,
				   inner_name(device));
	return 0;
}

int net_devices_move(struct job *job, struct error *err)
{
	const struct spec_linux *config = job->plan->spec->linux;
	const char *path = namespace_path(job->plan);
	auto_close int target = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (path && target < 0)
		return fail(err, SYSTEM, "open the network namespace %s", path);
	for (size_t i = 0; i < config->net_device_count; i++) {
		if (move(&config->net_devices[i], target, job->pid, err))
			return -1;
	}
	return 0;
}

static int give_address(const struct net_address *address, unsigned index, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->ifa_family = address->family;
	header->ifa_prefixlen = address->prefix;
	header->ifa_index = index;
	mnl_attr_put(message, IFA_LOCAL, address->length, address->local);
	mnl_attr_put(message, IFA_ADDRESS, address->length, address->local);
	return netlink_ask(message, NULL, NULL, err);
}

int net_devices_settle(struct job *job, struct error *err)
{
	const struct spec_linux *config = job->plan->spec->linux;

	for (size_t i = 0; i < config->net_device_count; i++) {
		const char *name = inner_name(&config->net_devices[i]);
		unsigned index = if_nametoindex(name);

		if (!index)
			return fail(err, SYSTEM, "find %s in the container", name);
		for (struct net_address *at = job->net_addresses; at; at = at->next) {
			if (at->device == i && give_address(at, index, err))
				return fail_during(err, "give %s its address back", name);
		}
		if (link_up(index, err))
			return fail_during(err, "bring %s up", name);
	}
	return 0;
}
