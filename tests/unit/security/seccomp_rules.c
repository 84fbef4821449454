/* seccomp_rules.c: the rules of a profile, with their words resolved */
#include <criterion/criterion.h>
#include <linux/seccomp.h>

#include "alloc.h"
#include "error.h"
#include "seccomp_rules.h"

static const char *word = "socket";

static int read_rules(struct arena *arena, struct spec_seccomp_rule *rules, size_t count,
		      struct rules *read, struct error *err)
{
	const struct spec_seccomp seccomp = {
		.default_action = "SCMP_ACT_ERRNO", .syscalls = rules, .syscall_count = count};

	*read = (struct rules){.items = NULL};
	return seccomp_rules_read(arena, &seccomp, read, err);
}

Test(security_seccomp_rules, conditions_on_several_arguments_make_one_rule)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_arg args[] = {
		{0, 16,   0,    "SCMP_CMP_LT"       },
		{2, 0xf0, 0x30, "SCMP_CMP_MASKED_EQ"},
	};
	struct spec_seccomp_rule given = {
		{&word, 1},
		"SCMP_ACT_ALLOW", {false, 0},
		args, 2
	};
	struct error err = NO_ERROR;
	struct rules rules;

	cr_assert_eq(read_rules(&arena, &given, 1, &rules, &err), 0, "%s", err.text);
	cr_assert_eq(rules.count, 1);
	cr_assert_eq(rules.items[0].condition_count, 2);
	cr_expect_eq(rules.items[0].conditions[0].test, GREATER_OR_EQUAL);
	cr_expect(rules.items[0].conditions[0].opposite);
	cr_expect_eq(rules.items[0].conditions[0].mask, UINT64_MAX);
	cr_expect_eq(rules.items[0].conditions[1].mask, 0xf0);
	cr_expect_eq(rules.items[0].conditions[1].value, 0x30);
}

Test(security_seccomp_rules, conditions_on_one_argument_are_alternatives)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_arg args[] = {
		{0, 16, 0, "SCMP_CMP_EQ"},
		{0, 17, 0, "SCMP_CMP_EQ"},
	};
	struct spec_seccomp_rule given = {
		{&word, 1},
		"SCMP_ACT_ALLOW", {false, 0},
		args, 2
	};
	struct error err = NO_ERROR;
	struct rules rules;

	cr_assert_eq(read_rules(&arena, &given, 1, &rules, &err), 0, "%s", err.text);
	cr_assert_eq(rules.count, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_eq(rules.items[i].condition_count, 1);
		cr_expect_eq(rules.items[i].conditions[0].value, 16 + i);
		cr_expect_eq(rules.items[i].repeated, i > 0);
	}
}

Test(security_seccomp_rules, a_rule_that_does_what_the_default_does_is_idle)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_rule given[] = {
		{{&word, 1}, "SCMP_ACT_ERRNO", {false, 0}, NULL, 0},
		{{&word, 1}, "SCMP_ACT_ERRNO", {true, 22}, NULL, 0},
	};
	struct error err = NO_ERROR;
	struct rules rules;

	cr_assert_eq(read_rules(&arena, given, 2, &rules, &err), 0, "%s", err.text);
	cr_expect(rules.items[0].idle);
	cr_expect_not(rules.items[1].idle);
}

Test(security_seccomp_rules, what_is_wrong_is_named_by_its_path)
{
	static struct spec_seccomp_arg far = {6, 0, 0, "SCMP_CMP_EQ"};
	static struct spec_seccomp_arg before = {-1, 0, 0, "SCMP_CMP_EQ"};
	static struct spec_seccomp_arg odd = {0, 0, 0, "SCMP_CMP_HOPE"};
	static const struct {
		struct spec_seccomp_rule rule;
		const char *sentence;
	} rows[] = {
		{{.action = "SCMP_ACT_HOPE"},
		 "linux.seccomp.syscalls[0]: \"SCMP_ACT_HOPE\" is no seccomp action"    },
		{{.action = "SCMP_ACT_ALLOW", .args = &far, .arg_count = 1},
		 "linux.seccomp.syscalls[0].args[0]: argument 6: system calls have arguments 0 to "
		 "5"                                                                    },
		{{.action = "SCMP_ACT_ALLOW", .args = &before, .arg_count = 1},
		 "linux.seccomp.syscalls[0].args[0]: argument -1: system calls have arguments 0 to "
		 "5"                                                                    },
		{{.action = "SCMP_ACT_ALLOW", .args = &odd, .arg_count = 1},
		 "linux.seccomp.syscalls[0].args[0]: \"SCMP_CMP_HOPE\" is no comparison"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_seccomp_rule rule = rows[i].rule;
		struct error err = NO_ERROR;
		struct rules rules;

		cr_expect_eq(read_rules(&arena, &rule, 1, &rules, &err), -1);
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}
