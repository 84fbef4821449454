/*
 * cgroup_ground.h - a piece of the kernel's real cgroup2 hierarchy for a test
 *
 * Seen through a mount of its own, so that hosts with v1 on /sys/fs/cgroup will do, too.
 * Each test runs in a process of its own: nothing needs to be put back but the cgroup.
 */
#ifndef BERTH_TESTS_CGROUP_GROUND_H
#define BERTH_TESTS_CGROUP_GROUND_H

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "cgroups.h"
#include "error.h"

/* Skips the test, with the reason, where cgroups cannot be made. */
static inline void cgroup_ground(void)
{
	if (geteuid() != 0)
		cr_skip_test("needs root to mount cgroup2");
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/sys/fs/cgroup", "cgroup2", 0, NULL))
		cr_skip_test("cgroup2 cannot be mounted: %s", strerror(errno));
}

/* "/berth-test-PID/NAME": the first part is removed by cgroup_ground_clear(). */
static inline const char *cgroup_ground_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "/berth-test-%d%s%s", (int)getpid(), name[0] ? "/" : "", name);
	return path;
}

static inline void cgroup_ground_clear(void)
{
	struct error err = NO_ERROR;

	cr_expect_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
}

#endif
