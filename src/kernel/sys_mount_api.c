/*
 * sys_mount_api.c - mounts by descriptor
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

#ifndef SYS_open_tree_attr
#define SYS_open_tree_attr 467 /* since Linux 6.15 */
#endif

/* The kernel's last line about a failed filesystem: "tmpfs: Bad value for 'size'". */
static char complaint[128];

const char *sys_filesystem_complaint(void)
{
	return complaint;
}

static unsigned clone_flags(const char *path, bool recursive, bool unfollowed)
{
	return OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (*path ? 0 : AT_EMPTY_PATH) |
	       (recursive ? AT_RECURSIVE : 0) | (unfollowed ? AT_SYMLINK_NOFOLLOW : 0);
}

int sys_clone_mount_at(int dir, const char *path, bool recursive, bool follow)
{
	return open_tree(dir, path, clone_flags(path, recursive, !follow));
}

int sys_clone_mount(int fd, bool recursive)
{
	return open_tree(fd, "", clone_flags("", recursive, false));
}

static int set_attributes(int fd, struct mount_attr *attributes, bool recursive)
{
	return mount_setattr(fd, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), attributes,
			     sizeof(*attributes));
}

int sys_set_mount(int fd, uint64_t set, uint64_t clear, uint64_t propagation, bool recursive)
{
	struct mount_attr attributes = {
		.attr_set = set, .attr_clr = clear, .propagation = propagation & ~(uint64_t)MS_REC};

	return set_attributes(fd, &attributes, recursive);
}

static int clone_and_set(int dir, const char *path, unsigned flags, const struct clone_how *how)
{
	auto_close int fd = open_tree(dir, path, flags);

	if (fd < 0 || sys_set_mount(fd, how->set, 0, how->propagation, how->recursive))
		return -1;
	return fd_take(&fd);
}

int sys_clone_mount_as(int dir, const char *path, const struct clone_how *how)
{
	static bool lacking;
	struct mount_attr attributes = {.attr_set = how->set,
					.propagation = how->propagation & ~(uint64_t)MS_REC};
	const unsigned flags = clone_flags(path, how->recursive, how->unfollowed);
	int fd = -1;

	if (!lacking) {
		fd = (int)syscall(SYS_open_tree_attr, dir, path, flags, &attributes,
				  sizeof(attributes));
		lacking = fd < 0 && errno == ENOSYS;
	}
	/* Whatever it was: a filter that knows not this call may know the others. */
	return fd < 0 ? clone_and_set(dir, path, flags, how) : fd;
}

int sys_idmap_mount(int fd, int user_namespace, bool recursive)
{
	struct mount_attr attributes = {.attr_set = MOUNT_ATTR_IDMAP,
					.userns_fd = (uint64_t)user_namespace};

	return set_attributes(fd, &attributes, recursive);
}

int sys_attach_mount(int mount, int target)
{
	return move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int sys_attach_mount_at(int mount, const char *path)
{
	return move_mount(mount, "", AT_FDCWD, path,
			  MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS);
}

/* Each message is one read, "e tmpfs: Bad value for 'size'"; the last error says it best. */
static void keep_complaint(int context)
{
	char message[256];
	int system = errno;
	ssize_t length;

	while ((length = read(context, message, sizeof(message) - 1)) > 0) {
		message[length] = '\0';
		message[strcspn(message, "\n")] = '\0';
		if (strncmp(message, "e ", 2) == 0)
			snprintf(complaint, sizeof(complaint), "%.*s", (int)sizeof(complaint) - 1,
				 message + 2);
	}
	errno = system;
}

int sys_new_filesystem(const char *type, const struct fs_option *options, size_t count,
		       uint64_t attributes)
{
	auto_close int context = fsopen(type, FSOPEN_CLOEXEC);
	int mount = -1, result = 0;

	complaint[0] = '\0';
	if (context < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++)
		result = fsconfig(context,
				  options[i].value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG,
				  options[i].name, options[i].value, 0);
	if (result == 0)
		result = fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	if (result == 0)
		mount = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)attributes);
	if (mount < 0)
		keep_complaint(context);
	return mount;
}
