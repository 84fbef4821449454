/*
 * sys_open.c - beneath a root, never outside it
 *
 * The kernel itself resolves the path with the given directory as "/": links and ".."
 * cannot leave it. Magic links (/proc/PID/fd/N) would, so they are never followed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

static int open_resolved(int root, const char *path, struct open_how how)
{
	int fd;

	how.flags |= O_CLOEXEC;
	how.resolve |= RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
	/*
	 * EAGAIN: something was renamed or mounted meanwhile and the kernel cannot tell
	 * whether ".." stayed inside. Somebody who does this without end shall not hold us.
	 */
	for (int tries = 0; tries < 128; tries++) {
		fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return fd;
}

int sys_open_beneath(int root, const char *path)
{
	return open_resolved(root, path, (struct open_how){.flags = O_PATH});
}

int sys_open_beneath_as(int root, const char *path, int flags, mode_t mode, bool follow_last)
{
	struct open_how how = {.flags = (unsigned)flags | (follow_last ? 0U : O_NOFOLLOW),
			       .mode = flags & O_CREAT ? mode : 0};
	auto_close int fd = open_resolved(root, path, how);
	struct stat st;

	/* O_PATH with O_NOFOLLOW opens the link instead of refusing it. */
	if (fd >= 0 && !follow_last && (fstat(fd, &st) || S_ISLNK(st.st_mode))) {
		errno = ELOOP;
		return -1;
	}
	return fd_take(&fd);
}

int sys_open_plain(int root, const char *path, int flags)
{
	return open_resolved(
		root, path,
		(struct open_how){.flags = (unsigned)flags, .resolve = RESOLVE_NO_SYMLINKS});
}
