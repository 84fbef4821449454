/*
 * fs_driver.c - the container's cgroup made in the kernel's hierarchy
 */
#include "../../fakes/cgroup_ground.h"
#include "../../fakes/cgroup_tenant.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "device_rules.h"
#include "file.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "text.h"

static struct plan plan;
static struct job job = {.plan = &plan, .cgroup = -1};
static struct error err;

/* In the place of the kernel, which here has no rights to give. */
int sys_bpf(int command, union bpf_attr *attr)
{
	(void)command;
	(void)attr;
	errno = EPERM;
	return -1;
}

static void made(void)
{
	cgroup_ground();
	plan.cgroup.path = cgroup_ground_path("a/b");
	plan.cgroup.delegate_to = UINT64_MAX;
}

TestSuite(cgroups_fs_driver, .init = made, .fini = cgroup_ground_clear);

static bool exists(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "/sys/fs/cgroup%s", cgroup_ground_path(name));
	return access(path, F_OK) == 0;
}

Test(cgroups_fs_driver, parents_are_made_and_only_the_leaf_is_removed)
{
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cr_expect(job.cgroup >= 0 && exists("a/b"));
	cgroup_remove(&job);
	cr_expect_eq(job.cgroup, -1);
	cr_expect(exists("a") && !exists("a/b"));
	cgroup_remove(&job);
}

Test(cgroups_fs_driver, without_cgroups_nothing_is_made)
{
	plan.cgroup.path = NULL;
	cr_expect_eq(cgroup_make(&job, &err), 0);
	cr_expect_eq(cgroup_limit(&job, &err), 0);
	cr_expect_eq(cgroup_guard(&job, &err), 0);
	cr_expect_eq(job.cgroup, -1);
	plan.cgroup.path = cgroup_ground_path("a/b");
}

Test(cgroups_fs_driver, controllers_come_down_to_the_leaf)
{
	auto_text struct text above = NO_TEXT, leaf = NO_TEXT;

	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	file_read(AT_FDCWD, "/sys/fs/cgroup/cgroup.controllers", 1000, &above);
	file_read(job.cgroup, "cgroup.controllers", 1000, &leaf);
	cr_assert_str_eq(text_string(&leaf), text_string(&above));
}

Test(cgroups_fs_driver, an_empty_cgroup_may_be_there_already)
{
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_make(&job, &err), 0, "%s", err.text);
}

Test(cgroups_fs_driver, a_cgroup_in_use_is_refused_and_left_alone)
{
	pid_t tenant;

	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	tenant = cgroup_tenant(job.cgroup);
	job.cgroup = -1;
	cr_expect_eq(cgroup_make(&job, &err), -1);
	cr_expect_eq(err.kind, STATE);
	cr_expect(strstr(err.text, "container's cgroup is not empty"), "%s", err.text);
	cr_expect_eq(kill(tenant, 0), 0);
	kill(tenant, SIGKILL);
	cgroup_tenant_end(tenant);
}

Test(cgroups_fs_driver, a_frozen_cgroup_is_refused)
{
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cr_assert_eq(cgroup_freeze(job.cgroup, true, 5000, &err), 0, "%s", err.text);
	job.cgroup = -1;
	cr_expect_eq(cgroup_make(&job, &err), -1);
	cr_expect(strstr(err.text, "container's cgroup unexpectedly frozen"), "%s", err.text);
}

Test(cgroups_fs_driver, one_below_a_frozen_cgroup_is_refused_and_not_left)
{
	int above;

	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cgroup_remove(&job);
	above = cgroup_open(cgroup_ground_path("a"), &err);
	cr_assert_eq(cgroup_freeze(above, true, 5000, &err), 0, "%s", err.text);
	plan.cgroup.path = cgroup_ground_path("a/c/d");
	cr_expect_eq(cgroup_make(&job, &err), -1);
	cr_expect(exists("a") && !exists("a/c"));
}

Test(cgroups_fs_driver, limits_are_written_or_explained)
{
	struct cgroup_write rows[] = {
		{.controller = "cgroup",  .file = "cgroup.max.depth", .value = "3", .field = "f"},
		{.controller = "nothere", .file = "nothere.max",      .value = "3", .field = "f"},
	};
	auto_text struct text depth = NO_TEXT;

	plan.cgroup.writes = rows;
	plan.cgroup.write_count = 1;
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_limit(&job, &err), 0, "%s", err.text);
	file_read(job.cgroup, "cgroup.max.depth", 100, &depth);
	cr_expect_str_eq(text_string(&depth), "3\n");
	plan.cgroup.write_count = 2;
	cr_expect_eq(cgroup_limit(&job, &err), -1);
	cr_expect(strstr(err.text, "the nothere controller is not available here"));
}

Test(cgroups_fs_driver, an_owner_gets_the_directory_and_no_limit)
{
	static const struct {
		const char *file;
		uid_t uid;
	} cases[] = {
		{".",                      1234},
		{"cgroup.procs",           1234},
		{"cgroup.threads",         1234},
		{"cgroup.subtree_control", 1234},
		{"cgroup.max.depth",       0   },
		{"cgroup.freeze",          0   },
		{"cgroup.kill",            0   },
	};

	plan.cgroup.delegate_to = 1234;
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stat st;

		cr_assert_eq(fstatat(job.cgroup, cases[i].file, &st, 0), 0);
		cr_expect_eq(st.st_uid, cases[i].uid, "%s", cases[i].file);
	}
}

/* An empty program is none that the kernel would take. */
Test(cgroups_fs_driver, a_guard_that_cannot_be_had_is_an_error)
{
	struct device_filter filter = {.rules = NULL};

	plan.cgroup.filter = &filter;
	cr_assert_eq(cgroup_make(&job, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_guard(&job, &err), -1);
	cr_expect_eq(err.kind, SYSTEM);
}
