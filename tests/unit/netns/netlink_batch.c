/*
 * In a network namespace of the test's own: what the kernel makes of berth's messages.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attachment.h"
#include "bytes.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"
#include "text.h"

static void leave_the_host(void)
{
	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
}

TestSuite(netns_netlink_batch, .init = leave_the_host, .timeout = 20);

Test(netns_netlink_batch, an_empty_batch_is_nothing_to_do)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0);
	cr_assert_eq(batch_size(&batch), 0);
}

Test(netns_netlink_batch, the_first_message_that_fails_is_named)
{
	struct network network = {.name = "web", .bridge = "berth0"};
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	bridge_add(&batch, &network);
	link_add_removal(&batch, 4711);
	bridge_add(&batch, &network);
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), -1);
	cr_assert_eq(batch.failed, 1);
	cr_assert_eq(err.system, ENODEV);
	cr_assert_eq(strncmp(err.text, "remove the device", 17), 0, "%s", err.text);
	cr_assert_neq(link_index("berth0"), 0, "rtnetlink has done what came before");
}

Test(netns_netlink_batch, more_messages_than_a_socket_holds_answers)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	for (int i = 0; i < 5000; i++)
		link_add_up(&batch, 1);
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0, "%s", err.text);
}

/* Message 700 of 1000 is the one that fails, whatever room the batch has begun in. */
static void expect_the_step_that_fails(void)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	for (int i = 0; i < 1000; i++) {
		if (i == 700)
			link_add_removal(&batch, 4711);
		else
			link_add_up(&batch, 1);
	}
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), -1);
	cr_assert_eq(batch.failed, 700);
	cr_assert_eq(strncmp(err.text, "remove the device", 17), 0, "%s", err.text);
}

Test(netns_netlink_batch, a_batch_that_grows_keeps_its_steps)
{
	expect_the_step_that_fails();
	expect_the_step_that_fails(); /* in the room of the one before */
}

Test(netns_netlink_batch, what_is_lent_is_used_and_outgrown)
{
	static char room[BATCH_ROOM] __attribute__((aligned(16)));
	struct netlink_batch small = NO_BATCH;

	batch_lend(room);
	link_add_up(&small, 1);
	cr_expect_eq(small.bytes, room);
	batch_drop(&small);
	expect_the_step_that_fails();
}

Test(netns_netlink_batch, an_address_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct inet address;

	cr_assert_eq(inet_read_with_prefix("10.77.0.2/24", &address), 0);
	address_add(&batch, 16, &address);
	expect_bytes(&batch, "30000000 14000105 01000000 00000000 02180200 10000000 "
			     "08000200 0a4d0002 08000100 0a4d0002 08000400 0a4d00ff ");
}

Test(netns_netlink_batch, a_default_route_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct inet gateway;

	cr_assert_eq(inet_read("10.77.0.1", &gateway), 0);
	route_add_default(&batch, 16, &gateway, 100);
	expect_bytes(&batch, "34000000 18000106 01000000 00000000 02000000 fe040001 00000000 "
			     "08000500 0a4d0001 08000400 10000000 08000600 64000000 ");
}

Test(netns_netlink_batch, a_subnet_s_route_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH, v6 = NO_BATCH;
	struct network_subnet subnet;

	cr_assert_eq(inet_read_with_prefix("10.77.0.0/24", &subnet.subnet), 0);
	cr_assert_eq(inet_read("10.77.0.1", &subnet.gateway), 0);
	route_add_subnet(&batch, 16, &subnet);
	expect_bytes(&batch, "34000000 18000105 01000000 00000000 02180000 fe02fd01 00000000 "
			     "08000100 0a4d0000 08000400 10000000 08000700 0a4d0001 ");
	cr_assert_eq(inet_read_with_prefix("fd00::/64", &subnet.subnet), 0);
	route_add_subnet(&v6, 16, &subnet);
	expect_bytes(&v6, "40000000 18000105 01000000 00000000 0a400000 fe020001 00000000 "
			  "14000100 fd000000 00000000 00000000 00000000 "
			  "08000400 10000000 08000600 00010000 ");
}

