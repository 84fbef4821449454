/*
 * The table as text is tests/firewall.nft, which is to be read when it changes:
 *
 *	UPDATE=1 tests/run build/release/tests/netns/nft_table
 *
 * That the kernel has the same table, nft(8) says where it is installed.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "attachment.h"
#include "error.h"
#include "file.h"
#include "inet.h"
#include "nft_table.h"
#include "text.h"

#define GOLDEN       "tests/firewall.nft"
#define GOLDEN_GUARD "tests/guard.nft"

static void expect_reviewed(const struct nft_table *table, const char *golden)
{
	auto_text struct text said = NO_TEXT, expected = NO_TEXT;

	nft_table_print(table, &said);
	if (getenv("UPDATE"))
		cr_assert_eq(file_replace(AT_FDCWD, golden, said.start, said.length, 0644), 0);
	cr_assert_eq(file_read(AT_FDCWD, golden, 1 << 16, &expected), 0);
	cr_assert_str_eq(said.start, expected.start);
}

Test(netns_nft_table, the_table_is_as_it_was_reviewed)
{
	expect_reviewed(&nft_firewall, GOLDEN);
}

Test(netns_nft_table, so_is_the_guard)
{
	expect_reviewed(&nft_guard, GOLDEN_GUARD);
}

static void leave_the_host(void)
{
	struct error err = NO_ERROR;
	auto_batch struct netlink_batch batch = NO_BATCH;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	nft_table_add(&batch, &nft_firewall);
	if (batch_send(&batch, NETLINK_NETFILTER, &err))
		cr_skip("this kernel has not all of nf_tables");
}

TestSuite(netns_nft_kernel, .init = leave_the_host, .timeout = 20);

static void listing(const char *command, struct text *out)
{
	FILE *nft = popen(command, "r");

	cr_assert_not_null(nft);
	cr_assert_eq(file_read_fd(fileno(nft), 1 << 20, out), 0);
	if (pclose(nft) || !out->length)
		cr_skip("nft(8) is not here to look");
}

/* nft(8) reads the golden text and lists it in its own words: these must be the same as of the
 * table that berth sent. */
Test(netns_nft_kernel, the_kernel_has_the_table_that_the_text_says)
{
	auto_text struct text sent = NO_TEXT, read = NO_TEXT;

	listing("nft list table inet berth 2>/dev/null", &sent);
	listing("nft flush ruleset 2>/dev/null; nft -f " GOLDEN " && nft list table inet berth",
		&read);
	cr_assert_str_eq(sent.start, read.start);
}

static size_t count_rules(const struct text *table)
{
	size_t count = 0;

	for (const char *at = table->start; (at = strchr(at, '\n')); at++)
		count += at > table->start + 4 &&
			 (strncmp(at - 4, "drop", 4) == 0 || strncmp(at - 6, "accept", 6) == 0);
	return count;
}

/* nft(8) prints rules about options of neighbour discovery that it does not read: they are counted,
 * and tests/live/network_strict.sh says that they are right. */
Test(netns_nft_kernel, the_kernel_has_each_rule_of_the_guard)
{
	auto_text struct text sent = NO_TEXT, said = NO_TEXT;
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err = NO_ERROR;

	nft_table_add(&batch, &nft_guard);
	if (batch_send(&batch, NETLINK_NETFILTER, &err))
		cr_skip("this kernel has no nf_tables for bridges: %s", err.text);
	listing("nft list table bridge berth 2>/dev/null", &sent);
	nft_table_print(&nft_guard, &said);
	cr_assert_eq(count_rules(&sent), count_rules(&said), "%s", sent.start);
}

static const struct attachment pinned = {
	.veth = "vb00000001",
	.mac = {2,  0, 0, 0, 0, 9},
	.addresses = {{AF_INET, 24, {10, 77, 0, 2}}, {AF_INET6, 64, {0xfd, 0, [15] = 2}}},
	.address_count = 2
};

