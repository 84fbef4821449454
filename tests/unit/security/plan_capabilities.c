/* plan_capabilities.c: the five sets, decided */
#include <criterion/criterion.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "log.h"
#include "plan.h"
#include "planners.h"

#define BIT(capability) (1ull << (capability))

static char warnings[1024];

bool log_wants_debug(void)
{
	return false;
}

void log_warning(const char *format, ...)
{
	va_list args;
	size_t length = strlen(warnings);

	va_start(args, format);
	vsnprintf(warnings + length, sizeof(warnings) - length, format, args);
	va_end(args);
	strncat(warnings, "\n", sizeof(warnings) - strlen(warnings) - 1);
}

static struct strings words(struct arena *arena, const char *text)
{
	struct strings list = {NULL, 0};
	char *copy = arena_text(arena, text), *rest = NULL;

	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		strings_add(arena, &list, word);
	return list;
}

static int decide(struct arena *arena, const char *const sets[5], struct plan *plan,
		  struct error *err)
{
	struct spec_capabilities given = {
		.bounding = words(arena, sets[0]),
		.effective = words(arena, sets[1]),
		.inheritable = words(arena, sets[2]),
		.permitted = words(arena, sets[3]),
		.ambient = words(arena, sets[4]),
	};
	struct spec_process process = {.capabilities = &given};

	return capabilities_plan(plan, &process, err);
}

Test(security_plan_capabilities, a_process_without_capabilities_has_none)
{
	struct plan plan = {.id = "x"};
	struct spec_process process = {.cwd = "/"};
	struct error err = NO_ERROR;

	cr_assert_eq(capabilities_plan(&plan, &process, &err), 0);
	cr_expect_eq(plan.privileges.bounding | plan.privileges.permitted, 0);
	cr_expect_eq(plan.privileges.effective | plan.privileges.inheritable, 0);
	cr_expect_eq(plan.privileges.ambient, 0);
}

Test(security_plan_capabilities, sets_are_what_was_given)
{
	static const char *const sets[] = {"CAP_KILL CAP_CHOWN", "CAP_KILL", "CAP_KILL",
					   "CAP_CHOWN CAP_KILL", "CAP_KILL"};
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena};
	struct error err = NO_ERROR;

	cr_assert_eq(decide(&arena, sets, &plan, &err), 0, "%s", err.text);
	cr_expect_eq(plan.privileges.bounding, BIT(CAP_KILL) | BIT(CAP_CHOWN));
	cr_expect_eq(plan.privileges.effective, BIT(CAP_KILL));
	cr_expect_eq(plan.privileges.inheritable, BIT(CAP_KILL));
	cr_expect_eq(plan.privileges.permitted, BIT(CAP_KILL) | BIT(CAP_CHOWN));
	cr_expect_eq(plan.privileges.ambient, BIT(CAP_KILL));
	cr_expect_str_eq(warnings, "");
}

Test(security_plan_capabilities, an_unknown_name_is_left_out_with_a_warning)
{
	static const char *const sets[] = {"CAP_KILL CAP_FLY", "", "", "", ""};
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena};
	struct error err = NO_ERROR;

	cr_assert_eq(decide(&arena, sets, &plan, &err), 0, "%s", err.text);
	cr_expect_eq(plan.privileges.bounding, BIT(CAP_KILL));
	cr_expect_str_eq(warnings,
			 "process.capabilities.bounding: ignoring unknown capability CAP_FLY\n");
}

Test(security_plan_capabilities, an_ambient_capability_without_its_other_half_is_a_warning)
{
	static const char *const sets[] = {"CAP_KILL CAP_CHOWN", "", "CAP_KILL", "CAP_CHOWN",
					   "CAP_KILL CAP_CHOWN"};
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena};
	struct error err = NO_ERROR;

	cr_assert_eq(decide(&arena, sets, &plan, &err), 0, "%s", err.text);
	cr_expect_eq(plan.privileges.ambient, 0);
	cr_expect_not_null(strstr(warnings, "can't raise ambient capability CAP_KILL: "));
	cr_expect_not_null(strstr(warnings, "can't raise ambient capability CAP_CHOWN: "));
}

Test(security_plan_capabilities, what_the_kernel_would_refuse_is_named)
{
	static const struct {
		const char *const sets[5];
		const char *sentence;
	} rows[] = {
		{{"", "CAP_KILL", "", "", ""},
		 "process.capabilities.effective: CAP_KILL is not in "
		 "process.capabilities.permitted"},
		{{"", "", "CAP_CHOWN", "", ""},
		 "process.capabilities.inheritable: CAP_CHOWN is not in "
		 "process.capabilities.bounding" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct plan plan = {.arena = &arena};
		struct error err = NO_ERROR;

		cr_expect_eq(decide(&arena, rows[i].sets, &plan, &err), -1);
		cr_expect_str_eq(err.text, rows[i].sentence);
		cr_expect_eq(err.kind, SPEC);
	}
}
