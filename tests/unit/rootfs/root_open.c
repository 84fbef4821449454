#include <criterion/criterion.h>
#include <sched.h>
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

static const char *const directories[] = {"/r", "/vol", "/sys", NULL};
static struct mount_plan planned[1];
static struct arena arena;
static struct plan plan = {
	.arena = &arena, .rootfs = {.path = "/r", .private_mounts = true, .mounts = planned}
};
static struct job job = {.plan = &plan, .root = -1, .null = -1};

static const char *heard_from(int expected, struct error *err)
{
	fake_directories = directories;
	cr_assert_eq(rootfs_open(&job, err), expected, "%s", err->text);
	return fake_mounts();
}

static void plan_one(struct mount_plan mount)
{
	planned[0] = mount;
	plan.rootfs.mount_count = 1;
}

Test(rootfs_root_open, the_root_is_cloned_with_all_that_is_below_and_cut_off)
{
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(0, &err), "clone /r recursively;\n"
					      "set /r private recursively;\n");
}

Test(rootfs_root_open, a_slave_root_hears_of_the_hosts_mounts)
{
	struct error err = NO_ERROR;

	plan.rootfs.propagation = MS_SLAVE | MS_REC;
	cr_assert_str_eq(heard_from(0, &err), "clone /r recursively;\n"
					      "set /r slave recursively;\n");
}

Test(rootfs_root_open, a_shared_root_is_private_while_it_is_built)
{
	struct error err = NO_ERROR;

	plan.rootfs.propagation = MS_SHARED | MS_REC;
	cr_assert_str_eq(heard_from(0, &err), "clone /r recursively;\n"
					      "set /r private recursively;\n");
}

Test(rootfs_root_open, a_missing_root_is_named)
{
	struct error err = NO_ERROR;

	fake_fails("clone /r", ENOENT);
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "open the root /r: no such file or directory");
}

Test(rootfs_root_open, a_root_that_is_no_directory_is_refused)
{
	struct error err = NO_ERROR;

	plan.rootfs.path = "/file";
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "open the root /file: not a directory");
}

Test(rootfs_root_open, a_bind_source_is_private_unless_the_mount_says_otherwise)
{
	static const struct {
		uint64_t propagation;
		const char *heard;
	} rows[] = {
		{0,                  "set /vol private recursively;\n"},
		{MS_SLAVE | MS_REC,  "set /vol slave recursively;\n"  },
		{MS_SHARED | MS_REC, "set /vol shared recursively;\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;

		text_clear(&fake_heard);
		plan_one((struct mount_plan){.kind = MOUNT_BIND,
					     .source = "/vol",
					     .destination = "/data",
					     .recursive = true,
					     .propagation = rows[i].propagation});
		heard_from(0, &err);
		cr_expect_not_null(strstr(fake_mounts(), "clone /vol recursively;\n"));
		cr_expect_not_null(strstr(fake_mounts(), rows[i].heard), "%s", fake_mounts());
	}
}

Test(rootfs_root_open, what_only_adds_to_a_sources_attributes_is_set_at_once)
{
	const struct mount_plan one = {.kind = MOUNT_BIND,
				       .source = "/vol",
				       .destination = "/data",
				       .set = MOUNT_ATTR_RDONLY};
	struct mount_plan several = one, cleared = one;
	struct error err = NO_ERROR;

	plan_one(one);
	heard_from(0, &err);
	cr_expect_not_null(strstr(fake_mounts(), "set /vol +ro private;\n"), "%s", fake_mounts());

	/* It is for the one mount, not for those below it. */
	several.recursive = true;
	text_clear(&fake_heard);
	plan_one(several);
	heard_from(0, &err);
	cr_expect_null(strstr(fake_mounts(), "+ro"), "%s", fake_mounts());

	/* What a flag is taken from may have it locked: see mount_restrict(). */
	cleared.clear = MOUNT_ATTR_NOEXEC;
	text_clear(&fake_heard);
	plan_one(cleared);
	heard_from(0, &err);
	cr_expect_null(strstr(fake_mounts(), "+ro"), "%s", fake_mounts());
}

Test(rootfs_root_open, a_missing_source_is_named_with_its_destination)
{
	struct error err = NO_ERROR;

	plan_one((struct mount_plan){.kind = MOUNT_BIND, .source = "/vol", .destination = "/data"});
	fake_fails("clone /vol", ENOENT);
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "open /vol, to be mounted on /data: no such file or directory");
	cr_assert_eq(job.root, -1);
	cr_assert_null(job.sources);
}

Test(rootfs_root_open, a_source_in_the_root_is_left_for_later)
{
	struct error err = NO_ERROR;

	plan_one((struct mount_plan){.kind = MOUNT_BIND,
				     .source = "/r/x",
				     .source_in_root = true,
				     .destination = "/data"});
	heard_from(0, &err);
	cr_assert_null(strstr(fake_mounts(), "/r/x"));
}

Test(rootfs_root_open, the_null_device_is_opened_only_to_mask_with)
{
	static const char *paths[] = {"/proc/keys"};
	struct error err = NO_ERROR;

	plan.rootfs.masked = (struct strings){paths, 1};
	heard_from(0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "clone /dev/null unfollowed;\n"
						 "set /dev/null +ro private;\n"));
}

Test(rootfs_root_open, the_hosts_sysfs_is_lent_to_a_user_namespace_without_a_network)
{
	struct error err = NO_ERROR;

	plan.namespaces.made = CLONE_NEWUSER;
	plan_one((struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "sysfs", .destination = "/sys"});
	heard_from(0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "clone /sys recursively unfollowed;\n"
						 "set /sys +ro +nosuid +nodev +noexec private "
						 "recursively;\n"));
}

Test(rootfs_root_open, devices_are_opened_only_for_a_user_namespace)
{
	static struct device_plan device = {
		.path = "/dev/null", .mode = S_IFCHR | 0666, .major = 1, .minor = 3};
	struct error err = NO_ERROR;

	plan.rootfs.devices = &device;
	plan.rootfs.device_count = 1;
	heard_from(0, &err);
	cr_assert_null(strstr(fake_mounts(), "/dev/null"));
	plan.namespaces.made = CLONE_NEWUSER;
	heard_from(0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "clone /dev/null unfollowed;\n"));
	cr_assert_geq(job.sources[0], 0);
}

Test(rootfs_root_open, a_host_device_of_another_number_is_not_used)
{
	static struct device_plan device = {
		.path = "/dev/null", .mode = S_IFCHR | 0666, .major = 1, .minor = 5};
	struct error err = NO_ERROR;

	plan.rootfs.devices = &device;
	plan.rootfs.device_count = 1;
	plan.namespaces.made = CLONE_NEWUSER;
	heard_from(0, &err);
	cr_assert_eq(job.sources[0], -1);
}

Test(rootfs_root_open, what_host_may_not_do_is_left_to_init_in_its_user_namespace)
{
	struct error err = NO_ERROR;

	fake_fails("clone /r", EPERM);
	heard_from(-1, &err);
	plan.namespaces.made = CLONE_NEWUSER;
	err = NO_ERROR;
	heard_from(0, &err);
	cr_assert_eq(err.kind, NO_FAILURE);
	cr_assert_eq(job.root, -1);
}
