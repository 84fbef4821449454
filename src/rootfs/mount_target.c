/*
 * mount_target.c - the places in a root where something is put
 *
 * Theory of operation
 *
 * What exists is opened by the kernel, beneath the root, in one call; mostly no link is on the
 * way, and the kernel is made to say so by being asked for that first. What does not exist is made
 * component by component: each prefix of the path is resolved anew beneath the root, so the
 * directory that receives a new name is always inside, whatever somebody who shares a volume
 * with us renames meanwhile. Names are made with mkdirat() and O_EXCL, which follow no link.
 *
 * A name that exists although its path leads nowhere is a dangling link. Its text takes the
 * place of the prefix and the walk starts over; ".." in it is left to the kernel, for only
 * the kernel knows what it means behind another link.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "mount_target.h"
#include "text.h"

/* Bounds links and races alike; the kernel allows 40 links in a path. */
#define MOST_RESTARTS 40

static void add_prefix(struct text *prefix, const char *path, size_t length)
{
	text_add(prefix, "/");
	text_add_bytes(prefix, path, length);
}

static int open_prefix(int root, const char *path, size_t length)
{
	auto_text struct text prefix = NO_TEXT;

	add_prefix(&prefix, path, length);
	return sys_open_beneath(root, prefix.start);
}

static int make_name(int parent, const char *name, enum target_kind kind)
{
	int fd;

	if (kind == TARGET_DIRECTORY)
		return mkdirat(parent, name, 0755);
	fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	return close(fd);
}

/* Puts the text of the link at path[start..end) in its place. */
static int splice_link(int parent, const char *name, char *path, size_t start, size_t end)
{
	char link[PATH_MAX], whole[PATH_MAX];
	ssize_t length = readlinkat(parent, name, link, sizeof(link) - 1);
	int written;

	/* EINVAL: no link any more, so somebody was quicker. The walk starts over either way. */
	if (length < 0)
		return errno == EINVAL || errno == ENOENT ? 0 : -1;
	link[length] = '\0';
	written = snprintf(whole, sizeof(whole), "%.*s/%s%s", link[0] == '/' ? 0 : (int)start, path,
			   link, path + end);
	if (written >= (int)sizeof(whole)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, whole, (size_t)written + 1);
	return 0;
}

/*
 * Opens or makes the component path[start..end). Its descriptor; or -1 with errno, which is
 * ESTALE when path was changed and must be walked again.
 */
static int step(int root, char *path, size_t start, size_t end, enum target_kind kind)
{
	auto_close int parent = -1;
	char name[NAME_MAX + 1];
	int fd = open_prefix(root, path, end);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	parent = open_prefix(root, path, start);
	if (parent < 0)
		return -1;
	start += strspn(path + start, "/");
	if (end - start > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), path + start);
	if (make_name(parent, name, kind) == 0)
		return open_prefix(root, path, end);
	if (errno != EEXIST || splice_link(parent, name, path, start, end))
		return -1;
	errno = ESTALE;
	return -1;
}

/* Walks the path once; ESTALE as above. */
static int walk(int root, char *path, enum target_kind kind)
{
	auto_close int fd = -1;
	size_t start = 0;

	for (;;) {
		size_t name = start + strspn(path + start, "/");
		size_t end = name + strcspn(path + name, "/");
		bool last = path[end + strspn(path + end, "/")] == '\0';

		fd_drop(&fd);
		fd = step(root, path, start, end, last ? kind : TARGET_DIRECTORY);
		if (fd < 0 || last)
			return fd_take(&fd);
		start = end;
	}
}

static int make(int root, const char *wanted, enum target_kind kind)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s", wanted) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (int restarts = 0; restarts < MOST_RESTARTS; restarts++) {
		int fd = walk(root, path, kind);

		if (fd >= 0 || errno != ESTALE)
			return fd;
	}
	errno = ELOOP;
	return -1;
}

/*
 * A directory of which only the last name is missing, as it mostly is. It is opened by that name
 * in the parent that received it, and is no link.
 */
static int make_last(int root, const char *path)
{
	const char *slash = strrchr(path, '/');
	auto_close int parent = open_prefix(root, path, (size_t)(slash - path));

	if (parent < 0 || make_name(parent, slash + 1, TARGET_DIRECTORY))
		return -1;
	return openat(parent, slash + 1, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int make_missing(int root, const char *path, enum target_kind kind, struct target_way *found)
{
	int fd = kind == TARGET_DIRECTORY ? make_last(root, path) : -1;

	found->made = true;
	if (fd >= 0 || (errno != ENOENT && errno != EEXIST))
		return fd;
	found->straight = false;
	return make(root, path, kind);
}

int target_open(int root, const char *path, enum target_kind kind, struct target_way *way)
{
	int flags = O_PATH | (kind == TARGET_DIRECTORY ? O_DIRECTORY : 0);
	struct target_way found = {.straight = true};
	auto_close int fd = -1;
	struct stat st;

	if (way && way->made && kind == TARGET_DIRECTORY)
		fd = make_last(root, path);
	found.made = fd >= 0;
	if (fd < 0)
		fd = sys_open_plain(root, path, flags);
	if (fd < 0 && errno == ELOOP) {
		found.straight = false;
		fd = sys_open_beneath_as(root, path, flags, 0, true);
	}
	if (fd < 0 && errno == ENOENT)
		fd = make_missing(root, path, kind, &found);
	if (way)
		*way = found;
	if (kind == TARGET_DIRECTORY || fd < 0)
		return fd_take(&fd);
	if (fstat(fd, &st))
		return -1;
	errno = EISDIR;
	return S_ISDIR(st.st_mode) ? -1 : fd_take(&fd);
}

int target_parent(int root, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	auto_text struct text parent = NO_TEXT;

	*name = slash + 1;
	add_prefix(&parent, path, (size_t)(slash - path));
	return target_open(root, parent.start, TARGET_DIRECTORY, NULL);
}
