/*
 * seccomp_names.h - the words of linux.seccomp and what they mean
 */
#ifndef BERTH_SECCOMP_NAMES_H
#define BERTH_SECCOMP_NAMES_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "spec.h"

/*
 * A way to call the kernel. The kernel tells a filter the machine only; two ABIs of one
 * machine (x86_64 and x32) differ in where their numbers begin.
 */
struct seccomp_abi {
	const char *name;
	uint32_t token;   /* libseccomp's */
	uint32_t machine; /* AUDIT_ARCH_.. */
	uint32_t first;   /* its lowest system call number */
	bool wide;        /* arguments have 64 bits */
	bool big_endian;
};

/* Linux 5.19; not in the headers of every distribution. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define X32_FIRST 0x40000000u

/* A comparison is one of three tests, or its opposite. */
enum seccomp_test {
	MASKED_EQUAL,
	GREATER,
	GREATER_OR_EQUAL
};

struct seccomp_operator {
	const char *name;
	enum seccomp_test test;
	bool opposite, masked;
};

const struct seccomp_abi *seccomp_abi_find(const char *name);
const struct seccomp_abi *seccomp_abi_native(void);
const struct seccomp_operator *seccomp_operator_find(const char *name);

/* SECCOMP_RET_.. with its data. where is the JSON path of the action's object. */
int seccomp_action_read(const char *name, const struct optional *errno_ret, const char *where,
			uint32_t *action, struct error *err);

/* SECCOMP_FILTER_FLAG_.. of linux.seccomp.flags. */
int seccomp_flags_read(const struct spec_seccomp *seccomp, unsigned *flags, struct error *err);

#endif
