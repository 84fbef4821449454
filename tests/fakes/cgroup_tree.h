/*
 * cgroup_tree.h - directories that look like a tenant's cgroup with a container's below it
 */
#ifndef BERTH_TESTS_CGROUP_TREE_H
#define BERTH_TESTS_CGROUP_TREE_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"

#define CGROUP_TREE_PATH "/tenant/c1"

static char cgroup_tree_place[] = "/tmp/berth-test-XXXXXX";
static int cgroup_tree_root, cgroup_tree; /* the root; the container's */

static inline void cgroup_tree_make(void)
{
	cgroup_tree_root = open(mkdtemp(cgroup_tree_place), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mkdirat(cgroup_tree_root, "tenant", 0700);
	mkdirat(cgroup_tree_root, "tenant/c1", 0700);
	cgroup_tree = openat(cgroup_tree_root, "tenant/c1", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static inline int cgroup_tree_remove(const char *path, const struct stat *st, int kind,
				     struct FTW *place)
{
	(void)st;
	(void)kind;
	(void)place;
	return remove(path);
}

static inline void cgroup_tree_drop(void)
{
	cr_expect_eq(nftw(cgroup_tree_place, cgroup_tree_remove, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* A file of the tenant's cgroup and of the container's. */
static inline void cgroup_tree_file(const char *file, const char *tenants, const char *containers)
{
	char name[128];

	snprintf(name, sizeof(name), "tenant/%s", file);
	cr_assert_eq(file_make(cgroup_tree_root, name, tenants, strlen(tenants), 0600), 0);
	cr_assert_eq(file_make(cgroup_tree, file, containers, strlen(containers), 0600), 0);
}

#endif
