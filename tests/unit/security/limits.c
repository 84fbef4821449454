/* limits.c: rlimits and the oom score */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "plan.h"
#include "process_status.h"

Test(security_limits, limits_and_score_are_those_of_the_process)
{
	struct rlimit_plan limits[] = {
		{RLIMIT_CORE,   "RLIMIT_CORE",   {0, 0}   },
		{RLIMIT_NOFILE, "RLIMIT_NOFILE", {50, 100}},
	};
	struct plan plan = {
		.privileges = {.rlimits = limits, .rlimit_count = 2, .oom_score_adj = {true, 500}}
	};
	auto_close int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct job job = {.plan = &plan, .proc = proc, .pid = getpid()};
	auto_text struct text score = NO_TEXT;
	struct error err = NO_ERROR;
	struct rlimit got;

	cr_assert_eq(limits_set(&job, &err), 0, "%s", err.text);
	cr_assert_eq(oom_score_set(&job, &err), 0, "%s", err.text);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &got), 0);
	cr_expect_eq(got.rlim_cur, 50);
	cr_expect_eq(got.rlim_max, 100);
	cr_assert_eq(getrlimit(RLIMIT_CORE, &got), 0);
	cr_expect_eq(got.rlim_max, 0);
	cr_assert_eq(file_read(AT_FDCWD, "/proc/self/oom_score_adj", 16, &score), 0);
	cr_expect_str_eq(score.start, "500\n");
}

Test(security_limits, a_limit_above_the_callers_is_named_with_its_cure)
{
	struct rlimit_plan limits[] = {
		{RLIMIT_NOFILE, "RLIMIT_NOFILE", {50, 100}}
	};
	const struct rlimit low = {50, 60};
	struct plan plan = {
		.privileges = {.rlimits = limits, .rlimit_count = 1}
	};
	struct job job = {.plan = &plan, .pid = getpid()};
	struct error err = NO_ERROR;

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	cr_assert_eq(limits_set(&job, &err), -1);
	cr_expect_str_eq(err.text,
			 "set RLIMIT_NOFILE to 50, 100: operation not permitted; above the "
			 "caller's limit needs CAP_SYS_RESOURCE");
}

Test(security_limits, a_process_takes_them_upon_itself)
{
	struct rlimit_plan limits[] = {
		{RLIMIT_NOFILE, "RLIMIT_NOFILE", {50, 100}}
	};
	struct plan plan = {
		.privileges = {.rlimits = limits, .rlimit_count = 1}
	};
	struct job job = {.plan = &plan, .pid = 1};
	struct error err = NO_ERROR;
	struct rlimit got;

	cr_assert_eq(limits_take(&job, &err), 0, "%s", err.text);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &got), 0);
	cr_expect_eq(got.rlim_cur, 50);
	cr_expect_eq(got.rlim_max, 100);
}

Test(security_limits, a_process_that_has_gone_is_an_error)
{
	struct plan plan = {.privileges = {.oom_score_adj = {true, 0}}};
	auto_close int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct job job = {.plan = &plan, .proc = proc, .pid = 1 << 30};
	struct error err = NO_ERROR;

	cr_assert_eq(oom_score_set(&job, &err), -1);
	cr_expect_str_eq(err.text, "set the oom score to 0: no such file or directory");
}
