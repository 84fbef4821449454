/*
 * cgroup_removal.c - empties a cgroup and takes it away
 *
 * Usually one rmdir() does. Otherwise something runs in it, or the container has made
 * cgroups of its own below, to any depth it liked: the walk keeps the names of where it is
 * and one descriptor, never one for each level.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "hierarchy.h"
#include "text.h"

/* From the kill to the last process gone; a dying one may have to wait for a disk. */
#define EMPTY_MS 10000

/* How often it is tried again when something was made below in the meantime. */
#define MOST_TRIES 100

/* The name of some cgroup below, or NULL. */
static char *first_below(int cgroup, struct arena *arena)
{
	auto_directory DIR *directory = NULL;
	int again = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	directory = again < 0 ? NULL : fdopendir(again);
	if (!directory) {
		fd_drop(&again);
		return NULL;
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		if (hierarchy_is_below(entry))
			return arena_text(arena, entry->d_name);
	}
	return NULL;
}

static int step(int *cgroup, const char *name)
{
	int next = openat(*cgroup, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (next < 0)
		return -1;
	fd_drop(cgroup);
	*cgroup = next;
	return 0;
}

/* Down while there is something below, then up again, removing. -1 and errno. */
static int remove_below(int cgroup)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_close int at = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct strings names = {.items = NULL};

	if (at < 0)
		return -1;
	for (;;) {
		const char *name = first_below(at, &arena);

		if (name && step(&at, name) == 0) {
			strings_add(&arena, &names, name);
			continue;
		}
		if (name && errno != ENOENT)
			return -1;
		if (name)
			continue;
		if (!names.count)
			return 0;
		name = names.items[--names.count];
		if (step(&at, "..") || (unlinkat(at, name, AT_REMOVEDIR) && errno != ENOENT))
			return -1;
	}
}

static int empty(int cgroup, struct error *err)
{
	if (!cgroup_is_populated(cgroup))
		return 0;
	if (cgroup_signal_all(cgroup, SIGKILL, err) || cgroup_empty(cgroup, EMPTY_MS, err))
		return -1;
	return 0;
}

int cgroup_delete(const char *path, struct error *err)
{
	auto_text struct text directory = NO_TEXT;
	auto_close int cgroup = -1;

	path += strspn(path, "/");
	if (!path[0] || path_climbs(path))
		return fail(err, BUG, "remove cgroup \"/%s\": it is none of a container", path);
	if (hierarchy_find(err))
		return -1;
	text_format(&directory, "%s/%s", cgroup_mount_point(), path);
	for (int tries = 0; tries < MOST_TRIES; tries++) {
		if (rmdir(directory.start) == 0 || errno == ENOENT)
			return 0;
		if (errno != EBUSY)
			break;
		fd_drop(&cgroup);
		cgroup = cgroup_open(path, err);
		if (cgroup < 0 && err->kind == MISSING) {
			fail_clear(err);
			return 0;
		}
		if (cgroup < 0 || empty(cgroup, err))
			return -1;
		if (remove_below(cgroup) && errno != EBUSY)
			break;
		errno = EBUSY; /* in case this was the last try */
	}
	return fail(err, SYSTEM, "remove cgroup /%s", path);
}
