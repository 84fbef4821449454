/*
 * kinds.c - the namespaces, as rows
 *
 * In the order of joining: the user namespace first, since it is what gives the right to
 * join the others; the mount namespace last, since paths are looked up until then.
 */
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "namespaces.h"

/* clang-format off */
const struct namespace_kind namespace_kinds[] = {
	{"user",    CLONE_NEWUSER,   "user"},
	{"pid",     CLONE_NEWPID,    "pid"},
	{"network", CLONE_NEWNET,    "net"},
	{"ipc",     CLONE_NEWIPC,    "ipc"},
	{"uts",     CLONE_NEWUTS,    "uts"},
	{"cgroup",  CLONE_NEWCGROUP, "cgroup"},
	{"time",    CLONE_NEWTIME,   "time"},
	{"mount",   CLONE_NEWNS,     "mnt"},
};
/* clang-format on */

const size_t namespace_kind_count = COUNT(namespace_kinds);

const struct namespace_kind *namespace_kind(const char *type)
{
	for (size_t i = 0; i < namespace_kind_count; i++) {
		if (strcmp(namespace_kinds[i].type, type) == 0)
			return &namespace_kinds[i];
	}
	return NULL;
}
