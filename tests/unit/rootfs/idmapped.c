#include <criterion/criterion.h>
#include <sched.h>

#include "../../fakes/sys_mount.c"
#include "error.h"
#include "idmapped.h"
#include "job.h"
#include "plan.h"

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	(void)pidfd;
	cr_expect_eq(flags, CLONE_NEWUSER);
	cr_expect_eq(cgroup, -1);
	errno = ENOSPC;
	return -1;
}

static const struct namespace_kind user = {.type = "user", .flag = CLONE_NEWUSER};
static struct namespace_join join = {.kind = &user, .path = "/proc/self/ns/user"};
static const struct plan plan = {
	.namespaces = {.joins = &join, .join_count = 1}
};

static int map(struct mount_plan mount, struct error *err)
{
	const struct job job = {.plan = &plan, .proc = -1};

	mount.source = "/vol";
	return idmap_mount(&job, &mount, fake_open(true, "/vol"), err);
}

Test(rootfs_idmapped, without_a_mapping_the_joined_namespace_gives_it)
{
	struct error err = NO_ERROR;

	cr_assert_eq(map((struct mount_plan){.idmap_recursive = true}, &err), 0, "%s", err.text);
	cr_assert_str_eq(fake_mounts(), "idmap /vol recursively;\n");
}

Test(rootfs_idmapped, a_namespace_that_cannot_be_opened_is_an_error)
{
	struct error err = NO_ERROR;

	join.path = "/nonexistent";
	cr_assert_eq(map((struct mount_plan){.idmap = true}, &err), -1);
	cr_assert_str_eq(err.text, "map the owners of /vol: no such file or directory");
}

Test(rootfs_idmapped, a_namespace_that_cannot_be_made_is_an_error)
{
	struct error err = NO_ERROR;

	cr_assert_eq(map((struct mount_plan){.idmap = true, .uid_mappings.count = 1}, &err), -1);
	cr_assert_str_eq(err.text, "map the owners of /vol: no space left on device");
	cr_assert_str_eq(fake_mounts(), "");
}

Test(rootfs_idmapped, a_filesystem_that_cannot_do_it_is_told_apart)
{
	struct error err = NO_ERROR;

	fake_fails("idmap", EINVAL);
	cr_assert_eq(map((struct mount_plan){.idmap = true}, &err), -1);
	cr_assert_str_eq(err.text,
			 "map the owners of /vol: invalid argument; its filesystem may not know "
			 "idmapped mounts, or the mount is one already");
}
