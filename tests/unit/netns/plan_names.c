#include <criterion/criterion.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "text.h"

static const char *one_server[] = {"1.1.1.1"};
static const char *one_network[] = {"web"};
static struct spec_mount own_hosts = {.destination = "/etc/../etc/hosts"};
static struct spec_mount own_resolver = {.destination = "/etc/resolv.conf"};

static struct plan fresh(struct arena *arena, struct spec *spec)
{
	static struct spec_linux config;

	spec->linux = &config;
	return (struct plan){
		.arena = arena,
		.spec = spec,
		.namespaces = {.made = CLONE_NEWNET | CLONE_NEWNS, .hostname = "h"                        },
		.network = {.words = {one_network, 1},          .names = {.directory = "/run/berth/c1"}},
	};
}

Test(netns_plan_names, a_container_on_a_network_has_all_three)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text said = NO_TEXT;
	struct error err = NO_ERROR;
	struct spec spec = {.mounts = NULL};
	struct plan plan = fresh(&arena, &spec);

	plan.network.names.words.servers = (struct strings){one_server, 1};
	cr_assert_eq(network_plan(&plan, &err), 0, "%s", err.text);
	network_print(&plan, &said);
	cr_expect_str_eq(said.start,
			 "network web as eth0\nnames\n  in /etc/hosts\n"
			 "  in /etc/resolv.conf\n  in /etc/hostname\n  server 1.1.1.1\n");
}

Test(netns_plan_names, what_the_bundle_mounts_itself_goes_before)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec spec = {.mounts = &own_hosts, .mount_count = 1};
	struct plan plan = fresh(&arena, &spec);

	cr_assert_eq(network_plan(&plan, &err), 0, "%s", err.text);
	cr_assert_eq(plan.network.names.file_count, 2);
	cr_expect_str_eq(plan.network.names.files[0].destination, "/etc/resolv.conf");
}

Test(netns_plan_names, an_option_without_effect_is_refused)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec spec = {.mounts = &own_resolver, .mount_count = 1};
	struct plan plan = fresh(&arena, &spec);

	plan.network.names.words.servers = (struct strings){one_server, 1};
	cr_expect_eq(network_plan(&plan, &err), -1);
	cr_expect_str_eq(err.text, "--dns: the bundle mounts an /etc/resolv.conf of its own");

	plan = fresh(&arena, &spec);
	plan.network.words.count = 0;
	plan.network.names.words.servers = (struct strings){one_server, 1};
	plan.network.names.lent = true;
	cr_expect_eq(network_plan(&plan, &err), -1);
	cr_expect_not_null(strstr(err.text, "its names are the other container's"), "%s", err.text);

	plan = fresh(&arena, &spec);
	plan.network.words.count = 0;
	plan.network.names.words.servers = (struct strings){one_server, 1};
	plan.namespaces.made = 0;
	cr_expect_eq(network_plan(&plan, &err), -1);
	cr_expect_not_null(strstr(err.text, "only with a mount namespace"), "%s", err.text);
}

Test(netns_plan_names, nobody_is_given_what_nobody_asked_for)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec spec = {.mounts = NULL};
	struct plan plan = fresh(&arena, &spec);

	plan.network.words.count = 0;
	cr_assert_eq(network_plan(&plan, &err), 0, "%s", err.text);
	cr_expect_eq(plan.network.names.file_count, 0);
}
