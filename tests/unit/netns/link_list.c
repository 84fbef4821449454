/*
 * In a network namespace of the test's own: what is read of devices that berth has made.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "attachment.h"
#include "error.h"
#include "link.h"
#include "link_list.h"
#include "netlink_batch.h"

static struct attachment member = {
	.veth = "vb00000001",
	.interface = "eth0",
	.mac = {2, 0, 0, 0, 0, 9},
	.network = "web",
	.record = "/run/berth/c1",
	.isolated = true
};
static struct arena arena;
static struct link_list list;

static void leave_the_host(void)
{
	auto_batch struct netlink_batch bridge = NO_BATCH, port = NO_BATCH;
	const struct network network = {.name = "web", .bridge = "berth0"};
	struct error err = NO_ERROR;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	bridge_add(&bridge, &network);
	if (batch_send(&bridge, NETLINK_ROUTE, &err))
		cr_skip("this kernel has no bridges");
	veth_add(&port, &member, open("/proc/self/ns/net", O_RDONLY), link_index("berth0"));
	bridge_port_add(&port, &member);
	if (batch_send(&port, NETLINK_ROUTE, &err))
		cr_skip("this kernel has no veth devices");
	cr_assert_eq(links_list(&arena, &list, &err), 0, "%s", err.text);
}

static void drop(void)
{
	arena_drop(&arena);
}

TestSuite(netns_link_list, .init = leave_the_host, .fini = drop, .timeout = 20);

Test(netns_link_list, every_device_is_there_once)
{
	static const char *const names[] = {"lo", "berth0", "vb00000001", "eth0"};

	cr_assert_eq(list.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct link_seen *link = link_find(&list, names[i]);

		cr_assert_not_null(link, "%s", names[i]);
		cr_assert_eq(link->index, link_index(names[i]));
	}
	cr_assert_null(link_find(&list, "berth"));
}

Test(netns_link_list, a_port_is_known_with_its_bridge_and_its_flags)
{
	const struct link_seen *port = link_find(&list, "vb00000001");

	cr_assert_eq(port->master, link_index("berth0"));
	cr_assert_str_eq(port->alias, "berth:web:c1");
	cr_assert(port->up);
	cr_assert(port->isolated);
	cr_assert(port->hairpin);
}

Test(netns_link_list, what_is_no_port_has_nothing_of_one)
{
	const struct link_seen *inner = link_find(&list, "eth0");

	cr_assert_eq(inner->master, 0);
	cr_assert_str_empty(inner->alias);
	cr_assert_not(inner->up);
	cr_assert_not(inner->isolated);
	cr_assert_not(inner->hairpin);
}
