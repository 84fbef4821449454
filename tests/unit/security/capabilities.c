/*
 * capabilities.c - sets applied as root and as a user, read from /proc/self/status
 *
 * Criterion runs each test in a process of its own, which may lose what it has.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "alloc.h"
#include "capabilities.h"
#include "error.h"
#include "job.h"
#include "plan.h"
#include "process_status.h"

#define BIT(capability) (1ull << (capability))
#define SOME            (BIT(CAP_KILL) | BIT(CAP_CHOWN) | BIT(CAP_NET_BIND_SERVICE))

static void expect_sets(const struct privileges_plan *p)
{
	cr_expect_eq(process_set("CapBnd"), p->bounding, "%s", process_status("CapBnd"));
	cr_expect_eq(process_set("CapEff"), p->effective, "%s", process_status("CapEff"));
	cr_expect_eq(process_set("CapPrm"), p->permitted, "%s", process_status("CapPrm"));
	cr_expect_eq(process_set("CapInh"), p->inheritable, "%s", process_status("CapInh"));
	cr_expect_eq(process_set("CapAmb"), p->ambient, "%s", process_status("CapAmb"));
}

static const struct privileges_plan plans[] = {
	{.bounding = 0             },
	{                .bounding = SOME                         },
	{ .bounding = SOME,         .effective = SOME, .permitted = SOME},
	{                        .bounding = SOME,
	 .effective = BIT(CAP_KILL),
	 .permitted = SOME,
	 .no_new_privileges = true},
	{                           .bounding = SOME,
	 .effective = SOME,
	 .permitted = SOME,
	 .inheritable = SOME,
	 .ambient = BIT(CAP_CHOWN)},
	{.effective = SOME,          .permitted = SOME},
};

static void apply(size_t row, uid_t uid)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena, .privileges = plans[row]};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	plan.privileges.uid = plan.privileges.gid = uid;
	cr_assert_eq(identity_take(&job, &err), 0, "%s", err.text);
	cr_assert_eq(privileges_drop(&job, &err), 0, "%s", err.text);
	expect_sets(&plans[row]);
	cr_expect_eq(process_set("NoNewPrivs"), plans[row].no_new_privileges);
}

/* Each row needs a process with everything still to lose. */
#define APPLIED(row)                                                                               \
	Test(security_capabilities, root_has_the_sets_of_row_##row)                                \
	{                                                                                          \
		apply(row, 0);                                                                     \
	}                                                                                          \
	Test(security_capabilities, a_user_has_the_sets_of_row_##row)                              \
	{                                                                                          \
		apply(row, 1000);                                                                  \
	}

APPLIED(0)
APPLIED(1)
APPLIED(2)
APPLIED(3)
APPLIED(4)
APPLIED(5)

Test(security_capabilities, what_the_caller_could_inherit_is_gone)
{
	struct plan plan = {.privileges = {.bounding = SOME}};
	struct privileges_plan loose = {.inheritable = SOME, .permitted = SOME, .ambient = SOME};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	loose.permitted = loose.effective = process_set("CapPrm");
	cr_assert_eq(capabilities_settle(&loose, &err), 0, "%s", err.text);
	cr_assert_eq(process_set("CapAmb"), SOME);
	cr_assert_eq(privileges_drop(&job, &err), 0, "%s", err.text);
	expect_sets(&plan.privileges);
}

Test(security_capabilities, a_capability_that_berth_lacks_is_named)
{
	const struct privileges_plan poor = {.effective = BIT(CAP_SETPCAP),
					     .permitted = BIT(CAP_SETPCAP)};
	struct plan plan = {.privileges = {.permitted = SOME}};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	cr_assert_eq(capabilities_settle(&poor, &err), 0, "%s", err.text);
	cr_assert_eq(privileges_drop(&job, &err), -1);
	cr_expect_str_eq(err.text,
			 "grant CAP_CHOWN: operation not permitted; berth itself does not "
			 "have it");
}

Test(security_capabilities, a_bounding_set_that_cannot_be_cut_is_an_error)
{
	const struct privileges_plan poor = {.effective = BIT(CAP_KILL),
					     .permitted = BIT(CAP_KILL)};
	struct plan plan = {.privileges = {.bounding = 0}};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	cr_assert_eq(capabilities_settle(&poor, &err), 0, "%s", err.text);
	cr_assert_eq(privileges_drop(&job, &err), -1);
	cr_expect_str_eq(err.text, "drop CAP_CHOWN from the bounding set: operation not permitted");
}

Test(security_capabilities, the_right_to_load_a_filter_is_kept_until_it_is_loaded)
{
	static struct filter filter;
	struct plan plan = {
		.privileges = {.bounding = SOME, .effective = SOME, .permitted = SOME}
	};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	plan.privileges.filter = &filter;
	cr_assert_eq(privileges_drop(&job, &err), 0, "%s", err.text);
	cr_expect_eq(process_set("CapEff"), BIT(CAP_SYS_ADMIN));
	cr_expect_eq(process_set("CapBnd"), SOME);
	cr_assert_eq(capabilities_settle(&plan.privileges, &err), 0, "%s", err.text);
	expect_sets(&plan.privileges);
}
