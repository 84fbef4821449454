/* seccomp_names.c: actions, architectures, operators and flags */
#include <criterion/criterion.h>
#include <errno.h>
#include <seccomp.h>

#include "alloc.h"
#include "error.h"
#include "seccomp_names.h"

Test(security_seccomp_names, actions_are_the_kernels_with_their_data)
{
	static const struct {
		const char *name;
		struct optional errno_ret;
		uint32_t action;
	} rows[] = {
		{"SCMP_ACT_KILL",         {false, 0},    SCMP_ACT_KILL        },
		{"SCMP_ACT_KILL_THREAD",  {false, 0},    SCMP_ACT_KILL_THREAD },
		{"SCMP_ACT_KILL_PROCESS", {false, 0},    SCMP_ACT_KILL_PROCESS},
		{"SCMP_ACT_TRAP",         {false, 0},    SCMP_ACT_TRAP        },
		{"SCMP_ACT_ERRNO",        {false, 0},    SCMP_ACT_ERRNO(EPERM)},
		{"SCMP_ACT_ERRNO",        {true, 0},     SCMP_ACT_ERRNO(0)    },
		{"SCMP_ACT_ERRNO",        {true, 4095},  SCMP_ACT_ERRNO(4095) },
		{"SCMP_ACT_TRACE",        {false, 0},    SCMP_ACT_TRACE(EPERM)},
		{"SCMP_ACT_TRACE",        {true, ENXIO}, SCMP_ACT_TRACE(ENXIO)},
		{"SCMP_ACT_ALLOW",        {false, 0},    SCMP_ACT_ALLOW       },
		{"SCMP_ACT_LOG",          {false, 0},    SCMP_ACT_LOG         },
		{"SCMP_ACT_NOTIFY",       {false, 0},    SCMP_ACT_NOTIFY      },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;
		uint32_t action = 1;

		cr_expect_eq(
			seccomp_action_read(rows[i].name, &rows[i].errno_ret, "x", &action, &err),
			0, "%s", err.text);
		cr_expect_eq(action, rows[i].action, "%s", rows[i].name);
	}
}

Test(security_seccomp_names, an_action_that_cannot_be_is_named)
{
	static const struct {
		const char *name;
		struct optional errno_ret;
		const char *sentence;
	} rows[] = {
		{"SCMP_ACT_HOPE",  {false, 0},    "x: \"SCMP_ACT_HOPE\" is no seccomp action"},
		{"ALLOW",          {false, 0},    "x: \"ALLOW\" is no seccomp action"        },
		{NULL,             {false, 0},    "x: \"\" is no seccomp action"             },
		{"SCMP_ACT_KILL",  {true, 1},     "x: SCMP_ACT_KILL takes no errno"          },
		{"SCMP_ACT_ERRNO", {true, 4096},  "x: errno 4096 is not in 0..4095"          },
		{"SCMP_ACT_ERRNO", {true, -1},    "x: errno -1 is not in 0..4095"            },
 /* Cut off to 16 bits it would be 1. */
		{"SCMP_ACT_ERRNO", {true, 65537}, "x: errno 65537 is not in 0..4095"         },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;
		uint32_t action;

		cr_expect_eq(
			seccomp_action_read(rows[i].name, &rows[i].errno_ret, "x", &action, &err),
			-1);
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}

Test(security_seccomp_names, flags_have_a_default_only_when_the_key_is_missing)
{
	static const struct {
		const char *names[2];
		size_t count;
		bool given;
		unsigned flags;
	} rows[] = {
		{{NULL},                                                        0, false, SECCOMP_FILTER_FLAG_SPEC_ALLOW},
		{{NULL},                                                        0, true,  0                             },
		{{"SECCOMP_FILTER_FLAG_TSYNC"},                                 1, true,  0                             },
		{{"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"},
		 2,                                                                true,
		 SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW                                               },
		{{"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"},
		 1,                                                                true,
		 SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV                                                                 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct spec_seccomp seccomp = {
			.flags = {(const char **)rows[i].names, rows[i].count},
			.flags_given = rows[i].given
		};
		struct error err = NO_ERROR;
		unsigned flags = 12345;

		cr_expect_eq(seccomp_flags_read(&seccomp, &flags, &err), 0, "%s", err.text);
		cr_expect_eq(flags, rows[i].flags, "row %zu: %x", i, flags);
	}
}

Test(security_seccomp_names, an_unknown_flag_is_refused)
{
	const char *names[] = {"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_HOPE"};
	struct spec_seccomp seccomp = {
		.flags = {names, 2},
		  .flags_given = true
	};
	struct error err = NO_ERROR;
	unsigned flags;

	cr_expect_eq(seccomp_flags_read(&seccomp, &flags, &err), -1);
	cr_expect_str_eq(err.text, "linux.seccomp.flags[1]: \"SECCOMP_FILTER_FLAG_HOPE\" is no "
				   "filter flag");
}

Test(security_seccomp_names, every_architecture_is_one_that_libseccomp_resolves_names_for)
{
	static const char *const names[] = {
		"SCMP_ARCH_X86",     "SCMP_ARCH_X86_64",  "SCMP_ARCH_X32",     "SCMP_ARCH_ARM",
		"SCMP_ARCH_AARCH64", "SCMP_ARCH_MIPS",    "SCMP_ARCH_PPC64LE", "SCMP_ARCH_S390X",
		"SCMP_ARCH_PARISC",  "SCMP_ARCH_RISCV64",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct seccomp_abi *abi = seccomp_abi_find(names[i]);

		cr_assert_not_null(abi, "%s", names[i]);
		cr_expect_geq(seccomp_syscall_resolve_name_arch(abi->token, "read"), 0);
	}
	cr_expect_null(seccomp_abi_find("SCMP_ARCH_VAX"));
	cr_expect_eq(seccomp_abi_native()->token, seccomp_arch_native());
}
