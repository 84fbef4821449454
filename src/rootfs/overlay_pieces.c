/*
 * overlay_pieces.c - a copy-on-write view of a directory with mounts that may not be lifted
 *
 * Theory of operation
 *
 * In a user namespace the mounts that came from outside are locked together: nobody in there may
 * see what a mount of the host covers. So the kernel refuses an overlay (and any copy) of a
 * directory that has such mounts below it, as the host's "/" always has. But a view of "/" without
 * /proc, /sys and /dev can be put together:
 *
 *	a directory without mounts below it	an overlay of its own
 *	one with some				a directory of a tmpfs, its entries as here
 *	a mount itself				an empty directory or file, as in a whole view
 *	a link					the same link
 *	a file					itself, read-only
 *
 * Files of the last kind stand beside the mounts, so there are few of them, and in "/" none to
 * speak of. Where mounts are below is asked of the kernel by trying to copy the directory.
 *
 * The pieces are attached where they belong as they are made: this takes a mount namespace of
 * one's own, and so is the business of INIT. Their layers lie in a tmpfs below the root that INIT
 * is about to leave.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "overlay_layers.h"
#include "plan.h"

#define MOST_PIECES 512 /* each is held by a descriptor until the root is complete */
#define MOST_DEPTH  32

struct view {
	struct job *job;
	int layers; /* the tmpfs */
	int depth;
};

static int walk(struct view *view, int lower, int place);

/* What is gone by now is of no kind. */
static struct statx look(int directory, const char *name)
{
	const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
	struct statx st = {0};

	(void)statx(directory, name, flags, STATX_TYPE | STATX_MODE, &st);
	return st;
}

static int make_empty(int place, const char *name, bool directory)
{
	int fd;

	if (directory)
		return mkdirat(place, name, 0755);
	fd = openat(place, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	return fd < 0 ? -1 : close(fd);
}

static int copy_link(int lower, int place, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(lower, name, text, sizeof(text) - 1);

	if (length < 0)
		return errno == ENOENT ? 0 : -1;
	text[length] = '\0';
	return symlinkat(text, place, name);
}

static int bind_file(int lower, int place, const char *name)
{
	auto_close int file = sys_clone_mount_at(lower, name, false, false);
	auto_close int target = -1;

	/* It may be gone by now. */
	if (file < 0)
		return errno == ENOENT ? 0 : -1;
	if (make_empty(place, name, false))
		return -1;
	target = openat(place, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0 || sys_set_mount(file, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV, 0, 0, false))
		return -1;
	return sys_attach_mount(file, target);
}

static int keep_piece(struct job *job, int piece)
{
	if (job->piece_count == MOST_PIECES) {
		errno = E2BIG;
		return -1;
	}
	if (!job->pieces)
		job->pieces = alloc(MOST_PIECES, sizeof(*job->pieces));
	job->pieces[job->piece_count++] = piece;
	return 0;
}

static int overlay_directory(struct view *view, int lower, int place)
{
	char name[16];
	auto_close int layer = -1, piece = -1;

	snprintf(name, sizeof(name), "%zu", view->job->piece_count);
	if (mkdirat(view->layers, name, 0700))
		return -1;
	layer = openat(view->layers, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layer < 0)
		return -1;
	piece = overlay_layers_stack(lower, layer, true);
	if (piece < 0 || sys_attach_mount(piece, place) || keep_piece(view->job, piece))
		return -1;
	(void)fd_take(&piece);
	return 0;
}

static bool has_mounts_below(int directory)
{
	auto_close int copy = sys_clone_mount(directory, false);

	return copy < 0 && errno == EINVAL;
}

static int show_directory(struct view *view, int lower_parent, int place_parent, const char *name,
			  mode_t mode)
{
	auto_close int lower =
		openat(lower_parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	auto_close int place = -1;

	if (lower < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -1;
	if (mkdirat(place_parent, name, mode))
		return -1;
	place = openat(place_parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (place < 0)
		return -1;
	return has_mounts_below(lower) ? walk(view, lower, place)
				       : overlay_directory(view, lower, place);
}

static int show(struct view *view, int lower, int place, const char *name)
{
	const struct statx st = look(lower, name);

	if (st.stx_attributes & STATX_ATTR_MOUNT_ROOT)
		return make_empty(place, name, S_ISDIR(st.stx_mode));
	switch (st.stx_mode & S_IFMT) {
	case S_IFDIR:
		return show_directory(view, lower, place, name, st.stx_mode & 07777);
	case S_IFLNK:
		return copy_link(lower, place, name);
	case S_IFREG:
		return bind_file(lower, place, name);
	}
	return 0; /* sockets, pipes and nodes beside a mount point are of no use in there */
}

/* Every entry of lower, in place. One that may not be read has none for the container either. */
static int walk(struct view *view, int lower, int place)
{
	auto_close int readable = openat(lower, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = readable < 0 ? NULL : fdopendir(readable);
	int result = 0;

	if (!entries)
		return errno == EACCES ? 0 : -1;
	(void)fd_take(&readable);
	if (++view->depth > MOST_DEPTH) {
		errno = ELOOP;
		result = -1;
	}
	for (struct dirent *entry; result == 0 && (entry = readdir(entries));) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = show(view, lower, place, entry->d_name);
	}
	view->depth--;
	closedir(entries);
	return result;
}

/* A tmpfs on "/", where no path leads: paths begin below it. */
static int attach_tmpfs(mode_t mode)
{
	char text[8];
	const struct fs_option option = {"mode", text};
	auto_close int tmpfs = -1, here = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	snprintf(text, sizeof(text), "%o", mode & 07777);
	tmpfs = sys_new_filesystem("tmpfs", &option, 1, MOUNT_ATTR_NODEV);
	return here < 0 || tmpfs < 0 || sys_attach_mount(tmpfs, here) ? -1 : fd_take(&tmpfs);
}

int overlay_pieces_open(struct job *job, struct error *err)
{
	const char *path = job->plan->rootfs.path;
	auto_close int lower = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int layers = attach_tmpfs(0700);
	struct view view = {.job = job, .layers = layers};
	mode_t umask_before;
	int walked;

	if (lower < 0 || layers < 0)
		return overlay_fail(path, err);
	if (!has_mounts_below(lower)) {
		job->root = overlay_layers_stack(lower, layers, true);
		return job->root < 0 ? overlay_fail(path, err) : 0;
	}
	job->root = attach_tmpfs(look(lower, "").stx_mode);
	job->root_attached = true;
	umask_before = umask(0);
	walked = job->root < 0 ? -1 : walk(&view, lower, job->root);
	umask(umask_before);
	return walked ? overlay_fail(path, err) : 0;
}

void overlay_pieces_close(struct job *job)
{
	for (size_t i = 0; i < job->piece_count; i++)
		fd_drop(&job->pieces[i]);
	free(job->pieces);
	job->pieces = NULL;
	job->piece_count = 0;
}
