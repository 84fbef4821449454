/*
 * hierarchy.c - where cgroups are, and opening them
 *
 * cgroup2 is mounted in one of two places on every distribution; looking there costs one
 * system call, where reading mountinfo costs more with each container that runs. There are
 * no links in it, so a path without ".." cannot lead elsewhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "hierarchy.h"
#include "text.h"

#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

const char *cgroup_mount_point(void)
{
	static const char *const places[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
	static const char *found;
	struct statfs st;

	for (size_t i = 0; !found && i < COUNT(places); i++) {
		if (statfs(places[i], &st) == 0 && st.f_type == CGROUP2_SUPER_MAGIC)
			found = places[i];
	}
	return found;
}

int hierarchy_find(struct error *err)
{
	if (cgroup_mount_point())
		return 0;
	return fail(err, REFUSED,
		    "cgroup v2 is not mounted on /sys/fs/cgroup, nor on its unified/: boot "
		    "with systemd.unified_cgroup_hierarchy=1, mount it there, or use "
		    "--cgroup-manager disabled");
}

int hierarchy_open(struct error *err)
{
	int root;

	if (hierarchy_find(err))
		return -1;
	root = open(cgroup_mount_point(), DIRECTORY);
	if (root < 0)
		return fail(err, SYSTEM, "open %s", cgroup_mount_point());
	return root;
}

bool path_climbs(const char *path)
{
	for (const char *at = path; *at;) {
		size_t part = strcspn(at, "/");

		if (part == 2 && at[0] == '.' && at[1] == '.')
			return true;
		at += part;
		at += strspn(at, "/");
	}
	return false;
}

int cgroup_open(const char *path, struct error *err)
{
	auto_text struct text directory = NO_TEXT;
	int cgroup;

	if (hierarchy_find(err))
		return -1;
	if (path_climbs(path))
		return fail(err, BUG, "cgroup %s: the path leaves the hierarchy", path);
	text_format(&directory, "%s/%s", cgroup_mount_point(), path);
	cgroup = open(directory.start, DIRECTORY);
	if (cgroup < 0 && errno == ENOENT)
		return fail(err, MISSING, "cgroup %s does not exist", path);
	if (cgroup < 0)
		return fail(err, SYSTEM, "open cgroup %s", path);
	return cgroup;
}

int cgroup_open_sub(int cgroup, const char *name, struct error *err)
{
	int sub;

	if (path_climbs(name))
		return fail(err, USAGE,
			    "bad sub cgroup path \"%s\": it leads out of the container's cgroup",
			    name);
	name += strspn(name, "/");
	sub = openat(cgroup, name[0] ? name : ".", DIRECTORY);
	if (sub < 0)
		return fail(err, SYSTEM, "open sub cgroup \"%s\" of the container", name);
	return sub;
}
