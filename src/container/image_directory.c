/*
 * image_directory.c - directories of images, made and opened
 *
 * Theory of operation
 *
 * CRIU opens the files of an image by name and follows links, in its work directory for
 * writing. So nothing in either may be anything but a file, and nobody but root may be able to
 * change that while CRIU works: then neither can lead it to a file of the host. One link is
 * CRIU's own: "parent", to the directory of an earlier dump; it is relative, as CRIU needs it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"
#include "error.h"
#include "fd.h"
#include "image_directory.h"
#include "path.h"

static int open_directory(const char *path, struct error *err)
{
	auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return fail(err, SYSTEM, "open the image directory %s", path);
	if ((st.st_uid != geteuid() && st.st_uid != 0) || (st.st_mode & (S_IWGRP | S_IWOTH)))
		return fail(err, REFUSED,
			    "the image directory %s belongs to others or can be written to by "
			    "them: they could have criu write anywhere",
			    path);
	return fd_take(&fd);
}

/* With its parents, as mkdir -p. */
static int make_directory(const char *path, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	char *at = arena_text(&arena, path);

	for (char *slash = at; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(at, 0700) && errno != EEXIST)
			return fail(err, SYSTEM, "make the image directory %s", at);
		*slash = '/';
	}
	if (mkdir(path, 0700) && errno != EEXIST)
		return fail(err, SYSTEM, "make the image directory %s", path);
	return open_directory(path, err);
}

static bool is_parent_link(int dir, const char *name)
{
	char to[4096];
	ssize_t length;

	if (strcmp(name, "parent") != 0)
		return false;
	length = readlinkat(dir, name, to, sizeof(to));
	return length > 0 && to[0] != '/';
}

static int check_entries(int dir, const char *path, struct error *err)
{
	auto_directory DIR *directory = NULL;
	auto_close int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	directory = again < 0 ? NULL : fdopendir(again);
	if (!directory)
		return fail(err, SYSTEM, "list the image directory %s", path);
	fd_take(&again);
	for (const struct dirent *entry; (entry = readdir(directory));) {
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			return fail(err, SYSTEM, "look at %s/%s", path, entry->d_name);
		if (!S_ISLNK(st.st_mode) || is_parent_link(dir, entry->d_name))
			continue;
		return fail(err, REFUSED, "%s/%s is a symbolic link: an image is made of files",
			    path, entry->d_name);
	}
	return 0;
}

static int open_both(struct image_directory *directory, const struct checkpoint *checkpoint,
		     bool make, struct error *err)
{
	const char *work = checkpoint->work_path ? checkpoint->work_path : checkpoint->image_path;

	directory->images = make ? make_directory(checkpoint->image_path, err)
				 : open_directory(checkpoint->image_path, err);
	if (directory->images < 0 || check_entries(directory->images, checkpoint->image_path, err))
		return -1;
	directory->work = make_directory(work, err);
	if (directory->work < 0 || check_entries(directory->work, work, err))
		return -1;
	return 0;
}

int image_directory_make(struct image_directory *directory, const struct checkpoint *checkpoint,
			 struct error *err)
{
	const char *parent = checkpoint->request.parent;
	auto_close int fd = -1;

	if (open_both(directory, checkpoint, true, err))
		return -1;
	if (!parent)
		return 0;
	/* CRIU makes a link of it, which must be true wherever both directories are moved. */
	if (path_is_absolute(parent))
		return fail(err, USAGE, "--parent-path %s: give it relative to the image directory",
			    parent);
	fd = openat(directory->images, parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(err, SYSTEM, "--parent-path %s: open it from the image directory",
			    parent);
	return 0;
}

int image_directory_open(struct image_directory *directory, const struct checkpoint *checkpoint,
			 struct error *err)
{
	return open_both(directory, checkpoint, false, err);
}

void image_directory_close(struct image_directory *directory)
{
	fd_drop(&directory->images);
	fd_drop(&directory->work);
}
