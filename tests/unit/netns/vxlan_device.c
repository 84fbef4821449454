/*
 * The messages as bytes; and in a network namespace of the test's own, what ip(8) and bridge(8)
 * read back of them.
 */
#include <criterion/criterion.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"
#include "text.h"
#include "vxlan.h"

static struct inet peers[2];

static struct network web(const char *local)
{
	struct network network = {
		.name = "web", .bridge = "berth0", .mtu = 1450, .subnet_count = 1};

	cr_assert_eq(inet_read("10.99.0.16", &network.subnets[0].gateway), 0);
	network.vxlan = (struct network_vxlan){
		.id = 42, .port = 4789, .device = "berth0-vx", .peers = peers, .peer_count = 2};
	cr_assert_eq(inet_read(local, &network.vxlan.local), 0);
	cr_assert_eq(inet_read("192.0.2.2", &peers[0]), 0);
	cr_assert_eq(inet_read("192.0.2.3", &peers[1]), 0);
	return network;
}

Test(netns_vxlan_device, a_device_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct network network = web("192.0.2.1");

	vxlan_device_add(&batch, &network, 16);
	expect_bytes(&batch,
		     "74000000 10000106 01000000 00000000 00000000 00000000 01000000 01000000 "
		     "0e000300 62657274 68302d76 78000000 08000a00 10000000 08000400 aa050000 "
		     "34001280 0a000100 76786c61 6e000000 24000280 08000100 2a000000 08000400 "
		     "c0000201 06000f00 12b50000 05000700 01000000 40000000 10000100 02000000 "
		     "00000000 00000000 00000000 00000000 00000000 0e000300 62657274 68302d76 "
		     "78000000 10001a80 0c000a80 05000800 01000000 ");
}

Test(netns_vxlan_device, a_device_on_ipv6_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct network network = web("2001:db8::1");

	vxlan_device_add(&batch, &network, 16);
	expect_bytes(&batch,
		     "80000000 10000106 01000000 00000000 00000000 00000000 01000000 01000000 "
		     "0e000300 62657274 68302d76 78000000 08000a00 10000000 08000400 aa050000 "
		     "40001280 0a000100 76786c61 6e000000 30000280 08000100 2a000000 14001100 "
		     "20010db8 00000000 00000000 00000001 06000f00 12b50000 05000700 01000000 "
		     "40000000 10000100 02000000 00000000 00000000 00000000 00000000 00000000 "
		     "0e000300 62657274 68302d76 78000000 10001a80 0c000a80 05000800 01000000 ");
}

Test(netns_vxlan_device, peers_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct inet peer;

	cr_assert_eq(inet_read("192.0.2.2", &peer), 0);
	vxlan_peer_add(&batch, 17, &peer);
	vxlan_peer_add_removal(&batch, 17, &peer);
	cr_assert_eq(inet_read("2001:db8::2", &peer), 0);
	vxlan_peer_add(&batch, 17, &peer);
	expect_bytes(&batch,
		     "30000000 1c00010c 01000000 00000000 07000000 11000000 c0000200 0a000200 "
		     "00000000 00000000 08000100 c0000202 30000000 1d000100 02000000 00000000 "
		     "07000000 11000000 c0000200 0a000200 00000000 00000000 08000100 c0000202 "
		     "3c000000 1c00010c 03000000 00000000 07000000 11000000 c0000200 0a000200 "
		     "00000000 00000000 14000100 20010db8 00000000 00000000 00000002 ");
}

/* ---- the kernel ---------------------------------------------------------------------------- */

static void leave_the_host(void)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct network network = web("192.0.2.1");
	struct error err = NO_ERROR;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	bridge_add(&batch, &network);
	if (batch_send(&batch, NETLINK_ROUTE, &err) || vxlan_up(&network, &err))
		cr_skip("%s", err.text);
}

TestSuite(netns_vxlan_kernel, .init = leave_the_host, .timeout = 20);

static void expect_words(const char *command, const char *const *words, const char *never)
{
	char said[4096];
	size_t length;
	FILE *tool = popen(command, "r");

	cr_assert_not_null(tool);
	length = fread(said, 1, sizeof(said) - 1, tool);
	said[length] = '\0';
	if (pclose(tool) || !length)
		cr_skip("iproute2 is not here to look");
	for (; *words; words++)
		cr_expect(strstr(said, *words), "%s is not in: %s", *words, said);
	cr_expect(!never || !strstr(said, never), "%s is in: %s", never, said);
}

Test(netns_vxlan_kernel, the_device_is_as_it_was_asked_for)
{
	static const char *const words[] = {"vxlan id 42 local 192.0.2.1",
					    "dstport 4789",
					    "mtu 1450",
					    "master berth0",
					    "UP",
					    "addrgenmode none",
					    NULL};

	expect_words("ip -d link show berth0-vx", words, "nolearning");
}

Test(netns_vxlan_kernel, the_bridge_s_address_is_made_of_the_gateway_s)
{
	static const char *const words[] = {"02:64:0a:63:00:10", NULL};

	expect_words("ip link show berth0", words, NULL);
}

Test(netns_vxlan_kernel, peers_come_and_go_and_come_twice_without_harm)
{
	static const char *const both[] = {"00:00:00:00:00:00 dst 192.0.2.2 self permanent",
					   "00:00:00:00:00:00 dst 192.0.2.3 self permanent", NULL};
	struct network network = web("192.0.2.1");
	struct error err = NO_ERROR;

	cr_assert_eq(vxlan_up(&network, &err), 0, "%s", err.text);
	expect_words("bridge fdb show dev berth0-vx", both, NULL);
	cr_assert_eq(vxlan_leave_peer(&network, &peers[0], &err), 0, "%s", err.text);
	expect_words("bridge fdb show dev berth0-vx", both + 1, "192.0.2.2");
	cr_assert_eq(vxlan_leave_peer(&network, &peers[0], &err), 0, "%s", err.text);
}

Test(netns_vxlan_kernel, a_device_that_has_lost_its_bridge_is_made_anew)
{
	static const char *const words[] = {"master berth0", NULL};
	auto_batch struct netlink_batch batch = NO_BATCH, again = NO_BATCH;
	struct network network = web("192.0.2.1");
	struct error err = NO_ERROR;

	link_add_removal(&batch, link_index("berth0"));
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0, "%s", err.text);
	bridge_add(&again, &network);
	cr_assert_eq(batch_send(&again, NETLINK_ROUTE, &err), 0, "%s", err.text);
	cr_assert_eq(vxlan_up(&network, &err), 0, "%s", err.text);
	expect_words("ip link show berth0-vx", words, NULL);
}
