/*
 * seccomp_fields.c - linux.seccomp
 *
 * Actions, operators, architectures and flags are words of libseccomp's and the kernel's:
 * the compiler of the profile knows which of them work here.
 */
#include "tables.h"

static const struct field spec_seccomp_arg_rows[] = {
	/* A system call has six arguments. */
	INTEGER(spec_seccomp_arg, index, "index", 0, 5, REQUIRED),
	UNSIGNED(spec_seccomp_arg, value, "value", REQUIRED),
	UNSIGNED(spec_seccomp_arg, value_two, "valueTwo"),
	STRING(spec_seccomp_arg, op, "op", REQUIRED),
};

static TABLE(spec_seccomp_arg);

static const struct field spec_seccomp_rule_rows[] = {
	STRINGS(spec_seccomp_rule, names, "names", REQUIRED),
	STRING(spec_seccomp_rule, action, "action", REQUIRED),
	OPTIONAL(spec_seccomp_rule, errno_ret, "errnoRet", 0, MOST_UNSIGNED),
	LIST(spec_seccomp_rule, args, arg_count, "args", spec_seccomp_arg),
};

static TABLE(spec_seccomp_rule);

static const struct field spec_seccomp_rows[] = {
	STRING(spec_seccomp, default_action, "defaultAction", REQUIRED),
	OPTIONAL(spec_seccomp, default_errno_ret, "defaultErrnoRet", 0, MOST_UNSIGNED),
	STRINGS(spec_seccomp, flags, "flags", GIVEN(spec_seccomp, flags_given)),
	STRING(spec_seccomp, listener_path, "listenerPath"),
	STRING(spec_seccomp, listener_metadata, "listenerMetadata"),
	STRINGS(spec_seccomp, architectures, "architectures"),
	LIST(spec_seccomp, syscalls, syscall_count, "syscalls", spec_seccomp_rule),
};

TABLE(spec_seccomp);
