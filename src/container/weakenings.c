/*
 * weakenings.c - what a plan gives away, in words
 *
 * Each row is a defence that a container can have, and what it means that this one does not have
 * it. A plan with everything says nothing. It is said by `describe` alone: what was asked for is
 * done, and whoever reads the plan decides.
 */
#include <linux/capability.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "plan.h"
#include "text.h"
#include "weakenings.h"

#define BIT(capability) (1ull << (capability))

/* What Docker leaves to root, which is what images expect. */
#define USUAL                                                                                      \
	(BIT(CAP_AUDIT_WRITE) | BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) |         \
	 BIT(CAP_FSETID) | BIT(CAP_KILL) | BIT(CAP_MKNOD) | BIT(CAP_NET_BIND_SERVICE) |            \
	 BIT(CAP_NET_RAW) | BIT(CAP_SETFCAP) | BIT(CAP_SETGID) | BIT(CAP_SETPCAP) |                \
	 BIT(CAP_SETUID) | BIT(CAP_SYS_CHROOT))

static bool has_user_namespace(const struct plan *plan)
{
	return plan_has_namespace(plan, CLONE_NEWUSER);
}

static bool is_root_of_host(const struct plan *plan)
{
	return !has_user_namespace(plan) && plan->caller.standing == ROOT_OF_HOST &&
	       (plan->privileges.uid == 0 || plan->privileges.bounding);
}

static bool gains_privileges(const struct plan *plan)
{
	return !plan->privileges.no_new_privileges && plan->privileges.bounding;
}

static bool is_unfiltered(const struct plan *plan)
{
	return !plan->privileges.filter;
}

static bool traces(const struct plan *plan)
{
	return !has_user_namespace(plan) && plan->privileges.bounding & BIT(CAP_SYS_PTRACE);
}

static bool is_unguarded(const struct plan *plan)
{
	return !plan->cgroup.filter && !has_user_namespace(plan) &&
	       plan->privileges.bounding & BIT(CAP_MKNOD);
}

static bool is_unhidden(const struct plan *plan)
{
	return !has_user_namespace(plan) && strings_find(&plan->rootfs.masked, "/proc/kcore") < 0;
}

static bool writes_sysctls(const struct plan *plan)
{
	return !has_user_namespace(plan) &&
	       strings_find(&plan->rootfs.readonly_paths, "/proc/sys") < 0;
}

static bool keeps_groups(const struct plan *plan)
{
	return plan->privileges.keep_groups;
}

static bool keeps_keyring(const struct plan *plan)
{
	return !plan->new_keyring;
}

static const struct {
	bool (*weak)(const struct plan *plan);
	const char *words;
} rows[] = {
	{is_root_of_host,  "root inside is root of the host: there is no user namespace"        },
	{gains_privileges, "programs may gain privileges: noNewPrivileges is not set"           },
	{is_unfiltered,    "every system call can be made: there is no seccomp filter"          },
	{traces,           "CAP_SYS_PTRACE without a user namespace: it can take hold of every "
		 "process that it sees"                                         },
	{is_unguarded,     "every device of the host can be made and opened: no rule denies any"},
	{is_unhidden,      "/proc/kcore is not masked"                                          },
	{writes_sysctls,   "/proc/sys can be written"                                           },
	{keeps_groups,     "the groups of the caller are kept"                                  },
	{keeps_keyring,    "the session keyring is the caller's"                                },
};

static const struct {
	uint64_t flag;
	const char *words;
} shared[] = {
	{CLONE_NEWPID, "it sees the host's processes"                                 },
	{CLONE_NEWNET, "it has the host's network, with abstract sockets and loopback"},
	{CLONE_NEWIPC, "it has the host's System V IPC and message queues"            },
	{CLONE_NEWNS,  "it has the host's mounts: its root is no more than a chroot"  },
	{CLONE_NEWUTS, "it has the host's name, and may change it with CAP_SYS_ADMIN" },
};

static void unusual_print(uint64_t bits, struct text *out)
{
	if (!bits)
		return;
	text_add(out, "  beyond the usual capabilities:");
	for (; bits; bits &= bits - 1)
		text_format(out, " %s", capability_name(__builtin_ctzll(bits)));
	text_add(out, "\n");
}

void weakenings_print(const struct plan *plan, struct text *out)
{
	auto_text struct text found = NO_TEXT;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].weak(plan))
			text_format(&found, "  %s\n", rows[i].words);
	}
	for (size_t i = 0; i < COUNT(shared); i++) {
		if (!plan_has_namespace(plan, shared[i].flag))
			text_format(&found, "  %s\n", shared[i].words);
	}
	unusual_print(plan->privileges.bounding & ~USUAL, &found);
	if (found.length)
		text_format(out, "weaker than it could be\n%s", found.start);
}
