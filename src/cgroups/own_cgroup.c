/*
 * own_cgroup.c - the cgroup berth was called in, as the ground for those of containers
 *
 * Theory of operation
 *
 * Who is not root of the host makes cgroups only below one that was handed over to him. That is
 * looked for where berth runs: a unit with Delegate=yes, or a directory somebody has chowned.
 *
 * Since a cgroup that passes controllers on to others may hold no process itself, limits want
 * its tenants in a leaf of their own, and that is where a second berth then finds itself. Only a
 * cgroup that is delegated as such is rearranged so: systemd says it by an attribute; where the
 * one above is somebody else's, it goes without saying. Within a user's session the user's systemd
 * knows, and is asked when there are limits to be kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "arena.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "hierarchy.h"
#include "job.h"
#include "plan.h"
#include "systemd_delegation.h"
#include "text.h"

#define TENANTS     "berth-tenants"
#define MOST_LINES  65536
#define MOST_ROUNDS 16 /* while it is emptied, those in it may fork */

/* The path behind "0::", in place; NULL when there is no cgroup2. */
static char *path_in(char *lines)
{
	char *rest = NULL;

	for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (text_starts_with(line, "0::/"))
			return line + strlen("0::");
	}
	return NULL;
}

static bool may_write(const char *directory)
{
	auto_text struct text procs = NO_TEXT;

	text_format(&procs, "%s/cgroup.procs", directory);
	return faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) == 0 &&
	       faccessat(AT_FDCWD, procs.start, W_OK, AT_EACCESS) == 0;
}

static bool is_delegated(const char *path, const char *directory, const char *above)
{
	char value[8];

	if (getxattr(directory, "user.delegate", value, sizeof(value)) == 1)
		return value[0] == '1';
	if (!may_write(above))
		return true;
	return !strstr(path, "/user@") || systemd_delegates(path);
}

static char *parent_of(struct arena *arena, const char *path)
{
	return arena_bytes(arena, path, (size_t)(strrchr(path, '/') - path));
}

void cgroup_of_caller(struct arena *arena, struct caller *caller, bool for_limits)
{
	auto_text struct text lines = NO_TEXT;
	const char *mount = cgroup_mount_point(), *directory;
	char *path;

	if (!mount || file_read(AT_FDCWD, "/proc/self/cgroup", MOST_LINES, &lines))
		return;
	path = path_in(lines.start);
	/* Outside of the cgroup namespace one is in, there is no path to it. */
	if (!path || path_climbs(path))
		return;
	if (text_ends_with(path, "/" TENANTS))
		path[strlen(path) - strlen("/" TENANTS)] = '\0';
	directory = arena_format(arena, "%s%s", mount, path);
	if (!may_write(directory))
		return;
	caller->cgroup = arena_text(arena, path[0] ? path : "/");
	caller->cgroup_is_delegated =
		for_limits && is_delegated(caller->cgroup, directory, parent_of(arena, directory));
}

/* False when there was none to move. */
static bool move_each(int cgroup, int tenants)
{
	auto_text struct text pids = NO_TEXT;
	bool moved = false;
	char *rest = NULL;

	if (file_read(cgroup, "cgroup.procs", MOST_OF_A_LIST, &pids))
		return false;
	for (char *pid = strtok_r(pids.start, "\n", &rest); pid;
	     pid = strtok_r(NULL, "\n", &rest)) {
		/* ESRCH: it has ended. What cannot be moved is told of when the limit is set. */
		if (file_write(tenants, "cgroup.procs", pid) == 0 || errno == ESRCH)
			moved = true;
	}
	return moved;
}

int cgroup_make_room(struct job *job, struct error *err)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;
	auto_close int cgroup = cgroup_open(plan->ground, err);
	auto_close int tenants = -1;

	if (cgroup < 0)
		return -1;
	if (mkdirat(cgroup, TENANTS, 0755) && errno != EEXIST)
		return fail(err, SYSTEM, "make cgroup %s/" TENANTS, plan->ground);
	tenants = openat(cgroup, TENANTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (tenants < 0)
		return fail(err, SYSTEM, "open cgroup %s/" TENANTS, plan->ground);
	for (int round = 0; round < MOST_ROUNDS && move_each(cgroup, tenants); round++)
		;
	return 0;
}
