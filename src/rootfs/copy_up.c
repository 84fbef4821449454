/*
 * copy_up.c - a tmpfs that starts with what it covers
 *
 * Theory of operation
 *
 * The tmpfs is filled while it is still detached. The covered directory is the image's: it
 * is read by names relative to open directories, no link is followed, only directories,
 * regular files, links and fifos are copied, and nesting has a limit. Sockets and device
 * nodes stay behind.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy_up.h"
#include "fd.h"

#define DEEPEST 64

static int copy_directory(int from, int to, int depth);

/* An owner that the user namespace does not map cannot be given: the file stays root's. */
static int give(int dir, const char *name, const struct stat *st)
{
	if (fchownat(dir, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) && errno != EINVAL)
		return -1;
	if (S_ISLNK(st->st_mode))
		return 0;
	/* After chown(), which takes set-user-id away. */
	return fchmodat(dir, name, st->st_mode & 07777, 0);
}

static int copy_file(int from, int to, const char *name)
{
	auto_close int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	auto_close int out =
		openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ssize_t sent;

	if (in < 0 || out < 0)
		return -1;
	do {
		sent = sendfile(out, in, NULL, 1 << 20);
	} while (sent > 0);
	return (int)sent;
}

static int copy_link(int from, int to, const char *name)
{
	char link[PATH_MAX];
	ssize_t length = readlinkat(from, name, link, sizeof(link) - 1);

	if (length < 0)
		return -1;
	link[length] = '\0';
	return symlinkat(link, to, name);
}

static int copy_below(int from, int to, const char *name, int depth)
{
	auto_close int in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	auto_close int out = -1;

	if (in < 0 || mkdirat(to, name, 0700))
		return -1;
	out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out < 0)
		return -1;
	return copy_directory(in, out, depth + 1);
}

static int copy_entry(int from, int to, const char *name, int depth)
{
	struct stat st;
	int result;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (S_ISDIR(st.st_mode))
		result = copy_below(from, to, name, depth);
	else if (S_ISREG(st.st_mode))
		result = copy_file(from, to, name);
	else if (S_ISLNK(st.st_mode))
		result = copy_link(from, to, name);
	else if (S_ISFIFO(st.st_mode))
		result = mkfifoat(to, name, 0600);
	else
		return 0;
	return result ? -1 : give(to, name, &st);
}

static void close_stream(DIR **stream)
{
	int system = errno;

	if (*stream)
		closedir(*stream);
	errno = system;
}

static int copy_directory(int from, int to, int depth)
{
	/* A descriptor of its own: the caller's may be O_PATH, and closedir() closes it. */
	auto_close int again = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	__attribute__((cleanup(close_stream))) DIR *stream = again < 0 ? NULL : fdopendir(again);

	if (!stream)
		return -1;
	(void)fd_take(&again); /* the stream's now */
	if (depth > DEEPEST) {
		errno = ELOOP;
		return -1;
	}
	for (;;) {
		struct dirent *entry;

		errno = 0;
		entry = readdir(stream);
		if (!entry)
			return errno ? -1 : 0;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (copy_entry(from, to, entry->d_name, depth))
			return -1;
	}
}

int copy_up(int from, int to)
{
	return copy_directory(from, to, 0);
}
