/*
 * hierarchy.h - where cgroups are
 */
#ifndef BERTH_HIERARCHY_H
#define BERTH_HIERARCHY_H

#include <dirent.h>
#include <string.h>

#include "cgroups.h"

/* An entry that is a cgroup below. Its name is the container's choice, ".hidden" for one. */
static inline bool hierarchy_is_below(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* Is cgroup2 mounted, where cgroup_mount_point() says? -1 with a sentence that tells how to. */
int hierarchy_find(struct error *err);
/* Its mount, opened. */
int hierarchy_open(struct error *err);

/* True when ".." is one of the path's components. */
bool path_climbs(const char *path);

/* The kernel's view of a cgroup's tree may change while it is looked at. */
#define MOST_OF_A_LIST (64 * 1024 * 1024)

#endif
