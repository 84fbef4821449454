/*
 * pivot.c - the change of root, and its fallback
 *
 * Theory of operation
 *
 * pivot_root(".", ".") puts the old root on top of the new one, where one umount takes all
 * of the host's mounts away: they are then in no place the container could name, and nothing
 * need be made in the image to hold them meanwhile. It works where the old root is itself a
 * mount point; on an initial ram disk it is not, and --no-pivot moves the new root over it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "rootfs.h"

/*
 * Who closes a mount that is in no place waits until the kernel is sure that nobody looks at it.
 * HOST has one open: here it goes with the host's, for all of which the kernel is waited for once.
 * A help and no more.
 */
static void take_along(const struct job *job)
{
	if (job->network_proc >= 0)
		(void)sys_attach_mount_at(job->network_proc, "/proc");
}

static int pivot(const struct job *job, struct error *err)
{
	take_along(job);
	if (sys_pivot_root(".", ".")) {
		(void)fail(err, SYSTEM, "pivot_root");
		if (err->system == EINVAL)
			return fail_cure(err, "the host runs from an initial ram disk or in a "
					      "chroot: use --no-pivot");
		return -1;
	}
	/* It never propagates: rootfs_mount() made all of these mounts slaves. */
	if (umount2(".", MNT_DETACH))
		return fail(err, SYSTEM, "let go of the host's root");
	return 0;
}

static int move(const struct job *job, struct error *err)
{
	auto_close int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	/* ELOOP: it is there already, for want of a way to its own path: see attach_root(). */
	if (old < 0 || (sys_attach_mount(job->root, old) && errno != ELOOP))
		return fail(err, SYSTEM, "move the root over /");
	if (chroot("."))
		return fail(err, SYSTEM, "chroot");
	return 0;
}

int rootfs_pivot(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;
	int result;

	if (fchdir(job->root))
		return fail(err, SYSTEM, "enter the root %s", plan->rootfs.path);
	if (!plan->rootfs.private_mounts)
		result = chroot(".") ? fail(err, SYSTEM, "chroot") : 0;
	else
		result = plan->no_pivot ? move(job, err) : pivot(job, err);
	/* The working directory has been the new "/" since fchdir(). */
	return result;
}
