/*
 * live_mounts.c - in and out of a container that runs, on mounts that are only talked about
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../../fakes/sys_mount.c"
#include "alloc.h"
#include "arena.h"
#include "error.h"
#include "job.h"
#include "plan.h"

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	(void)flags, (void)cgroup, (void)pidfd;
	errno = ENOSYS;
	return -1;
}

static const char *const directories[] = {"/a", "/b", "/c", NULL};
static const char *unmounted; /* where nothing is mounted */

int statx(int fd, const char *path, int flags, unsigned mask, struct statx *st)
{
	(void)path, (void)flags, (void)mask;
	*st = (struct statx){.stx_attributes = STATX_ATTR_MOUNT_ROOT};
	if (text_equal(unmounted, fake_names[fd]))
		st->stx_attributes = 0;
	return 0;
}

int fchdir(int fd)
{
	return fake_hears("enter %s", fake_names[fd]);
}

int umount2(const char *path, int flags)
{
	int fd = -1;

	cr_assert_eq(sscanf(path, "self/fd/%d", &fd), 1, "%s", path);
	cr_assert_eq(flags, MNT_DETACH);
	return fake_hears("unmount %s", fake_names[fd]);
}

static struct mount_plan mounts[] = {
	{.kind = MOUNT_BIND, .source = "/a", .destination = "/a"},
	{.kind = MOUNT_BIND, .source = "/b", .destination = "/b"},
	{.kind = MOUNT_BIND, .source = "/c", .destination = "/c"},
};
static struct arena arena;
static struct plan plan = {
	.arena = &arena,
	.rootfs = {.path = "/r", .private_mounts = true, .mounts = mounts, .mount_count = 3}
};

static struct job job_for(bool with_sources)
{
	struct job job = NO_JOB;

	fake_directories = directories;
	job.plan = &plan;
	job.root = fake_root();
	job.proc = fake_open(true, "proc");
	if (with_sources) {
		job.sources = alloc(3, sizeof(*job.sources));
		for (size_t i = 0; i < 3; i++)
			job.sources[i] = fake_open(true, mounts[i].source);
	}
	return job;
}

Test(rootfs_live_mounts, one_that_fails_takes_the_others_with_it)
{
	struct job job = job_for(true);
	struct error err = NO_ERROR;

	fake_fails("attach /c", EBUSY);
	cr_assert_eq(mounts_attach(&job, &err), -1);
	cr_expect_not_null(strstr(err.text, "/c"), "%s", err.text);
	cr_expect_not_null(strstr(fake_mounts(), "enter proc;\nunmount /c;\n"
						 "enter proc;\nunmount /b;\n"
						 "enter proc;\nunmount /a;\n"),
			   "%s", fake_mounts());
}

Test(rootfs_live_mounts, all_that_are_attached_stay)
{
	struct job job = job_for(true);
	struct error err = NO_ERROR;

	cr_assert_eq(mounts_attach(&job, &err), 0, "%s", err.text);
	cr_expect_not_null(strstr(fake_mounts(), "attach /c on /c;\n"), "%s", fake_mounts());
	cr_expect_null(strstr(fake_mounts(), "unmount"), "%s", fake_mounts());
}

Test(rootfs_live_mounts, all_are_looked_at_before_the_first_goes_and_they_go_in_reverse)
{
	struct job job = job_for(false);
	struct error err = NO_ERROR;

	cr_assert_eq(mounts_detach(&job, &err), 0, "%s", err.text);
	cr_expect_str_eq(fake_mounts(), "plain /a;\nplain /b;\nplain /c;\n"
					"enter proc;\nunmount /c;\n"
					"enter proc;\nunmount /b;\n"
					"enter proc;\nunmount /a;\n");
}

Test(rootfs_live_mounts, what_is_no_mount_point_keeps_the_others_in_place)
{
	struct job job = job_for(false);
	struct error err = NO_ERROR;

	unmounted = "/c";
	cr_assert_eq(mounts_detach(&job, &err), -1);
	cr_expect_str_eq(err.text, "unmount /c: nothing is mounted there");
	cr_expect_null(strstr(fake_mounts(), "unmount"), "%s", fake_mounts());
}

Test(rootfs_live_mounts, a_link_on_the_way_is_refused_with_the_cure)
{
	struct job job = job_for(false);
	struct error err = NO_ERROR;

	fake_fails("plain /b", ELOOP);
	cr_assert_eq(mounts_detach(&job, &err), -1);
	cr_expect_eq(err.kind, REFUSED);
	cr_expect_str_eq(err.text, "unmount /b: a symbolic link is on the way: give the path it "
				   "leads to");
}
