/*
 * seccomp_names.c - actions, architectures, operators and flags
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "seccomp_names.h"

#define WIDE   .wide = true
#define BIG    .big_endian = true
#define NARROW .wide = false

/* clang-format off */
static const struct seccomp_abi abis[] = {
	{"SCMP_ARCH_X86",         SCMP_ARCH_X86,         AUDIT_ARCH_I386,        0,         NARROW},
	{"SCMP_ARCH_X86_64",      SCMP_ARCH_X86_64,      AUDIT_ARCH_X86_64,      0,         WIDE},
	/* Its registers are wide, but libseccomp compares 32 bits, and so do all its users. */
	{"SCMP_ARCH_X32",         SCMP_ARCH_X32,         AUDIT_ARCH_X86_64,      X32_FIRST, NARROW},
	{"SCMP_ARCH_ARM",         SCMP_ARCH_ARM,         AUDIT_ARCH_ARM,         0,         NARROW},
	{"SCMP_ARCH_AARCH64",     SCMP_ARCH_AARCH64,     AUDIT_ARCH_AARCH64,     0,         WIDE},
	{"SCMP_ARCH_MIPS",        SCMP_ARCH_MIPS,        SCMP_ARCH_MIPS,         0,         NARROW, BIG},
	{"SCMP_ARCH_MIPS64",      SCMP_ARCH_MIPS64,      SCMP_ARCH_MIPS64,       0,         WIDE, BIG},
	{"SCMP_ARCH_MIPS64N32",   SCMP_ARCH_MIPS64N32,   SCMP_ARCH_MIPS64N32,    0,         NARROW, BIG},
	{"SCMP_ARCH_MIPSEL",      SCMP_ARCH_MIPSEL,      SCMP_ARCH_MIPSEL,       0,         NARROW},
	{"SCMP_ARCH_MIPSEL64",    SCMP_ARCH_MIPSEL64,    SCMP_ARCH_MIPSEL64,     0,         WIDE},
	{"SCMP_ARCH_MIPSEL64N32", SCMP_ARCH_MIPSEL64N32, SCMP_ARCH_MIPSEL64N32,  0,         NARROW},
	{"SCMP_ARCH_PPC",         SCMP_ARCH_PPC,         AUDIT_ARCH_PPC,         0,         NARROW, BIG},
	{"SCMP_ARCH_PPC64",       SCMP_ARCH_PPC64,       AUDIT_ARCH_PPC64,       0,         WIDE, BIG},
	{"SCMP_ARCH_PPC64LE",     SCMP_ARCH_PPC64LE,     AUDIT_ARCH_PPC64LE,     0,         WIDE},
	{"SCMP_ARCH_S390",        SCMP_ARCH_S390,        AUDIT_ARCH_S390,        0,         NARROW, BIG},
	{"SCMP_ARCH_S390X",       SCMP_ARCH_S390X,       AUDIT_ARCH_S390X,       0,         WIDE, BIG},
	{"SCMP_ARCH_PARISC",      SCMP_ARCH_PARISC,      AUDIT_ARCH_PARISC,      0,         NARROW, BIG},
	{"SCMP_ARCH_PARISC64",    SCMP_ARCH_PARISC64,    AUDIT_ARCH_PARISC64,    0,         WIDE, BIG},
	{"SCMP_ARCH_RISCV64",     SCMP_ARCH_RISCV64,     AUDIT_ARCH_RISCV64,     0,         WIDE},
};

static const struct seccomp_operator operators[] = {
	{"SCMP_CMP_NE",        MASKED_EQUAL,     true,  false},
	{"SCMP_CMP_LT",        GREATER_OR_EQUAL, true,  false},
	{"SCMP_CMP_LE",        GREATER,          true,  false},
	{"SCMP_CMP_EQ",        MASKED_EQUAL,     false, false},
	{"SCMP_CMP_GE",        GREATER_OR_EQUAL, false, false},
	{"SCMP_CMP_GT",        GREATER,          false, false},
	{"SCMP_CMP_MASKED_EQ", MASKED_EQUAL,     false, true},
};