/* Of `ip -d link show DEVICE`, whether these words are there. */
static void expect_link(const char *device, const char *const *words, size_t count)
{
	char command[64], said[4096];
	FILE *ip;
	size_t length;

	snprintf(command, sizeof(command), "ip -d -o link show %s 2>/dev/null", device);
	ip = popen(command, "r");
	cr_assert_not_null(ip);
	length = fread(said, 1, sizeof(said) - 1, ip);
	said[length] = '\0';
	if (pclose(ip) || !length)
		cr_skip("ip(8) is not here to look");
	for (size_t i = 0; i < count; i++)
		cr_expect_not_null(strstr(said, words[i]), "%s: %s", words[i], said);
}

static struct attachment attachment = {
	.veth = "vb00000001",
	.network = "web",
	.record = "/run/berth/c1",
	.bridge = "berth7",
	.interface = "eth0",
	.mac = {2, 0, 0, 0, 0, 9},
	.mtu = 1400,
	.isolated = true,
};

static void make_attachment(void)
{
	const struct network network = {.name = "web", .bridge = "berth7", .index = 7, .mtu = 1400};
	auto_batch struct netlink_batch first = NO_BATCH, second = NO_BATCH;
	struct error err = NO_ERROR;
	int here = open("/proc/self/ns/net", O_RDONLY);

	bridge_add(&first, &network);
	cr_assert_eq(batch_send(&first, NETLINK_ROUTE, &err), 0, "%s", err.text);
	veth_add(&second, &attachment, here, link_index("berth7"));
	bridge_port_add(&second, &attachment);
	cr_assert_eq(batch_send(&second, NETLINK_ROUTE, &err), 0, "%s", err.text);
	close(here);
}

Test(netns_netlink_batch, the_kernel_makes_of_an_attachment_what_was_meant)
{
	static const char *const bridge_words[] = {"link/ether 02:62:72:00:00:07", " mtu 1400 ",
						   "mcast_snooping 0"};
	static const char *const veth_words[] = {
		"master berth7",    "hairpin on", "isolated on", "alias berth:web:c1",
		"addrgenmode none", ",UP",        " mtu 1400 "};
	static const char *const inner_words[] = {"link/ether 02:00:00:00:00:09", " mtu 1400 "};

	make_attachment();
	expect_link("berth7", bridge_words, 3);
	expect_link("vb00000001", veth_words, 7);
	expect_link("eth0", inner_words, 2);
}

Test(netns_netlink_batch, who_is_gone_has_no_port_any_more)
{
	static const char *const closed[] = {"alias berth-gone:web:c1", "learning off flood off",
					     "locked on", ",UP"};
	static const char *const down[] = {"alias berth-gone:web:c1", "locked on",
					   "<BROADCAST,MULTICAST,M-DOWN>"};
	auto_batch struct netlink_batch batch = NO_BATCH, strict = NO_BATCH;
	struct error err = NO_ERROR;

	make_attachment();
	bridge_port_add_closing(&batch, &attachment);
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0, "%s", err.text);
	expect_link("vb00000001", closed, 4);
	attachment.strict = true;
	bridge_port_add_closing(&strict, &attachment);
	cr_assert_eq(batch_send(&strict, NETLINK_ROUTE, &err), 0, "%s", err.text);
	expect_link("vb00000001", down, 3);
}

Test(netns_netlink_batch, a_failure_that_is_forgiven_hides_no_other)
{
	auto_batch struct netlink_batch batch = NO_BATCH, other = NO_BATCH;
	struct error err = NO_ERROR;

	make_attachment();
	link_add_removal(&batch, 4000);
	link_add_removal(&batch, link_index("berth7"));
	batch.forgiven = ENODEV;
	cr_expect_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0, "%s", err.text);
	cr_expect_eq(link_index("berth7"), 0);
	link_add_removal(&other, 4000);
	link_add_removal(&other, 1); /* the loopback device cannot be removed */
	other.forgiven = ENODEV;
	cr_assert_neq(batch_send(&other, NETLINK_ROUTE, &err), 0);
	cr_expect_eq(err.system, EOPNOTSUPP);
	cr_expect_eq(other.failed, 1);
}
