#include <criterion/criterion.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "text.h"

static struct arena arena;
static struct spec_linux config;
static struct spec spec = {.linux = &config};
static struct plan plan = {.arena = &arena, .spec = &spec};

static void drop(void)
{
	arena_drop(&arena);
}

TestSuite(namespaces_plan_namespaces, .fini = drop);

static void want(const char *type, const char *path)
{
	*ARENA_ADD(&arena, config.namespaces, config.namespace_count) =
		(struct spec_namespace){.type = type, .path = path};
}

static void make(void)
{
	struct error err = NO_ERROR;

	cr_assert_eq(namespaces_plan(&plan, &err), 0, "%s", err.text);
}

static void refuse(const char *sentence)
{
	struct error err = NO_ERROR;

	cr_assert_eq(namespaces_plan(&plan, &err), -1);
	cr_assert_eq(err.kind, SPEC);
	cr_assert_str_eq(err.text, sentence);
}

Test(namespaces_plan_namespaces, joins_are_sorted_user_first_and_mount_last)
{
	static const char *const given[] = {"mount", "uts", "network", "user", "pid"};
	static const char *const sorted[] = {"user", "pid", "network", "uts", "mount"};

	for (size_t i = 0; i < COUNT(given); i++)
		want(given[i], given[i]);
	want("ipc", NULL);
	make();
	cr_assert_eq(plan.namespaces.join_count, COUNT(sorted));
	for (size_t i = 0; i < COUNT(sorted); i++)
		cr_assert_str_eq(plan.namespaces.joins[i].path, sorted[i]);
	cr_assert_eq(plan.namespaces.made, CLONE_NEWIPC);
	cr_assert(plan_has_namespace(&plan, CLONE_NEWIPC));
	cr_assert(plan_has_namespace(&plan, CLONE_NEWNET));
	cr_assert_not(plan_has_namespace(&plan, CLONE_NEWCGROUP | CLONE_NEWTIME));
}

Test(namespaces_plan_namespaces, the_loopback_is_brought_up_only_in_a_new_network)
{
	want("network", "/run/netns/blue");
	make();
	cr_assert_not(plan.namespaces.loopback);
	config.namespaces[0].path = NULL;
	plan.namespaces = (struct namespaces_plan){.made = 0};
	make();
	cr_assert(plan.namespaces.loopback);
}

