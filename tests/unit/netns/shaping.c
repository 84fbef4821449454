/*
 * In a network namespace of the test's own: the messages, and what tc(8) reads back of them.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "attachment.h"
#include "bytes.h"
#include "error.h"
#include "link.h"
#include "netlink_batch.h"
#include "rate.h"
#include "text.h"

Test(netns_shaping, a_rate_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	shaping_add_rate(&batch, 16, 10000000, 0);
	expect_bytes(&batch,
		     "60000000 24000106 01000000 00000000 00000000 10000000 00000100 ffffffff "
		     "00000000 08000100 74626600 34000280 28000100 00010000 00000000 d0121300 "
		     "00000000 00000000 00000000 24340100 00000000 00000000 08000600 00400000 ");
}

/* What a field of 32 bits cannot hold stands in one of 64. */
Test(netns_shaping, a_large_rate_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	shaping_add_rate(&batch, 16, 40000000000, 9000);
	expect_bytes(&batch,
		     "6c000000 24000106 01000000 00000000 00000000 10000000 00000100 ffffffff "
		     "00000000 08000100 74626600 40000280 28000100 00010000 00000000 ffffffff "
		     "00000000 00000000 00000000 00000002 00000000 00000000 08000600 00000001 "
		     "0c000400 00f2052a 01000000 ");
}

Test(netns_shaping, a_detour_as_bytes)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	shaping_add_detour(&batch, 16, 17);
	expect_bytes(&batch,
		     "30000000 24000106 01000000 00000000 00000000 10000000 0000ffff f1ffffff "
		     "00000000 0b000100 636c7361 63740000 8c000000 2c000106 02000000 00000000 "
		     "00000000 10000000 00000000 f2ffffff 00030100 08000100 75333200 60000280 "
		     "24000500 01000100 00000000 00000000 00000000 00000000 00000000 00000000 "
		     "00000000 38000780 34000180 0b000100 6d697272 65640000 24000280 20000200 "
		     "00000000 00000000 04000000 00000000 00000000 01000000 11000000 ");
}

Test(netns_shaping, a_device_as_bytes)
{
	struct attachment attachment = {
		.veth = "vb00000001", .network = "web", .record = "/run/berth/c1"};
	auto_batch struct netlink_batch batch = NO_BATCH;

	shaper_add(&batch, &attachment);
	expect_bytes(&batch,
		     "44000000 10000106 01000000 00000000 00000000 00000000 00000000 00000000 "
		     "0f000300 76723030 30303030 30310000 08001f00 01000000 0c001280 08000100 "
		     "69666200 54000000 10000100 02000000 00000000 00000000 00000000 00000000 "
		     "00000000 0f000300 76723030 30303030 30310000 11001400 62657274 683a7765 "
		     "623a6331 00000000 10001a80 0c000a80 05000800 01000000 ");
}

/* ---- the kernel ---------------------------------------------------------------------------- */

static struct attachment attachment = {
	.veth = "vb00000001",
	.interface = "eth0",
	.mac = {2,  0, 0, 0, 0, 9},
	.network = "web",
	.record = "/run/berth/c1",
	.rates = {10000000, 2000000}
};

static void leave_the_host(void)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;
	int here;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	here = open("/proc/self/ns/net", O_RDONLY);
	veth_add(&batch, &attachment, here, 0);
	if (batch_send(&batch, NETLINK_ROUTE, &err))
		cr_skip("this kernel has no veth devices");
	if (shape(&attachment, &err))
		cr_skip("%s", err.text);
}

TestSuite(netns_shaping_kernel, .init = leave_the_host, .timeout = 20);

static void expect_words(const char *command, const char *const *words, size_t count)
{
	char said[4096];
	size_t length;
	FILE *tc = popen(command, "r");

	cr_assert_not_null(tc);
	length = fread(said, 1, sizeof(said) - 1, tc);
	said[length] = '\0';
	if (pclose(tc) || !length)
		cr_skip("tc(8) is not here to look");
	for (size_t i = 0; i < count; i++)
		cr_expect_not_null(strstr(said, words[i]), "%s: %s", words[i], said);
}

Test(netns_shaping_kernel, what_goes_to_the_container_is_held)
{
	static const char *const words[] = {"qdisc tbf 1: root", "rate 10Mbit burst 16Kb",
					    "lat 50ms", "qdisc clsact ffff:"};

	expect_words("tc qdisc show dev vb00000001 2>/dev/null", words, COUNT(words));
}

Test(netns_shaping_kernel, what_comes_from_it_goes_by_its_device)
{
	static const char *const bucket[] = {"qdisc tbf 1: root", "rate 2Mbit burst 16Kb"};
	static const char *const filter[] = {
		"pref 1 u32", "match 00000000/00000000 at 0",
		"mirred (Egress Redirect to device vr00000001) stolen"};
	static const char *const device[] = {",UP", "alias berth:web:c1", "addrgenmode none"};

	expect_words("tc qdisc show dev vr00000001 2>/dev/null", bucket, COUNT(bucket));
	expect_words("tc filter show dev vb00000001 ingress 2>/dev/null", filter, COUNT(filter));
	expect_words("ip -d link show vr00000001 2>/dev/null", device, COUNT(device));
}

Test(netns_shaping_kernel, what_is_lost_is_seen_and_set_again)
{
	static const char *const losses[] = {
		"tc qdisc del dev vb00000001 root 2>/dev/null",
		"tc qdisc del dev vb00000001 clsact 2>/dev/null",
		"tc filter del dev vb00000001 ingress 2>/dev/null",
		"tc qdisc del dev vr00000001 root 2>/dev/null",
		"tc qdisc replace dev vr00000001 root tbf rate 9mbit burst 16k latency 50ms "
		"2>/dev/null",
		"ip link del vr00000001 2>/dev/null",
	};
	struct error err = NO_ERROR;

	cr_assert(is_shaped(&attachment));
	for (size_t i = 0; i < COUNT(losses); i++) {
		if (system(losses[i]))
			cr_skip("tc(8) is not here to take it away");
		cr_expect_not(is_shaped(&attachment), "%s", losses[i]);
		cr_assert_eq(shape_again(&attachment, &err), 0, "%s", err.text);
		cr_expect(is_shaped(&attachment), "%s", losses[i]);
	}
}

Test(netns_shaping_kernel, its_device_can_be_removed)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	shaper_add_removal(&batch, &attachment);
	cr_assert_eq(batch_send(&batch, NETLINK_ROUTE, &err), 0, "%s", err.text);
	cr_assert_eq(link_index("vr00000001"), 0);
	cr_assert_neq(link_index("vb00000001"), 0);
	shaper_add_removal(&batch, &attachment); /* there is none any more */
	cr_assert_eq(batch.count, 1);
}
