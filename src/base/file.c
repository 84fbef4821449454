/*
 * file.c - whole files, read and written
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "file.h"
#include "path.h"
#include "text.h"

#define LEAST 512 /* bytes that one read has room for */

/* What one read gives, behind what is there: the number of bytes, 0 at the end, or -1. */
static ssize_t read_part(int fd, size_t limit, struct text *text)
{
	char *end = text_room(text, LEAST);
	ssize_t got;

	do
		got = read(fd, end, text->room - text->length - 1);
	while (got < 0 && errno == EINTR);
	if (got > 0 && text->length + (size_t)got > limit) {
		errno = EFBIG;
		got = -1;
	}
	if (got > 0)
		text->length += (size_t)got;
	text->start[text->length] = '\0';
	return got;
}

int file_read_fd(int fd, size_t limit, struct text *text)
{
	ssize_t got;

	do
		got = read_part(fd, limit, text);
	while (got > 0);
	return (int)got; /* 0 or -1 */
}

int file_read_stored(int dir, const char *name, size_t limit, struct text *text)
{
	auto_close int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t got;

	if (fd < 0)
		return -1;
	do
		got = read_part(fd, limit, text);
	while (got > 0 && text->length + 1 == text->room);
	return got < 0 ? -1 : 0;
}

int file_read_shown(int dir, const char *name, struct text *text)
{
	auto_close int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	return fd < 0 || read_part(fd, SIZE_MAX, text) < 0 ? -1 : 0;
}

int file_read(int dir, const char *name, size_t limit, struct text *text)
{
	auto_close int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -1;
	return file_read_fd(fd, limit, text);
}

int file_write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t written = write(fd, at, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		at += written;
		size -= (size_t)written;
	}
	return 0;
}

int file_write(int dir, const char *name, const char *value)
{
	auto_close int fd = openat(dir, name, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -1;
	return file_write_all(fd, value, strlen(value));
}

int file_make(int dir, const char *name, const void *bytes, size_t size, mode_t mode)
{
	auto_close int fd =
		openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0)
		return -1;
	return file_write_all(fd, bytes, size);
}

static int make_durably(int dir, const char *name, const void *bytes, size_t size, mode_t mode)
{
	auto_close int fd =
		openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0 || file_write_all(fd, bytes, size))
		return -1;
	return fsync(fd);
}

/* A file that is to replace another has its name until then: ".NAME.PID". */
static bool is_unfinished(const char *name)
{
	const char *pid = strrchr(name, '.') + 1;

	return pid > name + 1 && *pid && pid[strspn(pid, "0123456789")] == '\0';
}

int file_remove_unfinished(int dir)
{
	auto_directory DIR *directory = NULL;
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	directory = fd < 0 ? NULL : fdopendir(fd);
	if (!directory) {
		fd_drop(&fd);
		return -1;
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		if (*entry->d_name == '.' && is_unfinished(entry->d_name) &&
		    unlinkat(dir, entry->d_name, 0) && errno != ENOENT)
			return -1;
	}
	return 0;
}

typedef int make_fn(int dir, const char *name, const void *bytes, size_t size, mode_t mode);

static int replace(make_fn *make, int dir, const char *name, const struct text *content,
		   mode_t mode)
{
	auto_text struct text fresh = NO_TEXT;

	/* Beside the old one: a rename does not cross file systems. */
	text_add_bytes(&fresh, name, (size_t)(path_name(name) - name));
	text_format(&fresh, ".%s.%d", path_name(name), (int)getpid());
	if (make(dir, fresh.start, content->start, content->length, mode) ||
	    renameat(dir, fresh.start, dir, name)) {
		int system = errno;

		(void)unlinkat(dir, fresh.start, 0); /* it may not have been made */
		errno = system;
		return -1;
	}
	return 0;
}

int file_replace(int dir, const char *name, const void *bytes, size_t size, mode_t mode)
{
	const struct text content = {.start = (char *)bytes, .length = size}; /* only read */

	return replace(file_make, dir, name, &content, mode);
}

int file_replace_durably(int dir, const char *name, const void *bytes, size_t size, mode_t mode)
{
	const struct text content = {.start = (char *)bytes, .length = size};

	if (replace(make_durably, dir, name, &content, mode))
		return -1;
	return fsync(dir);
}

int file_make_directory(const char *path, mode_t mode)
{
	if (mkdir(path, mode) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT)
		return -1;
	for (const char *slash = path; (slash = strchr(slash + 1, '/'));) {
		char parent[4096];

		if ((size_t)(slash - path) >= sizeof(parent))
			break;
		memcpy(parent, path, (size_t)(slash - path));
		parent[slash - path] = '\0';
		(void)mkdir(parent, 0755); /* most of them exist */
	}
	return mkdir(path, mode) && errno != EEXIST ? -1 : 0;
}
