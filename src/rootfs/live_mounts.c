/*
 * live_mounts.c - mounts that come and go while the container runs
 *
 * Theory of operation
 *
 * By now the root belongs to whoever runs in it. Mounts are attached as they are at create,
 * beneath the root; links of the image can lead them nowhere else. For the way out that is
 * not enough: a link of the container's making could have us take away what masks a path. So
 * a destination to be unmounted has no link in it at all, and what is unmounted is the very
 * mount that was opened and looked at, whatever its path has become.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "mount_apply.h"
#include "plan.h"
#include "sources.h"

/* umount2() wants a path: the one through the host's /proc is the descriptor itself. */
static int detach(const struct job *job, int mount)
{
	char name[32];

	snprintf(name, sizeof(name), "self/fd/%d", mount);
	return fchdir(job->proc) || umount2(name, MNT_DETACH) ? -1 : 0;
}

int mounts_attach(struct job *job, struct error *err)
{
	size_t count = job->plan->rootfs.mount_count, done = 0;

	while (done < count && mount_apply(job, done, NULL, err) == 0)
		done++;
	if (done == count)
		return 0;
	/* The one that failed may be in place as well. What is not refuses to go: no matter. */
	for (size_t i = done + 1; i-- > 0;) {
		if (job->sources[i] >= 0)
			(void)detach(job, job->sources[i]);
	}
	return -1;
}

static int open_mount(const struct job *job, const char *path, struct error *err)
{
	auto_close int fd = sys_open_plain(job->root, path, O_PATH);
	struct statx st;

	if (fd < 0 && errno == ELOOP)
		return fail(err, REFUSED,
			    "unmount %s: a symbolic link is on the way: give the path it leads to",
			    path);
	if (fd < 0 || statx(fd, "", AT_EMPTY_PATH, 0, &st))
		return fail(err, SYSTEM, "unmount %s", path);
	if (!(st.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return fail(err, STATE, "unmount %s: nothing is mounted there", path);
	return fd_take(&fd);
}

int mounts_detach(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;

	sources_make(job);
	for (size_t i = 0; i < rootfs->mount_count; i++) {
		job->sources[i] = open_mount(job, rootfs->mounts[i].destination, err);
		if (job->sources[i] < 0)
			return -1;
	}
	/* As they came: what is mounted on another goes before it. */
	for (size_t i = rootfs->mount_count; i-- > 0;) {
		if (detach(job, job->sources[i]))
			return fail(err, SYSTEM, "unmount %s", rootfs->mounts[i].destination);
	}
	return 0;
}
