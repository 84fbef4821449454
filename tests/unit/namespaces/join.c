#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "joins.h"
#include "kernel.h"
#include "plan.h"
#include "stages.h"

static struct namespace_join joins[2];
static struct plan plan;
static struct job job;
static char path_uts[64], path_ipc[64];

/* A child in namespaces of its own, for the test to join. */
static void make_child(void)
{
	if (getuid())
		cr_skip("joining namespaces needs root");
	job = NO_JOB;
	job.plan = &plan;
	job.pid = sys_clone(CLONE_NEWUTS | CLONE_NEWIPC, -1, &job.container);
	if (job.pid == 0)
		for (;;)
			pause();
	snprintf(path_uts, sizeof(path_uts), "/proc/%d/ns/uts", (int)job.pid);
	snprintf(path_ipc, sizeof(path_ipc), "/proc/%d/ns/ipc", (int)job.pid);
	joins[0] = (struct namespace_join){namespace_kind("ipc"), path_ipc};
	joins[1] = (struct namespace_join){namespace_kind("uts"), path_uts};
	plan.namespaces.joins = joins;
	plan.namespaces.join_count = 2;
	plan.namespaces.joined = CLONE_NEWUTS | CLONE_NEWIPC;
}

static void end_child(void)
{
	if (job.pid > 0)
		kill(job.pid, SIGKILL);
}

TestSuite(namespaces_join, .init = make_child, .fini = end_child);

static bool is_in(const char *file, const char *path)
{
	char own[64];
	struct stat here, there;

	snprintf(own, sizeof(own), "/proc/self/ns/%s", file);
	cr_assert_eq(stat(own, &here) + stat(path, &there), 0);
	return here.st_ino == there.st_ino;
}

Test(namespaces_join, all_that_are_given_are_joined)
{
	struct error err = NO_ERROR;

	cr_assert_not(is_in("uts", path_uts));
	cr_assert_eq(namespaces_join(&job, &err), 0, "%s", err.text);
	cr_assert(is_in("uts", path_uts));
	cr_assert(is_in("ipc", path_ipc));
}

Test(namespaces_join, only_the_kinds_asked_for_are_joined)
{
	struct error err = NO_ERROR;

	cr_assert_eq(namespaces_enter_all(&plan, CLONE_NEWIPC, &err), 0, "%s", err.text);
	cr_assert(is_in("ipc", path_ipc));
	cr_assert_not(is_in("uts", path_uts));
}

Test(namespaces_join, a_container_s_namespaces_are_joined_by_its_pidfd)
{
	struct error err = NO_ERROR;

	plan.namespaces.joined = CLONE_NEWIPC;
	plan.namespaces.made = CLONE_NEWUTS | CLONE_NEWPID;
	cr_assert_eq(container_join(&job, &err), 0, "%s", err.text);
	cr_assert(is_in("uts", path_uts));
	cr_assert(is_in("ipc", path_ipc));
}

Test(namespaces_join, a_file_of_another_kind_and_one_that_is_none_are_refused)
{
	static const struct {
		const char *path, *sentence;
	} cases[] = {
		{"/proc/self/ns/ipc", "join the uts namespace /proc/self/ns/ipc: invalid argument" },
		{"/dev/null",         "join the uts namespace /dev/null: invalid argument"         },
		{"/no/where",         "open the uts namespace /no/where: no such file or directory"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct namespace_join join = {namespace_kind("uts"), cases[i].path};
		struct error err = NO_ERROR;

		cr_assert_eq(namespace_enter(&join, &err), -1);
		cr_assert_str_eq(err.text, cases[i].sentence);
	}
}

Test(namespaces_join, the_user_namespace_one_is_in_is_refused_with_a_hint)
{
	struct namespace_join join = {namespace_kind("user"), "/proc/self/ns/user"};
	struct error err = NO_ERROR;

	cr_assert_eq(namespace_enter(&join, &err), -1);
	cr_assert_str_eq(err.text, "join the user namespace /proc/self/ns/user: it may be the "
				   "present one: invalid argument");
}

Test(namespaces_join, a_go_between_is_needed_where_a_user_namespace_meets_joins)
{
	static const struct {
		uint64_t made, joined;
		size_t joins;
		bool needed;
	} cases[] = {
		{0,                            0,             0, false},
		{CLONE_NEWUSER,                0,             0, false},
		{CLONE_NEWNS,                  CLONE_NEWNET,  1, false},
		{CLONE_NEWUSER | CLONE_NEWPID, CLONE_NEWNET,  1, true },
		{CLONE_NEWNS,                  CLONE_NEWUSER, 1, true },
		{0,                            CLONE_NEWPID,  1, true },
		{CLONE_NEWTIME,                0,             0, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		plan.namespaces.made = cases[i].made;
		plan.namespaces.joined = cases[i].joined;
		plan.namespaces.join_count = cases[i].joins;
		cr_assert_eq(namespaces_need_go_between(&plan), cases[i].needed, "case %zu", i);
	}
}
