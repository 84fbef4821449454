#include <criterion/criterion.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "netlink.h"

static int count(const struct nlmsghdr *message, void *data)
{
	if (message->nlmsg_type == RTM_NEWLINK)
		++*(int *)data;
	return MNL_CB_OK;
}

Test(netns_netlink, every_part_of_a_dump_is_seen)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	struct if_nameindex *names = if_nameindex();
	struct error err = NO_ERROR;
	int there = 0, seen = 0;

	header->ifi_family = AF_UNSPEC;
	while (names[there].if_index)
		there++;
	if_freenameindex(names);
	cr_assert_eq(netlink_ask(message, count, &seen, &err), 0, "%s", err.text);
	cr_assert_gt(there, 0);
	cr_assert_eq(seen, there);
}

Test(netns_netlink, a_refusal_is_told_in_the_kernel_s_own_words)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	struct error err = NO_ERROR;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	header->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, "a/b");
	cr_assert_eq(netlink_ask(message, NULL, NULL, &err), -1);
	cr_assert_eq(err.kind, SYSTEM);
	cr_assert(err.system, "%s", err.text);
	cr_assert_eq(strncmp(err.text, "the kernel says \"", 17) &&
			     strncmp(err.text, "netlink: ", 9),
		     0, "%s", err.text);
}

Test(netns_netlink, a_message_starts_as_a_request_that_is_acknowledged)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_NEWADDR, NLM_F_REPLACE);

	cr_assert_eq(message->nlmsg_type, RTM_NEWADDR);
	cr_assert_eq(message->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_REPLACE);
	cr_assert_eq(message->nlmsg_len, MNL_NLMSG_HDRLEN);
}
