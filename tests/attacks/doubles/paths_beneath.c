/*
 * A double of src/kernel/sys_open.c: paths of the root are resolved as everybody else's are, so
 * links of the image lead where they like.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"

static const char *relative(const char *path)
{
	path += strspn(path, "/");
	return *path ? path : ".";
}

int sys_open_beneath(int root, const char *path)
{
	return openat(root, relative(path), O_PATH | O_CLOEXEC);
}

int sys_open_beneath_as(int root, const char *path, int flags, mode_t mode, bool follow_last)
{
	(void)follow_last;
	return openat(root, relative(path), (flags & ~O_NOFOLLOW) | O_CLOEXEC, mode);
}

int sys_open_plain(int root, const char *path, int flags)
{
	return openat(root, relative(path), flags | O_CLOEXEC);
}
