#include <criterion/criterion.h>

#include "../../fakes/sys_mount.c"
#include "alloc.h"
#include "error.h"
#include "job.h"
#include "plan.h"

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	(void)flags, (void)cgroup, (void)pidfd;
	return -1;
}

static struct mount_plan mounts[] = {
	{.destination = "/data"   },
	{ .destination = "/dev", .remount_readonly = true},
};
static struct plan plan = {
	.rootfs = {.mounts = mounts, .mount_count = 2}
};

static struct job job_with_sources(void)
{
	struct job job = {.plan = &plan, .root = fake_root(), .null = -1};

	job.sources = alloc(2, sizeof(int));
	job.sources[0] = fake_open(true, "data");
	job.sources[1] = fake_open(true, "dev");
	return job;
}

Test(rootfs_freeze, what_had_to_be_filled_is_found_by_its_descriptor)
{
	struct job job = job_with_sources();
	struct error err = NO_ERROR;

	cr_assert_eq(rootfs_freeze(&job, &err), 0, "%s", err.text);
	cr_assert_str_eq(fake_mounts(), "set dev +ro;\n");
	cr_assert_null(job.sources);
}

Test(rootfs_freeze, the_root_comes_last_and_then_the_propagation)
{
	struct job job = job_with_sources();
	struct error err = NO_ERROR;

	plan.rootfs.readonly = true;
	plan.rootfs.propagation = MS_SHARED | MS_REC;
	cr_assert_eq(rootfs_freeze(&job, &err), 0, "%s", err.text);
	cr_assert_str_eq(fake_mounts(), "set dev +ro;\n"
					"set root +ro;\n"
					"set root shared recursively;\n");
}

Test(rootfs_freeze, a_private_root_is_private_already)
{
	struct job job = job_with_sources();
	struct error err = NO_ERROR;

	plan.rootfs.propagation = MS_PRIVATE | MS_REC;
	cr_assert_eq(rootfs_freeze(&job, &err), 0, "%s", err.text);
	cr_assert_str_eq(fake_mounts(), "set dev +ro;\n");
}

Test(rootfs_freeze, a_refusal_names_the_mount)
{
	struct job job = job_with_sources();
	struct error err = NO_ERROR;

	fake_fails("set dev", EPERM);
	cr_assert_eq(rootfs_freeze(&job, &err), -1);
	cr_assert_str_eq(err.text, "make /dev read-only: operation not permitted");
	rootfs_close(&job);
}
