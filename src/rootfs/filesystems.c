/*
 * filesystems.c - filesystem types that need care
 *
 * Theory of operation
 *
 * Some filesystems show a namespace: proc the process ids, sysfs the network, mqueue the
 * queues, cgroup2 the groups. Inside a user namespace the kernel lets us mount one only if
 * that namespace is the container's own. When it is the host's, the host's mount shows just
 * what a new one would; HOST clones that beforehand and INIT attaches it.
 *
 * For others than root of the host that of sysfs is at hand in any case: where something is mounted
 * over a part of the host's own, as in a container, the kernel permits no new one at all.
 *
 * cgroup2 is bound from the host whenever the container has no cgroup namespace: a second
 * mount would be the same one, and measured 5 to 14 ms slower.
 */
#include <sched.h>
#include <string.h>
#include <sys/mount.h>

#include "alloc.h"
#include "filesystems.h"
#include "plan.h"

#define CAREFUL   (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define UNTOUCHED (CAREFUL | MOUNT_ATTR_RDONLY)

/* clang-format off */
static const struct filesystem filesystems[] = {
	{"proc",    "proc",    CLONE_NEWPID,    "/proc",          CAREFUL,   .on_ordinary_directory = true, .plain_options = true},
	{"sysfs",   "sysfs",   CLONE_NEWNET,    "/sys",           UNTOUCHED, .on_ordinary_directory = true, .plain_options = true},
	{"cgroup",  "cgroup2", CLONE_NEWCGROUP, "/sys/fs/cgroup", CAREFUL,   .plain_options = true},
	{"cgroup2", "cgroup2", CLONE_NEWCGROUP, "/sys/fs/cgroup", CAREFUL,   .plain_options = true},
	{"mqueue",  "mqueue",  CLONE_NEWIPC,    "/dev/mqueue",    CAREFUL,   .plain_options = true},
	{"tmpfs",   "tmpfs",   .labelled = true, .plain_options = true, .fill_first = true},
	{"devpts",  "devpts",  .labelled = true, .plain_options = true},
	{"overlay", "overlay", .labelled = true},
};
/* clang-format on */

const struct filesystem *filesystem_find(const char *type)
{
	for (size_t i = 0; i < COUNT(filesystems); i++) {
		if (strcmp(filesystems[i].type, type) == 0)
			return &filesystems[i];
	}
	return NULL;
}

bool filesystem_is_borrowed(const struct plan *plan, const struct mount_plan *mount)
{
	const struct filesystem *fs =
		mount->kind == MOUNT_FILESYSTEM ? filesystem_find(mount->type) : NULL;

	if (!fs || !fs->host_path)
		return false;
	if (fs->namespace_flag == CLONE_NEWCGROUP)
		return !plan_has_namespace(plan, CLONE_NEWCGROUP);
	if (!plan_lacks_host_rights(plan))
		return false;
	if (fs->namespace_flag == CLONE_NEWNET && plan->caller.standing != ROOT_OF_HOST)
		return true;
	/* One that was joined may belong to another user namespace. */
	return !(plan->namespaces.made & fs->namespace_flag);
}
