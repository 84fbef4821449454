/*
 * seccomp_load.c - filters that are really loaded, in processes that end with the test
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "plan.h"
#include "process_status.h"

static const char *getcpu_name = "getcpu";
static struct spec_seccomp_rule rule = {
	.names = {&getcpu_name, 1    },
	  .action = "SCMP_ACT_ERRNO", .errno_ret = {true,         EXDEV}
};
static struct spec_seccomp seccomp = {
	.default_action = "SCMP_ACT_ALLOW", .syscalls = &rule, .syscall_count = 1};

static struct plan filtered_plan(struct arena *arena, bool no_new_privileges)
{
	struct plan plan = {.arena = arena};
	struct error err = NO_ERROR;

	plan.privileges.no_new_privileges = no_new_privileges;
	plan.privileges.bounding = plan.privileges.permitted = 1ull << CAP_KILL;
	plan.privileges.filter = seccomp_compile(arena, &seccomp, &err);
	cr_assert_not_null(plan.privileges.filter, "%s", err.text);
	return plan;
}

static void expect_filtered(void)
{
	cr_expect_eq(syscall(SYS_getcpu, NULL, NULL, NULL), -1);
	cr_expect_eq(errno, EXDEV);
	cr_expect_str_eq(process_status("Seccomp"), "2");
}

static void load_as(uid_t uid, bool no_new_privileges)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = filtered_plan(&arena, no_new_privileges);
	struct job job = {.plan = &plan, .filter_listener = -1};
	struct error err = NO_ERROR;

	plan.privileges.uid = plan.privileges.gid = uid;
	cr_assert_eq(identity_take(&job, &err), 0, "%s", err.text);
	cr_assert_eq(privileges_drop(&job, &err), 0, "%s", err.text);
	cr_assert_eq(filter_load(&job, &err), 0, "%s", err.text);
	expect_filtered();
	cr_expect_eq(process_set("CapPrm"), 1ull << CAP_KILL);
	cr_expect_eq(process_set("NoNewPrivs"), no_new_privileges);
	cr_expect_eq(job.filter_listener, -1);
}

Test(security_seccomp_load, root_is_filtered_with_no_new_privileges)
{
	load_as(0, true);
}

Test(security_seccomp_load, a_user_is_filtered_with_no_new_privileges)
{
	load_as(1000, true);
}

Test(security_seccomp_load, a_user_is_filtered_and_may_gain_privileges)
{
	load_as(1000, false);
}

Test(security_seccomp_load, who_may_not_load_one_is_told_the_cure)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = filtered_plan(&arena, false);
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	cr_assert_eq(filter_load(&job, &err), -1);
	cr_expect_not_null(
		strstr(err.text, "; process.noNewPrivileges, or CAP_SYS_ADMIN, is needed"), "%s",
		err.text);
}

Test(security_seccomp_load, a_filter_that_notifies_gives_a_listener)
{
	struct spec_seccomp_rule notify = {
		.names = {&getcpu_name, 1},
		  .action = "SCMP_ACT_NOTIFY"
	};
	struct spec_seccomp given = {.default_action = "SCMP_ACT_ALLOW",
				     .syscalls = &notify,
				     .syscall_count = 1,
				     .listener_path = "/agent.sock"};
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = filtered_plan(&arena, true);
	struct job job = {.plan = &plan, .filter_listener = -1};
	struct error err = NO_ERROR;

	plan.privileges.filter = seccomp_compile(&arena, &given, &err);
	cr_assert_not_null(plan.privileges.filter, "%s", err.text);
	cr_assert_eq(privileges_drop(&job, &err), 0, "%s", err.text);
	cr_assert_eq(filter_load(&job, &err), 0, "%s", err.text);
	cr_expect(fd_is_open(job.filter_listener));
	cr_expect_eq(fcntl(job.filter_listener, F_GETFD), FD_CLOEXEC);
}