static const struct {
	const char *name;
	uint32_t action;
	bool takes_errno;
} actions[] = {
	{"SCMP_ACT_KILL",         SECCOMP_RET_KILL_THREAD,  false},
	{"SCMP_ACT_KILL_THREAD",  SECCOMP_RET_KILL_THREAD,  false},
	{"SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS, false},
	{"SCMP_ACT_TRAP",         SECCOMP_RET_TRAP,         false},
	{"SCMP_ACT_ERRNO",        SECCOMP_RET_ERRNO,        true},
	{"SCMP_ACT_TRACE",        SECCOMP_RET_TRACE,        true},
	{"SCMP_ACT_ALLOW",        SECCOMP_RET_ALLOW,        false},
	{"SCMP_ACT_LOG",          SECCOMP_RET_LOG,          false},
	{"SCMP_ACT_NOTIFY",       SECCOMP_RET_USER_NOTIF,   false},
};

static const struct {
	const char *name;
	unsigned flag;
} flags_known[] = {
	/* Means nothing to a process with one thread, but profiles name it. */
	{"SECCOMP_FILTER_FLAG_TSYNC",              0},
	{"SECCOMP_FILTER_FLAG_LOG",                SECCOMP_FILTER_FLAG_LOG},
	{"SECCOMP_FILTER_FLAG_SPEC_ALLOW",         SECCOMP_FILTER_FLAG_SPEC_ALLOW},
	{"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV},
};
/* clang-format on */

/* What the kernel accepts as an errno (MAX_ERRNO); more would be cut off silently. */
#define MOST_ERRNO 4095

const struct seccomp_abi *seccomp_abi_find(const char *name)
{
	for (size_t i = 0; i < COUNT(abis); i++) {
		if (strcmp(abis[i].name, name) == 0)
			return &abis[i];
	}
	return NULL;
}

const struct seccomp_abi *seccomp_abi_native(void)
{
	uint32_t token = seccomp_arch_native();

	for (size_t i = 0; i < COUNT(abis); i++) {
		if (abis[i].token == token)
			return &abis[i];
	}
	return NULL;
}

const struct seccomp_operator *seccomp_operator_find(const char *name)
{
	for (size_t i = 0; i < COUNT(operators); i++) {
		if (strcmp(operators[i].name, name) == 0)
			return &operators[i];
	}
	return NULL;
}

int seccomp_action_read(const char *name, const struct optional *errno_ret, const char *where,
			uint32_t *action, struct error *err)
{
	for (size_t i = 0; i < COUNT(actions); i++) {
		uint32_t data = actions[i].takes_errno ? EPERM : 0;

		if (!name || strcmp(actions[i].name, name) != 0)
			continue;
		if (errno_ret->given) {
			if (!actions[i].takes_errno)
				return fail(err, SPEC, "%s: %s takes no errno", where, name);
			if (errno_ret->value < 0 || errno_ret->value > MOST_ERRNO)
				return fail(err, SPEC, "%s: errno %lld is not in 0..%d", where,
					    (long long)errno_ret->value, MOST_ERRNO);
			data = (uint32_t)errno_ret->value;
		}
		*action = actions[i].action | data;
		return 0;
	}
	return fail(err, SPEC, "%s: \"%s\" is no seccomp action", where, name ? name : "");
}

int seccomp_flags_read(const struct spec_seccomp *seccomp, unsigned *flags, struct error *err)
{
	/* As runc: without the key, no speculation barriers that the profile did not ask for. */
	unsigned set = seccomp->flags_given ? 0 : SECCOMP_FILTER_FLAG_SPEC_ALLOW;

	for (size_t i = 0; i < seccomp->flags.count; i++) {
		const char *name = seccomp->flags.items[i];
		size_t at = 0;

		while (at < COUNT(flags_known) && strcmp(flags_known[at].name, name) != 0)
			at++;
		if (at == COUNT(flags_known))
			return fail(err, SPEC, "linux.seccomp.flags[%zu]: \"%s\" is no filter flag",
				    i, name);
		set |= flags_known[at].flag;
	}
	*flags = set;
	return 0;
}
