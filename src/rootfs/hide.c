/*
 * hide.c - masked and read-only paths
 *
 * Theory of operation
 *
 * The spec names paths the container must not read (linux.maskedPaths) and paths it must not
 * write (linux.readonlyPaths). Both are done by mounting over them, once the root is in
 * place:
 *
 *	masked file		the host's /dev/null
 *	masked directory	an empty read-only tmpfs, one for all of them
 *	read-only path		the path itself, as mounts that are read-only
 *
 * The image is not trusted. A target is therefore opened beneath the root before it is used,
 * and /dev/null is the mount HOST cloned before the image was looked at: an image whose own
 * /dev/null is a link into /proc would otherwise have us mount that file, writable
 * (CVE-2025-31133).
 *
 * A path that does not exist is not an error: such lists are written for kernels in general,
 * and what is in /proc differs between them. Nor is one that INIT cannot reach: the
 * container, which has no more rights, cannot either.
 */
#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "rootfs.h"
#include "spent.h"

#define COVER (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* What masks: attached by its first use, copied by every later one. */
struct cover {
	int fd;
	bool used;
};

static int lay(struct cover *cover, int target, struct spent *spent)
{
	int copy, result;

	if (!cover->used) {
		cover->used = true;
		return sys_attach_mount(cover->fd, target);
	}
	copy = sys_clone_mount(cover->fd, false);
	result = copy < 0 ? -1 : sys_attach_mount(copy, target);
	spent_add(spent, &copy);
	return result;
}

static bool is_directory(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static int mask(struct cover *file, struct cover *directory, int target, struct spent *spent)
{
	static const struct fs_option empty[] = {
		{"source", "tmpfs"},
		{"mode",   "555"  },
		{"size",   "4k"   },
	};

	if (!is_directory(target))
		return lay(file, target, spent);
	if (directory->fd < 0)
		directory->fd = sys_new_filesystem("tmpfs", empty, COUNT(empty), COVER);
	return directory->fd < 0 ? -1 : lay(directory, target, spent);
}

static int freeze(int target, struct spent *spent)
{
	static const struct clone_how frozen = {.recursive = true, .set = MOUNT_ATTR_RDONLY};
	int self = sys_clone_mount_as(target, "", &frozen);
	int result = self < 0 ? -1 : sys_attach_mount(self, target);

	spent_add(spent, &self);
	return result;
}

static bool is_out_of_reach(void)
{
	return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
}

static int mask_all(const struct job *job, struct cover *directory, struct spent *spent,
		    struct error *err)
{
	const struct strings *paths = &job->plan->rootfs.masked;
	struct cover file = {.fd = job->null};

	for (size_t i = 0; i < paths->count; i++) {
		auto_close int target = sys_open_beneath(job->root, paths->items[i]);

		if (target < 0 && is_out_of_reach())
			continue;
		if (target < 0 || mask(&file, directory, target, spent))
			return fail(err, SYSTEM, "mask %s", paths->items[i]);
		spent_add(spent, &target);
	}
	return 0;
}

static int freeze_all(const struct job *job, struct spent *spent, struct error *err)
{
	const struct strings *paths = &job->plan->rootfs.readonly_paths;

	for (size_t i = 0; i < paths->count; i++) {
		auto_close int target = sys_open_beneath(job->root, paths->items[i]);

		if (target < 0 && is_out_of_reach())
			continue;
		if (target < 0 || freeze(target, spent))
			return fail(err, SYSTEM, "make %s read-only", paths->items[i]);
		spent_add(spent, &target);
	}
	return 0;
}

int paths_hide(struct job *job, struct error *err)
{
	struct cover directory = {.fd = -1};
	auto_spent struct spent spent = NOTHING_SPENT;
	int result = mask_all(job, &directory, &spent, err);

	spent_add(&spent, &directory.fd);
	spent_add(&spent, &job->null);
	return result ? -1 : freeze_all(job, &spent, err);
}