Test(namespaces_plan_namespaces, ids_of_the_container_are_found_on_the_host)
{
	static struct spec_id_mapping ranges[] = {
		{.container_id = 0,    .host_id = 100000, .size = 1000 },
		{.container_id = 1000, .host_id = 1000,   .size = 1    },
		{.container_id = 2000, .host_id = 200000, .size = 10000},
	};
	static const struct {
		int64_t inside, outside;
	} cases[] = {
		{0,     100000},
		{999,   100999},
		{1000,  1000  },
		{1001,  -1    },
		{1999,  -1    },
		{2000,  200000},
		{11999, 209999},
		{12000, -1    }
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_assert_eq(namespaces_host_uid(&plan, cases[i].inside), cases[i].inside);
	want("user", NULL);
	config.uid_mappings = (struct spec_id_mappings){ranges, COUNT(ranges)};
	config.gid_mappings = (struct spec_id_mappings){ranges, 1};
	make();
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_assert_eq(namespaces_host_uid(&plan, cases[i].inside), cases[i].outside, "%d",
			     (int)cases[i].inside);
	cr_assert_eq(namespaces_host_gid(&plan, 5), 100005);
	cr_assert_eq(namespaces_host_gid(&plan, 1000), -1);
}

Test(namespaces_plan_namespaces, without_mappings_every_id_is_itself)
{
	want("user", NULL);
	make();
	cr_assert_eq(plan.namespaces.uid_map.count, 1);
	cr_assert_eq(plan.namespaces.gid_map.count, 1);
	cr_assert_eq(namespaces_host_uid(&plan, 4294967294), 4294967294);
	cr_assert_eq(namespaces_host_uid(&plan, 4294967295), -1);
}

Test(namespaces_plan_namespaces, an_unknown_type_is_numbered)
{
	want("pid", NULL);
	want("net", NULL);
	refuse("linux.namespaces[1].type: \"net\" is unknown");
}

Test(namespaces_plan_namespaces, the_plan_is_printed_in_one_order)
{
	static struct spec_id_mapping range = {.host_id = 100000, .size = 65536};
	auto_text struct text said = NO_TEXT;

	want("uts", NULL);
	want("network", "/run/netns/blue");
	want("user", NULL);
	config.uid_mappings = config.gid_mappings = (struct spec_id_mappings){&range, 1};
	spec.hostname = "h";
	make();
	namespaces_print(&plan, &said);
	cr_assert_str_eq(said.start, "namespaces\n"
				     "  user new\n"
				     "  pid of the host\n"
				     "  ipc of the host\n"
				     "  uts new\n"
				     "  cgroup of the host\n"
				     "  time of the host\n"
				     "  mount of the host\n"
				     "  network of /run/netns/blue\n"
				     "  uids 0-65535 are the host's 100000-165535\n"
				     "  gids 0-65535 are the host's 100000-165535\n"
				     "  hostname h\n");
}

/* ---- callers who are not root of the host --------------------------------------------------- */

static struct error err;
static struct spec_namespace user[] = {{.type = "user"}};

static struct plan planned_for(enum standing standing, size_t namespaces, int expected)
{
	struct plan one = {
		.arena = &arena,
		.spec = &spec,
		.caller = {.standing = standing, .uid = 1000, .gid = 1001}
	};

	config.namespaces = user;
	config.namespace_count = namespaces;
	err = NO_ERROR;
	cr_expect_eq(namespaces_plan(&one, &err), expected, "%s", err.text);
	return one;
}

Test(namespaces_plan_namespaces, an_ordinary_users_container_needs_a_user_namespace)
{
	(void)planned_for(ROOT_OF_SPACE, 0, 0);
	(void)planned_for(ORDINARY_USER, 1, 0);
	(void)planned_for(ORDINARY_USER, 0, -1);
	cr_expect_eq(err.kind, REFUSED);
	cr_expect_str_eq(err.text, "linux.namespaces: an ordinary user's container needs a user "
				   "namespace: add {\"type\": \"user\"}, begin with `berth spec "
				   "--rootless`, or run berth as root");
}

Test(namespaces_plan_namespaces, without_mappings_an_ordinary_user_is_root)
{
	struct namespaces_plan namespaces = planned_for(ORDINARY_USER, 1, 0).namespaces;

	cr_assert_eq(namespaces.uid_map.count, 1);
	cr_expect_eq(namespaces.uid_map.items[0].host_id, 1000);
	cr_expect_eq(namespaces.gid_map.items[0].host_id, 1001);
	cr_expect_eq(namespaces.gid_map.items[0].size, 1);
	cr_expect(namespaces.setgroups_denied && namespaces.root_mapped);
	cr_expect_not(namespaces.uid_helper || namespaces.gid_helper);
	cr_expect_eq(planned_for(ROOT_OF_SPACE, 1, 0).namespaces.uid_map.items[0].size, 4294967295);
}

Test(namespaces_plan_namespaces, more_than_the_own_id_takes_a_helper)
{
	static struct spec_id_mapping own = {.container_id = 5, .host_id = 1000, .size = 1};
	static struct spec_id_mapping ranges[] = {
		{.container_id = 0, .host_id = 1001,   .size = 1  },
		{.container_id = 1, .host_id = 100000, .size = 100},
	};
	struct namespaces_plan namespaces;

	config.uid_mappings = (struct spec_id_mappings){&own, 1};
	config.gid_mappings = (struct spec_id_mappings){ranges, 2};
	namespaces = planned_for(ORDINARY_USER, 1, 0).namespaces;
	cr_expect(!namespaces.uid_helper && namespaces.gid_helper);
	cr_expect_not(namespaces.setgroups_denied);
	cr_expect_not(namespaces.root_mapped, "5 is all there is");
	namespaces = planned_for(ROOT_OF_SPACE, 1, 0).namespaces;
	cr_expect_not(namespaces.uid_helper || namespaces.gid_helper);
}
