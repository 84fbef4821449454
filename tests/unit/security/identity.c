/* identity.c: groups, gid, uid, umask */
#include <criterion/criterion.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "job.h"
#include "plan.h"
#include "process_status.h"

static int take_identity(const struct privileges_plan *p, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena, .privileges = *p};
	struct job job = {.plan = &plan};

	*err = NO_ERROR;
	return identity_take(&job, err);
}

static gid_t some_groups[] = {7, 5, 4294967294};

Test(security_identity, all_ids_and_groups_are_those_that_were_planned)
{
	const struct privileges_plan p = {.uid = 1000,
					  .gid = 4294967294,
					  .groups = some_groups,
					  .group_count = 3,
					  .umask = 027};
	struct error err;

	cr_assert_eq(take_identity(&p, &err), 0, "%s", err.text);
	cr_expect_str_eq(process_status("Uid"), "1000\t1000\t1000\t1000");
	cr_expect_str_eq(process_status("Gid"), "4294967294\t4294967294\t4294967294\t4294967294");
	cr_expect_str_eq(process_status("Groups"), "5 7 4294967294 ");
	cr_expect_eq(umask(0), 027);
}

Test(security_identity, the_groups_of_the_caller_are_not_inherited)
{
	const struct privileges_plan p = {.uid = 1000, .gid = 1000};
	struct error err;

	cr_assert_eq(setgroups(COUNT(some_groups), some_groups), 0);
	cr_assert_eq(take_identity(&p, &err), 0, "%s", err.text);
	cr_expect_str_eq(process_status("Groups"), " ");
}

Test(security_identity, the_groups_of_the_caller_are_kept_on_request)
{
	const struct privileges_plan p = {.uid = 1000, .gid = 1000, .keep_groups = true};
	struct error err;

	cr_assert_eq(setgroups(COUNT(some_groups), some_groups), 0);
	cr_assert_eq(take_identity(&p, &err), 0, "%s", err.text);
	cr_expect_str_eq(process_status("Groups"), "5 7 4294967294 ");
}

Test(security_identity, capabilities_are_kept_for_the_next_row)
{
	const struct privileges_plan p = {.uid = 1000, .gid = 1000};
	unsigned long long permitted = process_set("CapPrm");
	struct error err;

	cr_assert_eq(take_identity(&p, &err), 0, "%s", err.text);
	cr_expect_eq(process_set("CapPrm"), permitted);
	cr_expect_eq(process_set("CapEff"), 0);
}

Test(security_identity, a_user_cannot_become_another)
{
	const struct privileges_plan p = {.uid = 0, .gid = 1000, .keep_groups = true};
	struct error err;

	cr_assert_eq(setresgid(1000, 1000, 1000), 0);
	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	cr_assert_eq(take_identity(&p, &err), -1);
	cr_expect_str_eq(err.text, "become user 0: operation not permitted");
}

Test(security_identity, a_user_cannot_take_groups)
{
	const struct privileges_plan some = {
		.uid = 1000, .gid = 1000, .groups = some_groups, .group_count = 3};
	const struct privileges_plan none = {.uid = 1000, .gid = 1000};
	struct error err;

	cr_assert_eq(setgroups(0, NULL), 0);
	cr_assert_eq(setresgid(1000, 1000, 1000), 0);
	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	cr_expect_eq(take_identity(&some, &err), -1);
	cr_expect_str_eq(err.text, "take 3 additional groups: operation not permitted");
	cr_expect_eq(take_identity(&none, &err), 0, "%s", err.text);
}
