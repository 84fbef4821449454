/*
 * seccomp_features.c - what is supported of seccomp
 *
 * The words are those of the spec. Architectures are told when libseccomp knows them, and
 * flags are supported when the kernel that runs takes them.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>

#include "alloc.h"
#include "feature_words.h"
#include "json.h"
#include "kernel.h"

void feature_words(struct json *json, const char *key, const char *const *words)
{
	json_begin_array(json, key);
	for (; *words; words++)
		json_string(json, NULL, *words);
	json_end_array(json);
}

struct seccomp_flag {
	const char *name;
	unsigned flags; /* with what it needs beside it */
};

#define KERNEL_FLAG(flag, beside)                                                                  \
	{                                                                                          \
#flag, (flag) | (beside)                                                           \
	}

static const struct seccomp_flag seccomp_flags[] = {
	KERNEL_FLAG(SECCOMP_FILTER_FLAG_TSYNC, 0),
	KERNEL_FLAG(SECCOMP_FILTER_FLAG_LOG, 0),
	KERNEL_FLAG(SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0),
	KERNEL_FLAG(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, SECCOMP_FILTER_FLAG_NEW_LISTENER),
};

/* A kernel that knows the flags goes on to look at the program, which is not there. */
static bool kernel_knows(const struct seccomp_flag *flag)
{
	return sys_seccomp_load(NULL, flag->flags) < 0 && errno == EFAULT;
}

static void write_flags(struct json *json, const char *key, bool supported_only)
{
	json_begin_array(json, key);
	for (size_t i = 0; i < COUNT(seccomp_flags); i++) {
		if (!supported_only || kernel_knows(&seccomp_flags[i]))
			json_string(json, NULL, seccomp_flags[i].name);
	}
	json_end_array(json);
}

/* "SCMP_ARCH_X86_64" is "x86_64" to libseccomp, whose version decides what is known. */
static bool library_knows(const char *architecture)
{
	char name[32] = "";

	architecture += strlen("SCMP_ARCH_");
	for (size_t i = 0; architecture[i] && i + 1 < sizeof(name); i++)
		name[i] = (char)tolower((unsigned char)architecture[i]);
	return seccomp_arch_resolve_name(name) != 0;
}

static void write_architectures(struct json *json)
{
	static const char *const words[] = {
		"SCMP_ARCH_X86",         "SCMP_ARCH_X86_64",  "SCMP_ARCH_X32",
		"SCMP_ARCH_ARM",         "SCMP_ARCH_AARCH64", "SCMP_ARCH_LOONGARCH64",
		"SCMP_ARCH_M68K",        "SCMP_ARCH_MIPS",    "SCMP_ARCH_MIPS64",
		"SCMP_ARCH_MIPS64N32",   "SCMP_ARCH_MIPSEL",  "SCMP_ARCH_MIPSEL64",
		"SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PPC",     "SCMP_ARCH_PPC64",
		"SCMP_ARCH_PPC64LE",     "SCMP_ARCH_S390",    "SCMP_ARCH_S390X",
		"SCMP_ARCH_SH",          "SCMP_ARCH_SHEB",    "SCMP_ARCH_PARISC",
		"SCMP_ARCH_PARISC64",    "SCMP_ARCH_RISCV64",
	};

	json_begin_array(json, "archs");
	for (size_t i = 0; i < COUNT(words); i++) {
		if (library_knows(words[i]))
			json_string(json, NULL, words[i]);
	}
	json_end_array(json);
}

void features_of_seccomp(struct json *json)
{
	json_begin_object(json, "seccomp");
	json_boolean(json, "enabled", true);
	feature_words(json, "actions",
		      WORDS("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL",
			    "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG",
			    "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP"));
	feature_words(json, "operators",
		      WORDS("SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ",
			    "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"));
	write_architectures(json);
	write_flags(json, "knownFlags", false);
	write_flags(json, "supportedFlags", true);
	json_end_object(json);
}
