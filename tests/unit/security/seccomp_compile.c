/* seccomp_compile.c: which rule wins, what is newer, what is refused; see also seccomp_tree.c */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/audit.h>

#include "alloc.h"
#include "bpf_machine.h"
#include "error.h"
#include "security.h"

#define X32 0x40000000u

static const char *const words[] = {"read", "socket", "personality", "no_such_call"};

static struct spec_seccomp_rule rule_for(size_t word, const char *action,
					 struct spec_seccomp_arg *arg)
{
	return (struct spec_seccomp_rule){
		.names = {(const char **)&words[word], 1},
		.action = action,
		.args = arg,
		.arg_count = arg ? 1 : 0
	};
}

static uint32_t verdict(const struct filter *filter, uint32_t machine, uint32_t number,
			uint64_t argument)
{
	const struct seccomp_data data = {.arch = machine, .nr = (int)number, .args = {argument}};
	unsigned steps;

	return bpf_run(filter->code, filter->length, &data, &steps);
}

static struct filter *compiled(struct arena *arena, struct spec_seccomp_rule *rules, size_t count,
			       const char *default_action)
{
	struct spec_seccomp seccomp = {
		.default_action = default_action, .syscalls = rules, .syscall_count = count};
	struct error err = NO_ERROR;
	struct filter *filter;

	strings_add(arena, &seccomp.architectures, "SCMP_ARCH_X86");
	filter = seccomp_compile(arena, &seccomp, &err);
	cr_assert_not_null(filter, "%s", err.text);
	return filter;
}

Test(security_seccomp_compile, a_call_newer_than_the_profile_is_not_there)
{
	static const struct {
		const char *default_action;
		uint32_t newer;
	} rows[] = {
		{"SCMP_ACT_ERRNO", SECCOMP_RET_ERRNO | ENOSYS},
		{"SCMP_ACT_KILL",  SECCOMP_RET_ERRNO | ENOSYS},
		{"SCMP_ACT_TRAP",  SECCOMP_RET_ERRNO | ENOSYS},
		{"SCMP_ACT_LOG",   SECCOMP_RET_LOG           },
		{"SCMP_ACT_TRACE", SECCOMP_RET_TRACE | EPERM },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_seccomp_rule rule = rule_for(2, "SCMP_ACT_ALLOW", NULL);
		struct filter *filter = compiled(&arena, &rule, 1, rows[i].default_action);

		cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 0), SECCOMP_RET_ALLOW);
		cr_expect_neq(verdict(filter, AUDIT_ARCH_X86_64, 134, 0),
			      SECCOMP_RET_ERRNO | ENOSYS);
		cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 136, 0), rows[i].newer);
		cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 9999, 0), rows[i].newer);
		cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, UINT32_MAX, 0), rows[i].newer);
		cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 137, 0), rows[i].newer);
		cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, X32 + 1, 0),
			     SECCOMP_RET_KILL_THREAD);
	}
}

Test(security_seccomp_compile, i386_is_filtered_without_x32)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_rule rules[] = {rule_for(0, "SCMP_ACT_ALLOW", NULL),
					    rule_for(1, "SCMP_ACT_TRAP", NULL)};
	struct filter *filter = compiled(&arena, rules, 2, "SCMP_ACT_ERRNO");

	cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 3, 0), SECCOMP_RET_ALLOW);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 4, 0), SECCOMP_RET_ERRNO | EPERM);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 359, 0), SECCOMP_RET_TRAP);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 102, 1), SECCOMP_RET_TRAP);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_I386, 102, 2), SECCOMP_RET_ERRNO | EPERM);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_AARCH64, 63, 0), SECCOMP_RET_KILL_THREAD);
}

Test(security_seccomp_compile, the_first_unconditional_rule_beats_all_others)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_arg one = {.value = 1, .op = "SCMP_CMP_EQ"};
	struct spec_seccomp_rule rules[] = {rule_for(2, "SCMP_ACT_TRAP", &one),
					    rule_for(2, "SCMP_ACT_LOG", NULL),
					    rule_for(2, "SCMP_ACT_KILL", NULL)};
	struct filter *filter = compiled(&arena, rules, 3, "SCMP_ACT_ERRNO");

	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 1), SECCOMP_RET_LOG);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 2), SECCOMP_RET_LOG);
}

