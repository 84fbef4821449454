/*
 * null_device.c - INIT exchanges the host's null device for the container's
 *
 * An engine gives a container that reads or writes nothing the null device for it: the host's,
 * on a mount that the container does not have. That node stays reachable as /proc/1/fd/0, its
 * owner can be changed through it, and a checkpoint cannot say where it is; so the container's
 * own, which is there by now, takes its place. It is opened only once it is seen to be the null
 * device: what an image has by that name may be anything.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "record.h"
#include "text.h"

static bool is_null_device(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
}

/*
 * Opened for the same use as the one that it replaces. uses are the flags of those that have been
 * replaced, or -1: two of the same use are one file, as they are with most callers.
 */
static int replace(int fd, int proc, int node, int *uses)
{
	auto_close int own = -1;
	char path[32];
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	uses[fd] = flags & (O_ACCMODE | O_APPEND | O_NONBLOCK);
	for (int other = STDIN_FILENO; other < fd; other++) {
		if (uses[other] == uses[fd])
			return dup2(other, fd) < 0 ? -1 : 0;
	}
	snprintf(path, sizeof(path), "self/fd/%d", node);
	own = openat(proc, path, uses[fd] | O_CLOEXEC);
	return own < 0 || dup2(own, fd) < 0 ? -1 : 0;
}

int null_device_take(struct job *job, struct error *err)
{
	auto_close int node = -1;
	int uses[] = {-1, -1, -1};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (!text_equal(job->record->descriptors.keys[fd], NULL_DEVICE))
			continue;
		if (node < 0) {
			node = sys_open_beneath(job->root, NULL_DEVICE);
			if (!is_null_device(node))
				return 0; /* there is none to be had: the host's does as well */
		}
		if (replace(fd, job->proc, node, uses))
			return fail(err, SYSTEM, "open the container's /dev/null as descriptor %d",
				    fd);
	}
	return 0;
}
