/* plan_privileges.c: user, limits, labels and filter, decided beforehand */
#include <criterion/criterion.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"

static int decide(struct arena *arena, const struct spec_process *process, struct plan *plan,
		  struct error *err)
{
	*plan = (struct plan){.arena = arena};
	return privileges_plan(plan, process, NULL, err);
}

Test(security_plan_privileges, an_id_is_a_number_the_kernel_can_take)
{
	static const struct {
		int64_t id;
		int result;
	} rows[] = {
		{0,                      0 },
		{1000,                   0 },
		{UINT32_MAX - 1,         0 },
 /* To the kernel -1 means "leave it": the payload would stay root. */
		{UINT32_MAX,             -1},
		{-1,                     -1},
 /* Cut off to 32 bits, it would be root. */
		{(int64_t)1 << 32,       -1},
		{((int64_t)1 << 32) + 5, -1},
		{INT64_MIN,              -1},
		{INT64_MAX,              -1},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		int64_t group = rows[i].id;
		struct spec_process uid = {.user = {.uid = rows[i].id}};
		struct spec_process gid = {.user = {.gid = rows[i].id}};
		struct spec_process groups = {
			.user = {.additional_gids = &group, .additional_gid_count = 1}
		};
		struct error err = NO_ERROR;
		struct plan plan;

		cr_expect_eq(decide(&arena, &uid, &plan, &err), rows[i].result, "uid %lld",
			     (long long)rows[i].id);
		cr_expect(rows[i].result || plan.privileges.uid == rows[i].id);
		cr_expect_eq(decide(&arena, &gid, &plan, &err), rows[i].result, "gid %lld",
			     (long long)rows[i].id);
		cr_expect(rows[i].result || plan.privileges.gid == rows[i].id);
		cr_expect_eq(decide(&arena, &groups, &plan, &err), rows[i].result, "group %lld",
			     (long long)rows[i].id);
		cr_expect(rows[i].result || plan.privileges.groups[0] == rows[i].id);
	}
}

Test(security_plan_privileges, the_umask_is_022_unless_given)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_process process = {.cwd = "/"};
	struct error err = NO_ERROR;
	struct plan plan;

	cr_assert_eq(decide(&arena, &process, &plan, &err), 0);
	cr_expect_eq(plan.privileges.umask, 022);
	process.user.umask = (struct optional){.given = true, .value = 0};
	cr_assert_eq(decide(&arena, &process, &plan, &err), 0);
	cr_expect_eq(plan.privileges.umask, 0);
	process.user.umask.value = 01000;
	cr_assert_eq(decide(&arena, &process, &plan, &err), -1);
}

Test(security_plan_privileges, a_limit_that_cannot_be_is_named)
{
	static const struct {
		struct spec_rlimit limits[2];
		const char *sentence;
	} rows[] = {
		{{{"RLIMIT_NOFILE", 1, 2}, {"RLIMIT_CORE", 0, UINT64_MAX}}, NULL},
		{{{"RLIMIT_NOFILE", 1, 2}, {"RLIMIT_NOFILE", 3, 4}},
		 "process.rlimits[1].type: RLIMIT_NOFILE is given twice"        },
		{{{"RLIMIT_NOFILE", 1, 2}, {"RLIMIT_HOPE", 3, 4}},
		 "process.rlimits[1].type: \"RLIMIT_HOPE\" is no resource"      },
		{{{"RLIMIT_NOFILE", 2, 1}, {"RLIMIT_CORE", 3, 4}},
		 "process.rlimits[0]: RLIMIT_NOFILE: soft 2 is above hard 1"    },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_process process = {.rlimits = (struct spec_rlimit *)rows[i].limits,
					       .rlimit_count = 2};
		struct error err = NO_ERROR;
		struct plan plan;

		cr_expect_eq(decide(&arena, &process, &plan, &err), rows[i].sentence ? -1 : 0);
		cr_expect_str_eq(err.text, rows[i].sentence ? rows[i].sentence : "");
		if (!rows[i].sentence)
			cr_expect_eq(plan.privileges.rlimits[1].limit.rlim_max, RLIM_INFINITY);
	}
}

Test(security_plan_privileges, a_limit_is_raised_above_the_callers_own)
{
	const struct rlimit own = {10, 100};
	struct spec_rlimit limit = {"RLIMIT_CORE", 100, 100};
	struct spec_process process = {.rlimits = &limit, .rlimit_count = 1};
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct plan plan, higher;

	cr_assert_eq(setrlimit(RLIMIT_CORE, &own), 0);
	cr_assert_eq(decide(&arena, &process, &plan, &err), 0);
	cr_expect_not(plan.privileges.limits_raised);
	limit.hard = 101;
	cr_assert_eq(decide(&arena, &process, &higher, &err), 0);
	cr_expect(higher.privileges.limits_raised);
}

Test(security_plan_privileges, an_oom_score_is_within_what_the_kernel_takes)
{
	static const struct {
		int64_t score;
		int result;
	} rows[] = {
		{-1000, 0 },
		{1000,  0 },
		{0,     0 },
		{-1001, -1},
		{1001,  -1},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_process process = {
			.oom_score_adj = {true, rows[i].score}
		};
		struct error err = NO_ERROR;
		struct plan plan;

		cr_expect_eq(decide(&arena, &process, &plan, &err), rows[i].result, "%lld",
			     (long long)rows[i].score);
	}
}

Test(security_plan_privileges, an_empty_label_is_none)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_process process = {.apparmor_profile = "", .selinux_label = ""};
	struct error err = NO_ERROR;
	struct plan plan;

	cr_assert_eq(decide(&arena, &process, &plan, &err), 0);
	cr_expect_null(plan.privileges.apparmor_profile);
	cr_expect_null(plan.privileges.selinux_label);
}

Test(security_plan_privileges, an_annotation_keeps_the_groups_of_the_caller)
{
	auto_arena struct arena arena = NO_ARENA;
	struct pair pair = {"run.oci.keep_original_groups", "1"};
	struct spec_linux linux = {.cgroups_path = NULL};
	struct spec spec = {
		.annotations = {&pair, 1},
		  .linux = &linux
	};
	struct spec_process process = {.cwd = "/"};
	struct plan plan = {.arena = &arena, .spec = &spec};
	struct error err = NO_ERROR;

	cr_assert_eq(privileges_plan(&plan, &process, NULL, &err), 0);
	cr_expect(plan.privileges.keep_groups);
}

Test(security_plan_privileges, a_profile_becomes_a_filter)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_process process = {.cwd = "/"};
	struct spec_seccomp seccomp = {.default_action = "SCMP_ACT_ALLOW"};
	struct plan plan = {.arena = &arena};
	struct error err = NO_ERROR;

	cr_assert_eq(privileges_plan(&plan, &process, &seccomp, &err), 0);
	cr_assert_not_null(plan.privileges.filter);
	seccomp.default_action = "SCMP_ACT_HOPE";
	cr_assert_eq(privileges_plan(&plan, &process, &seccomp, &err), -1);
	cr_expect_str_eq(err.text,
			 "linux.seccomp.defaultAction: \"SCMP_ACT_HOPE\" is no seccomp action");
}