Test(security_seccomp_compile, the_first_rule_whose_condition_holds_decides)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_arg one = {.value = 1, .op = "SCMP_CMP_EQ"};
	struct spec_seccomp_arg few = {.value = 5, .op = "SCMP_CMP_LT"};
	struct spec_seccomp_rule rules[] = {rule_for(2, "SCMP_ACT_TRAP", &one),
					    rule_for(2, "SCMP_ACT_LOG", &few)};
	struct filter *filter = compiled(&arena, rules, 2, "SCMP_ACT_ERRNO");

	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 1), SECCOMP_RET_TRAP);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 0), SECCOMP_RET_LOG);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 5), SECCOMP_RET_ERRNO | EPERM);
	cr_expect_eq(verdict(filter, AUDIT_ARCH_X86_64, 135, 1ull << 32 | 1),
		     SECCOMP_RET_ERRNO | EPERM);
}

Test(security_seccomp_compile, an_unknown_name_is_counted_and_left_out)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp_rule rules[] = {rule_for(3, "SCMP_ACT_ALLOW", NULL),
					    rule_for(0, "SCMP_ACT_ALLOW", NULL)};
	struct filter *filter = compiled(&arena, rules, 2, "SCMP_ACT_ERRNO");

	cr_expect_eq(filter->unknown, 1);
	cr_expect_eq(filter->rules, 2);
}

Test(security_seccomp_compile, a_filter_that_notifies_asks_for_a_listener)
{
	auto_arena struct arena arena = NO_ARENA;
	const char *flag = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";
	struct spec_seccomp_rule rule = rule_for(0, "SCMP_ACT_NOTIFY", NULL);
	struct spec_seccomp seccomp = {
		.default_action = "SCMP_ACT_ALLOW",
		.flags = {&flag, 1},
		.flags_given = true,
		.syscalls = &rule,
		.syscall_count = 1,
		.listener_metadata = "words"
	};
	struct error err = NO_ERROR;
	struct filter *filter;

	cr_assert_null(seccomp_compile(&arena, &seccomp, &err));
	cr_expect_str_eq(err.text,
			 "linux.seccomp: SCMP_ACT_NOTIFY needs linux.seccomp.listenerPath");
	seccomp.listener_path = "/agent.sock";
	filter = seccomp_compile(&arena, &seccomp, &err);
	cr_assert_not_null(filter);
	cr_expect(filter->notifies);
	cr_expect_eq(filter->flags, 1u << 5 | SECCOMP_FILTER_FLAG_NEW_LISTENER);
	cr_expect_str_eq(filter->listener_path, "/agent.sock");
	cr_expect_str_eq(filter->listener_metadata, "words");
	/* Without such a rule, neither the path nor the flag mean anything. */
	rule.action = "SCMP_ACT_ERRNO";
	filter = seccomp_compile(&arena, &seccomp, &err);
	cr_expect_not(filter->notifies);
	cr_expect_eq(filter->flags, 0);
}

Test(security_seccomp_compile, what_cannot_be_compiled_is_named)
{
	static const struct {
		const char *default_action, *architecture;
		const char *sentence;
	} rows[] = {
		{"SCMP_ACT_HOPE",   "SCMP_ARCH_X86",
		 "linux.seccomp.defaultAction: \"SCMP_ACT_HOPE\" is no seccomp action"     },
		{"SCMP_ACT_NOTIFY", "SCMP_ARCH_X86",
		 "linux.seccomp: SCMP_ACT_NOTIFY cannot be used as default action"         },
		{"SCMP_ACT_ALLOW",  "SCMP_ARCH_VAX",
		 "linux.seccomp.architectures[0]: \"SCMP_ARCH_VAX\" is no architecture"    },
		{"SCMP_ACT_ALLOW",  "SCMP_ARCH_S390X",
		 "linux.seccomp.architectures[0]: SCMP_ARCH_S390X has the other byte order"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_seccomp seccomp = {.default_action = rows[i].default_action};
		struct error err = NO_ERROR;

		strings_add(&arena, &seccomp.architectures, rows[i].architecture);
		cr_expect_null(seccomp_compile(&arena, &seccomp, &err));
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}

Test(security_seccomp_compile, a_profile_that_does_not_fit_is_refused)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp seccomp = {.default_action = "SCMP_ACT_ERRNO"};
	struct error err = NO_ERROR;

	for (uint64_t i = 0; i < BPF_MAXINSNS; i++) {
		struct spec_seccomp_arg *arg = arena_alloc(&arena, sizeof(*arg));

		*arg = (struct spec_seccomp_arg){.value = i, .op = "SCMP_CMP_EQ"};
		*ARENA_ADD(&arena, seccomp.syscalls, seccomp.syscall_count) =
			rule_for(2, "SCMP_ACT_ALLOW", arg);
	}
	cr_assert_null(seccomp_compile(&arena, &seccomp, &err));
	cr_expect_str_eq(err.text, "linux.seccomp: the filter has more than 4096 instructions");
}
