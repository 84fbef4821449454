/*
 * In a network namespace of the test's own: a firewall that is as it should be, and ones that are
 * not.
 */
#include <netinet/in.h>
#include <sched.h>
#include <string.h>

#include "findings.h"
#include "inet.h"
#include "store.h"
#include "text.h"

static struct network_findings findings;
static struct looking looking;

static void set_up(void)
{
	const struct network_request request = {.name = "web"};
	struct error err = NO_ERROR;
	struct network *network;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	open_store();
	cr_assert_eq(network_make(&store, &arena, &request, &network, &err), 0, "%s", err.text);
	if (firewall_rebuild(&store, &arena, &err))
		cr_skip("%s", err.text);
	looking = (struct looking){.store = &store, .arena = &arena, .findings = &findings};
	*ARENA_ADD(&arena, looking.networks.items, looking.networks.count) = network;
}

TestSuite(netns_firewall_look, .init = set_up, .fini = drop_store, .timeout = 20);

static void look(void)
{
	struct error err = NO_ERROR;

	cr_assert_eq(look_at_firewall(&looking, &err), 0, "%s", err.text);
}

static void expect_one(const char *state, const char *network, const char *words)
{
	cr_assert_eq(findings.count, 1);
	cr_assert_str_eq(findings.items[0].state, state);
	cr_assert_str_eq(findings.items[0].network, network);
	cr_assert_not_null(strstr(findings.items[0].sentence, words), "%s",
			   findings.items[0].sentence);
}

Test(netns_firewall_look, what_was_just_set_up_is_as_it_should_be)
{
	look();
	cr_assert_eq(findings.count, 0);
}

Test(netns_firewall_look, a_table_that_is_gone_is_missing)
{
	struct error err = NO_ERROR;

	cr_assert_eq(firewall_remove(&err), 0, "%s", err.text);
	look();
	expect_one(STATE_MISSING, "-", "table inet berth is missing");
}

Test(netns_firewall_look, a_port_that_leads_nowhere_yet_is_missing)
{
	struct published_port port = {.protocol = IPPROTO_TCP, .host_port = 8080, .port = 80};
	struct attachment member = {
		.veth = "vb00000001",
		.network = "web",
		.record = "/run/berth/c1",
		.address_count = 1,
		.published = {&port, 1}
	};

	cr_assert_eq(inet_read_with_prefix("10.88.0.5/16", &member.addresses[0]), 0);
	*ARENA_ADD(&arena, looking.attachments.items, looking.attachments.count) = &member;
	look();
	cr_assert_gt(findings.count, 0);
	for (size_t i = 0; i < findings.count; i++) {
		cr_assert_str_eq(findings.items[i].state, STATE_MISSING);
		cr_assert_str_eq(findings.items[i].network, "web");
		cr_assert_not_null(strstr(findings.items[i].sentence, "8080"), "%s",
				   findings.items[i].sentence);
	}
}

Test(netns_firewall_look, what_belongs_to_no_network_is_foreign)
{
	looking.networks.count = 0;
	look();
	cr_assert_gt(findings.count, 0);
	for (size_t i = 0; i < findings.count; i++) {
		cr_assert_str_eq(findings.items[i].state, STATE_FOREIGN);
		cr_assert_str_eq(findings.items[i].network, "-");
	}
}

Test(netns_firewall_look, what_an_idle_network_has_may_be_there)
{
	looking.idle = looking.networks;
	looking.networks.count = 0;
	look();
	cr_assert_eq(findings.count, 0);
}