Test(netns_nft_kernel, what_is_pinned_is_the_member_s_own_and_can_be_let_loose)
{
	static const char *const words[] = {
		"\"vb00000001\" . 02:00:00:00:00:09", "\"vb00000001\" . 10.77.0.2",
		"\"vb00000001\" . fd00::2", "\"vb00000001\" . fe80::ff:fe00:9"};
	auto_batch struct netlink_batch batch = NO_BATCH, removal = NO_BATCH;
	auto_text struct text before = NO_TEXT, after = NO_TEXT;
	struct error err = NO_ERROR;

	nft_table_add(&batch, &nft_guard);
	if (batch_send(&batch, NETLINK_NETFILTER, &err))
		cr_skip("this kernel has no nf_tables for bridges: %s", err.text);
	batch_drop(&batch);
	nft_elements_add_pins(&batch, &pinned);
	cr_assert_eq(batch_send(&batch, NETLINK_NETFILTER, &err), 0, "%s", err.text);
	listing("nft list table bridge berth 2>/dev/null", &before);
	for (size_t i = 0; i < COUNT(words); i++)
		cr_expect_not_null(strstr(before.start, words[i]), "%s: %s", words[i],
				   before.start);
	nft_elements_remove_pins(&removal, &pinned);
	cr_assert_eq(batch_send(&removal, NETLINK_NETFILTER, &err), 0, "%s", err.text);
	listing("nft list table bridge berth 2>/dev/null", &after);
	cr_assert_null(strstr(after.start, "vb00000001"));
}

static struct published_port port = {.protocol = 6, .host_port = 8080, .port = 80};

static int publish(const char *address, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct inet to;

	cr_assert_eq(inet_read(address, &to), 0);
	nft_elements_add_port(&batch, &port, &to, true);
	*err = NO_ERROR;
	return batch_send(&batch, NETLINK_NETFILTER, err);
}

static bool leads_to(const char *address)
{
	struct error err = NO_ERROR;
	struct inet to;
	bool leads;

	cr_assert_eq(inet_read(address, &to), 0);
	cr_assert_eq(nft_elements_leads_to(&port, &to, &leads, &err), 0, "%s", err.text);
	return leads;
}

Test(netns_nft_kernel, a_port_is_published_once_and_leads_where_it_was_told)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error err;

	cr_assert_not(leads_to("10.77.0.2"));
	cr_assert_eq(publish("10.77.0.2", &err), 0, "%s", err.text);
	cr_assert_eq(publish("10.77.0.3", &err), -1);
	cr_assert_eq(err.system, EEXIST);
	cr_assert(leads_to("10.77.0.2"));
	cr_assert_not(leads_to("10.77.0.3"));
	cr_assert_eq(publish("fd00::2", &err), 0, "%s", err.text);
	cr_assert(leads_to("fd00::2"));
	nft_elements_remove_port(&batch, &port, AF_INET);
	cr_assert_eq(batch_send(&batch, NETLINK_NETFILTER, &err), 0, "%s", err.text);
	cr_assert_not(leads_to("10.77.0.2"));
	cr_assert(leads_to("fd00::2"));
}

Test(netns_nft_kernel, a_transaction_is_all_or_nothing)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct inet to;
	struct error err;

	cr_assert_eq(publish("10.77.0.2", &err), 0, "%s", err.text);
	cr_assert_eq(inet_read("fd00::2", &to), 0);
	nft_elements_add_port(&batch, &port, &to, true);
	cr_assert_eq(inet_read("10.77.0.3", &to), 0);
	nft_elements_add_port(&batch, &port, &to, true);
	err = NO_ERROR;
	cr_assert_eq(batch_send(&batch, NETLINK_NETFILTER, &err), -1);
	cr_assert_eq(batch.failed, 1);
	cr_assert_not(leads_to("fd00::2"));
}

Test(netns_nft_kernel, a_network_is_known_as_long_as_it_is_there)
{
	struct network network = {.name = "web", .bridge = "berth0", .subnet_count = 1};
	auto_batch struct netlink_batch batch = NO_BATCH, removal = NO_BATCH;
	struct error err = NO_ERROR;
	bool there;

	cr_assert_eq(inet_read_with_prefix("10.77.0.0/24", &network.subnets[0].subnet), 0);
	nft_elements_add_network(&batch, &network);
	cr_assert_eq(batch_send(&batch, NETLINK_NETFILTER, &err), 0, "%s", err.text);
	cr_assert_eq(nft_elements_has_bridge("berth0", &there, &err), 0);
	cr_assert(there);
	cr_assert_eq(nft_elements_has_bridge("berth1", &there, &err), 0);
	cr_assert_not(there);
	nft_table_add_removal(&removal, &nft_firewall);
	cr_assert_eq(batch_send(&removal, NETLINK_NETFILTER, &err), 0, "%s", err.text);
	cr_assert_eq(nft_elements_has_bridge("berth0", &there, &err), 0, "%s", err.text);
	cr_assert_not(there);
}
