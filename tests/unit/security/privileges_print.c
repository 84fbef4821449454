/* privileges_print.c: what remains to the payload, as text */
#include <criterion/criterion.h>
#include <linux/capability.h>

#include "plan.h"
#include "text.h"

Test(security_privileges_print, a_plan_is_told_line_by_line)
{
	gid_t groups[] = {5, 7};
	struct rlimit_plan limits[] = {
		{RLIMIT_NOFILE, "RLIMIT_NOFILE", {1024, RLIM_INFINITY}}
	};
	struct filter filter = {.length = 348, .rules = 22, .unknown = 3};
	const struct plan plan = {
		.privileges = {.uid = 1000,
			       .gid = 100,
			       .groups = groups,
			       .group_count = 2,
			       .umask = 022,
			       .bounding = 1ull << CAP_CHOWN | 1ull << CAP_KILL,
			       .no_new_privileges = true,
			       .rlimits = limits,
			       .rlimit_count = 1,
			       .oom_score_adj = {true, -5},
			       .scheduler = {.wanted = true, .policy = 1, .priority = 3},
			       .io_priority = {true, 2 << 13 | 6},
			       .apparmor_profile = "berth-default",
			       .filter = &filter}
	};
	auto_text struct text out = NO_TEXT;

	privileges_print(&plan, &out);
	cr_expect_str_eq(out.start, "privileges\n"
				    "  user 1000:100, groups 5 7, umask 0022\n"
				    "  bounding CAP_CHOWN CAP_KILL\n"
				    "  effective none\n"
				    "  inheritable none\n"
				    "  permitted none\n"
				    "  ambient none\n"
				    "  no new privileges\n"
				    "  AppArmor profile berth-default\n"
				    "  RLIMIT_NOFILE 1024 unlimited\n"
				    "  oom score -5\n"
				    "  scheduler policy 1, flags 0, nice 0, priority 3\n"
				    "  I/O priority class 2, level 6\n"
				    "  seccomp filter of 348 instructions from 22 rules, "
				    "3 names unknown\n");
}

Test(security_privileges_print, a_plan_without_wishes_is_short)
{
	const struct plan plan = {
		.privileges = {.umask = 0, .keep_groups = true}
	};
	auto_text struct text out = NO_TEXT;

	privileges_print(&plan, &out);
	cr_expect_str_eq(out.start, "privileges\n"
				    "  user 0:0, groups of the caller, umask 0000\n"
				    "  bounding none\n"
				    "  effective none\n"
				    "  inheritable none\n"
				    "  permitted none\n"
				    "  ambient none\n");
}
