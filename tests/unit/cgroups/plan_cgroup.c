/*
 * plan_cgroup.c - which cgroup, with which limits, for whom
 */
#include "../../fakes/cgroup_limits.h"

#include <sched.h>

#include "alloc.h"
#include "plan.h"

static uint64_t own_namespaces;
static int64_t mapped_root;

bool plan_has_namespace(const struct plan *plan, uint64_t flag)
{
	(void)plan;
	return own_namespaces & flag;
}

int64_t namespaces_host_uid(const struct plan *plan, int64_t uid)
{
	(void)plan;
	(void)uid;
	return mapped_root;
}

const char *pairs_find(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++) {
		if (text_equal(pairs->items[i].name, name))
			return pairs->items[i].value;
	}
	return NULL;
}

static struct arena arena;
static struct spec_linux linux;
static struct spec spec;
static struct error err;

static struct plan planned(enum cgroup_manager manager, int expected)
{
	struct plan plan = {.arena = &arena, .spec = &spec, .id = "c1", .cgroup.manager = manager};

	spec.linux = &linux;
	err = NO_ERROR;
	cr_expect_eq(cgroups_plan(&plan, &err), expected, "%s", err.text);
	return plan;
}

Test(cgroups_plan_cgroup, the_path_lies_below_the_mount)
{
	static const struct {
		const char *given, *path;
	} cases[] = {
		{NULL,       "/c1"     },
		{"",         "/c1"     },
		{"/a/b",     "/a/b"    },
		{"a/b",      "/a/b"    },
		{"/a//b/./", "/a/b"    },
		{"/..a/b..", "/..a/b.."},
		{"/a:b:c",   "/a:b:c"  },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		linux.cgroups_path = cases[i].given;
		cr_expect_str_eq(planned(CGROUP_FS, 0).cgroup.path, cases[i].path);
	}
}

Test(cgroups_plan_cgroup, some_paths_are_refused)
{
	static const struct {
		const char *given, *fragment;
	} cases[] = {
		{"/",               "is the root of the hierarchy"},
		{"//.",             "is the root of the hierarchy"},
		{"..",              "must not contain \"..\""     },
		{"/a/../../b",      "must not contain \"..\""     },
		{"/a/..",           "must not contain \"..\""     },
		{"a.slice:runc:c1", "it wants --systemd-cgroup"   },
		{":runc:c1",        "it wants --systemd-cgroup"   },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		linux.cgroups_path = cases[i].given;
		planned(CGROUP_FS, -1);
		cr_expect(strstr(err.text, cases[i].fragment), "%s: %s", cases[i].given, err.text);
	}
}

Test(cgroups_plan_cgroup, systemd_is_asked_only_when_it_is_asked_for)
{
	cr_expect_null(planned(CGROUP_FS, 0).cgroup.scope);
	linux.cgroups_path = "a-b.slice:p:n";
	cr_assert_str_eq(planned(CGROUP_SYSTEMD, 0).cgroup.path, "/a.slice/a-b.slice/p-n.scope");
	linux.cgroups_path = "/a/b";
	planned(CGROUP_SYSTEMD, -1);
	cr_assert_eq(err.kind, SPEC);
}

Test(cgroups_plan_cgroup, without_cgroups_only_the_usual_device_rules_pass)
{
	struct spec_device_rule usual[] = {
		{.allow = false,      .access = "rwm"    },
		{ .allow = true, .type = "c", .major = GIVEN(10), .minor = GIVEN(229)},
	};
	struct spec_device_rule special = {.type = "b", .major = GIVEN(8)};
	struct spec_pids pids = {.limit = GIVEN(5)};
	struct spec_resources resources = {.devices = usual, .device_count = 2};
	struct plan plan;

	linux.resources = &resources;
	plan = planned(CGROUP_DISABLED, 0);
	cr_expect_null(plan.cgroup.path);
	cr_expect_null(plan.cgroup.filter);
	resources.pids = &pids;
	planned(CGROUP_DISABLED, -1);
	cr_expect(strstr(err.text, "linux.resources.pids.limit: a limit needs a cgroup"));
	resources = (struct spec_resources){.devices = &special, .device_count = 1};
	planned(CGROUP_DISABLED, -1);
	cr_expect(strstr(err.text, "linux.resources.devices[0]: a device can only be denied"));
}

Test(cgroups_plan_cgroup, the_cgroup_is_given_to_a_root_that_can_only_use_it_inside)
{
	static const uint64_t both = CLONE_NEWUSER | CLONE_NEWCGROUP;
	static const struct {
		uint64_t namespaces;
		const char *type, *option;
		int64_t uid;
		uint64_t owner;
	} cases[] = {
		{both,            "cgroup",  "rw", 100000, 100000    },
		{both,            "cgroup2", "rw", 100000, 100000    },
		{both,            "cgroup",  "ro", 100000, UINT64_MAX},
		{both,            "tmpfs",   "rw", 100000, UINT64_MAX},
		{both,            "cgroup",  "rw", -1,     UINT64_MAX},
		{CLONE_NEWUSER,   "cgroup",  "rw", 100000, UINT64_MAX},
		{CLONE_NEWCGROUP, "cgroup",  "rw", 100000, UINT64_MAX},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *option = cases[i].option;
		struct spec_mount mount = {
			.type = cases[i].type, .options = {&option, 1}
		};

		own_namespaces = cases[i].namespaces;
		mapped_root = cases[i].uid;
		spec.mounts = &mount;
		spec.mount_count = 1;
		cr_expect_eq(planned(CGROUP_FS, 0).cgroup.delegate_to, cases[i].owner, "case %zu",
			     i);
	}
}

Test(cgroups_plan_cgroup, the_plan_can_be_read)
{
	auto_text struct text text = NO_TEXT;
	struct spec_memory memory = {.limit = GIVEN(1048576)};
	struct spec_block_io block = {.weight = GIVEN(10)};
	struct spec_device_rule all = {.allow = true};
	struct spec_resources resources = {
		.memory = &memory, .block_io = &block, .devices = &all, .device_count = 1};
	struct plan plan;

	linux.resources = &resources;
	plan = planned(CGROUP_FS, 0);
	cgroups_print(&plan, &text);
	cr_expect_str_eq(text_string(&text),
			 "cgroup /c1\n"
			 "  memory.max 1048576  (linux.resources.memory.limit)\n"
			 "  io.bfq.weight 10  (linux.resources.blockIO.weight)\n"
			 "  or io.weight 1  (linux.resources.blockIO.weight)\n");
	all.allow = false;
	plan = planned(CGROUP_FS, 0);
	text_clear(&text);
	cgroups_print(&plan, &text);
	cr_expect(strstr(text.start, "\n  device deny a *:* rwm\n  device allow c *:* m\n"));
	linux.resources = NULL;
	plan = planned(CGROUP_DISABLED, 0);
	text_clear(&text);
	cgroups_print(&plan, &text);
	cr_expect_str_eq(text.start, "cgroup none\n");
}

/* ---- callers who are not root of the host --------------------------------------------------- */

static struct spec_pids pids = {
	.limit = {true, 10}
};
static struct spec_resources limited = {.pids = &pids}, unlimited;

static struct plan planned_for(const struct caller *caller, struct spec_resources *resources,
			       int expected)
{
	struct plan plan = {.arena = &arena, .spec = &spec, .id = "c1", .caller = *caller};

	spec.linux = &linux;
	linux.resources = resources;
	err = NO_ERROR;
	cr_expect_eq(cgroups_plan(&plan, &err), expected, "%s", err.text);
	return plan;
}

Test(cgroups_plan_cgroup, others_have_what_lies_below_their_own)
{
	static const struct caller caller = {
		.standing = ORDINARY_USER, .cgroup = "/own/unit", .cgroup_is_delegated = true};
	struct plan plan = planned_for(&caller, &unlimited, 0);

	cr_expect_str_eq(plan.cgroup.path, "/own/unit/c1");
	cr_expect_str_eq(plan.cgroup.ground, "/own/unit");
	cr_expect_not(plan.cgroup.make_room, "nobody is moved for nothing");
	plan = planned_for(&caller, &limited, 0);
	cr_expect(plan.cgroup.make_room);
	linux.cgroups_path = "a/b";
	plan = planned_for(&caller, &unlimited, 0);
	cr_expect_str_eq(plan.cgroup.path, "/own/unit/a/b");
	linux.cgroups_path = "/a/b";
	plan = planned_for(&caller, &unlimited, 0);
	cr_expect_str_eq(plan.cgroup.path, "/a/b");
	cr_expect_null(plan.cgroup.ground);
}

Test(cgroups_plan_cgroup, where_the_own_is_the_root_of_a_namespace_it_is_the_ground)
{
	static const struct caller caller = {
		.standing = ROOT_OF_SPACE, .cgroup = "/", .cgroup_is_delegated = true};

	cr_expect_str_eq(planned_for(&caller, &unlimited, 0).cgroup.path, "/c1");
}

Test(cgroups_plan_cgroup, without_a_cgroup_others_do_without_one_but_not_without_limits)
{
	static const struct caller caller = {.standing = ORDINARY_USER};

	cr_expect_null(planned_for(&caller, &unlimited, 0).cgroup.path);
	(void)planned_for(&caller, &limited, -1);
	cr_expect_eq(err.kind, REFUSED);
	cr_expect_str_eq(err.text,
			 "linux.resources.pids.limit: a limit needs a cgroup, and the caller's own "
			 "is not his to divide: have systemd make one by --systemd-cgroup, or call "
			 "berth in one that is delegated, as by systemd-run --user --scope -p "
			 "Delegate=yes berth ..");
}

Test(cgroups_plan_cgroup, limits_want_a_cgroup_that_is_delegated_as_such)
{
	static const struct caller caller = {.standing = ROOT_OF_SPACE, .cgroup = "/unit"};

	cr_expect_str_eq(planned_for(&caller, &unlimited, 0).cgroup.path, "/unit/c1");
	(void)planned_for(&caller, &limited, -1);
	cr_expect(text_starts_with(err.text, "linux.resources.pids.limit: a limit needs a cgroup, "
					     "and the caller's own belongs to a unit without "
					     "Delegate="),
		  "%s", err.text);
}

Test(cgroups_plan_cgroup, others_have_no_device_rules_of_their_own)
{
	static const struct caller caller = {.standing = ORDINARY_USER};
	static struct spec_device_rule rules[] = {
		{.access = "rwm"},
		{ .allow = true, .type = "c",        .major = {true, 1}, .access = "r"},
		{  .type = "c",   .major = {true, 1}, .minor = {true, 3}, .access = "r"},
	};
	struct spec_resources resources = {.devices = rules, .device_count = 2};

	cr_expect_null(planned_for(&caller, &resources, 0).cgroup.filter);
	resources.device_count = 3;
	(void)planned_for(&caller, &resources, -1);
	cr_expect_str_eq(err.text,
			 "linux.resources.devices[2]: a device can only be denied in a cgroup, "
			 "and device rules are for root of the host to set");
}
