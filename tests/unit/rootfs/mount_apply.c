#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "../../fakes/sys_mount.c"
#include "alloc.h"
#include "arena.h"
#include "error.h"
#include "job.h"
#include "plan.h"

/* The only call that goes past src/kernel/. */
int mount(const char *source, const char *target, const char *type, unsigned long flags,
	  const void *data)
{
	(void)source, (void)type, (void)data;
	return fake_hears("mount %s%s", target, flags == (MS_REC | MS_SLAVE) ? " rslave" : "");
}

/* What every mount is asked for: nosuid, and nothing else. */
int fstatvfs(int fd, struct statvfs *fs)
{
	(void)fd;
	*fs = (struct statvfs){.f_flag = ST_NOSUID};
	return 0;
}

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	(void)flags, (void)cgroup, (void)pidfd;
	errno = ENOSYS;
	return -1;
}

static const char *const directories[] = {"/vol", "/data", "/dev", "/tmp", "/run", NULL};

static struct mount_plan planned;
static struct arena arena;
static struct plan plan = {
	.arena = &arena,
	.rootfs = {.path = "/tmp", .private_mounts = true, .mounts = &planned, .mount_count = 1}
};

/* What was heard after the root was attached. */
static const char *heard_from(int expected, struct error *err)
{
	static const char beginning[] = "mount / rslave;\nattach root on ";
	int source = -1;
	struct job job = {.plan = &plan, .root = fake_root(), .null = -1, .sources = &source};
	const char *heard;

	fake_directories = directories;
	if (planned.kind == MOUNT_BIND && !planned.source_in_root)
		source = fake_open(fake_is_directory(planned.source), planned.source);
	cr_assert_eq(rootfs_mount(&job, err) || rootfs_mount_rest(&job, err) ? -1 : 0, expected,
		     "%s", err->text);
	heard = fake_mounts();
	cr_assert(text_starts_with(heard, beginning), "%s", heard);
	cr_assert(job.root_attached);
	return strchr(heard + sizeof(beginning) - 1, '\n') + 1;
}

Test(rootfs_mount_apply, a_bind_gets_its_attributes_before_it_is_seen)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_BIND,
				      .source = "/vol",
				      .destination = "/data",
				      .set = MOUNT_ATTR_RDONLY,
				      .set_recursive = MOUNT_ATTR_NOSUID};
	cr_assert_str_eq(heard_from(0, &err), "plain /data;\n"
					      "set /vol +ro;\n"
					      "set /vol +nosuid recursively;\n"
					      "attach /vol on /data;\n");
}

Test(rootfs_mount_apply, a_bind_that_was_cloned_with_its_attributes_is_asked_for_no_more)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_BIND,
				      .source = "/vol",
				      .destination = "/data",
				      .set = MOUNT_ATTR_RDONLY};
	cr_assert_str_eq(heard_from(0, &err), "plain /data;\n"
					      "attach /vol on /data;\n");
}

Test(rootfs_mount_apply, a_source_in_the_root_is_opened_beneath_it_when_its_turn_comes)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_BIND,
				      .source = "/tmp/run",
				      .source_in_root = true,
				      .recursive = true,
				      .destination = "/data"};
	cr_assert_str_eq(heard_from(0, &err), "open /run;\n"
					      "clone of /run recursively;\n"
					      "plain /data;\n"
					      "attach /run on /data;\n");
}

Test(rootfs_mount_apply, a_file_is_not_mounted_on_a_directory)
{
	struct error err = NO_ERROR;

	planned =
		(struct mount_plan){.kind = MOUNT_BIND, .source = "/file", .destination = "/data"};
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "mount /file on /data: open the mount point: is a directory; a "
				   "file can only be mounted on a file");
}

Test(rootfs_mount_apply, a_tmpfs_looks_like_the_directory_it_covers)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "tmpfs", .destination = "/run"};
	/* 555 is /proc/self, which plays the directories. */
	cr_assert_str_eq(heard_from(0, &err), "plain /run;\n"
					      "mount tmpfs source=tmpfs mode=555 on /run;\n");
}

Test(rootfs_mount_apply, a_mode_that_was_asked_for_is_the_only_one)
{
	static struct pair mode[] = {
		{"mode", "755"}
	};
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM,
		.type = "tmpfs",
		.source = "shm",
		.destination = "/run",
		.options = {mode, 1}
	};
	cr_assert_str_eq(heard_from(0, &err), "plain /run;\n"
					      "mount tmpfs source=shm mode=755 on /run;\n");
}

Test(rootfs_mount_apply, cgroup_means_cgroup2)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_FILESYSTEM,
				      .type = "cgroup",
				      .destination = "/data",
				      .set = MOUNT_ATTR_RDONLY};
	cr_assert_str_eq(heard_from(0, &err), "plain /data;\n"
					      "new cgroup2 source=cgroup +ro;\n"
					      "attach cgroup2 on /data;\n");
}

Test(rootfs_mount_apply, what_the_old_call_refuses_is_made_detached)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "devpts", .destination = "/data"};
	fake_fails("mount devpts", EACCES);
	cr_assert_str_eq(heard_from(0, &err), "plain /data;\n"
					      "mount devpts source=devpts on /data;\n"
					      "new devpts source=devpts;\n"
					      "attach devpts on /data;\n");
}

/* The old call would make the filesystem read-only for all who share it, or leaves no descriptor.
 */
Test(rootfs_mount_apply, the_old_call_is_for_what_is_complete_by_it)
{
	static const struct {
		struct mount_plan mount;
		bool by_old_call;
	} rows[] = {
		{{.type = "sysfs"},                             true },
		{{.type = "sysfs", .set = MOUNT_ATTR_RDONLY},   false},
		{{.type = "cgroup2"},                           true },
		{{.type = "cgroup2", .set = MOUNT_ATTR_RDONLY}, false},
		{{.type = "tmpfs", .set = MOUNT_ATTR_NOSUID},   true },
		{{.type = "tmpfs", .remount_readonly = true},   false},
		{{.type = "tmpfs", .propagation = MS_SHARED},   false},
		{{.type = "overlay"},                           false},
		{{.type = "ext4"},                              false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;
		const char *heard;

		text_clear(&fake_heard);
		planned = rows[i].mount;
		planned.kind = MOUNT_FILESYSTEM;
		planned.destination = "/data";
		heard = heard_from(0, &err);
		cr_expect_eq(strstr(heard, "mount ") != NULL, rows[i].by_old_call, "row %zu: %s", i,
			     heard);
		cr_expect_eq(strstr(heard, "attach ") == NULL, rows[i].by_old_call, "row %zu: %s",
			     i, heard);
	}
}

Test(rootfs_mount_apply, what_lies_on_a_new_tmpfs_is_made_rather_than_looked_for)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_FILESYSTEM,
				      .type = "mqueue",
				      .on_new = true,
				      .destination = "/dev/mqueue"};
	/* /proc/self, which plays the parent, takes no directory: then it is looked for. */
	cr_assert_str_eq(heard_from(0, &err), "open //dev;\n"
					      "plain /dev/mqueue;\n"
					      "mount mqueue source=mqueue on /dev/mqueue;\n");
}

Test(rootfs_mount_apply, proc_is_mounted_on_a_path_without_links_only)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "proc", .destination = "/proc"};
	fake_fails("plain", ELOOP);
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "mount proc on /proc: /proc is a symbolic link: must be mounted "
				   "on ordinary directory");
}

Test(rootfs_mount_apply, the_kernels_own_words_are_passed_on)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "tmpfs", .destination = "/run"};
	fake_fails("mount tmpfs", EINVAL);
	fake_fails("new", EINVAL);
	fake_complaint = "tmpfs: Bad value for 'size'";
	heard_from(-1, &err);
	cr_assert_str_eq(err.text,
			 "mount tmpfs on /run: invalid argument; tmpfs: Bad value for 'size'");
}

Test(rootfs_mount_apply, a_filesystem_the_kernel_lacks_is_named)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "nofs", .destination = "/run"};
	fake_fails("new", ENODEV);
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "mount nofs on /run: no such device; this kernel knows no "
				   "filesystem of that name");
}

Test(rootfs_mount_apply, a_mount_point_that_cannot_be_made_says_what_to_do)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .type = "tmpfs", .destination = "/run"};
	fake_fails("plain", EROFS);
	heard_from(-1, &err);
	cr_assert_str_eq(err.text, "mount tmpfs on /run: open the mount point: read-only file "
				   "system; it is missing and cannot be made there: have it in the "
				   "image or in what is mounted below it");
}

Test(rootfs_mount_apply, locked_flags_are_kept_when_clearing_them_is_refused)
{
	struct error err = NO_ERROR;

	planned = (struct mount_plan){.kind = MOUNT_BIND,
				      .source = "/vol",
				      .destination = "/data",
				      .set = MOUNT_ATTR_NODEV,
				      .clear = MOUNT_ATTR_NOSUID | MOUNT_ATTR_RDONLY};
	fake_fails("set /vol -ro -nosuid", EPERM);
	cr_assert_str_eq(heard_from(0, &err), "plain /data;\n"
					      "set /vol -ro -nosuid +nodev;\n"
					      "set /vol -ro +nodev;\n"
					      "attach /vol on /data;\n");
}

Test(rootfs_mount_apply, what_may_show_the_network_namespace_waits_for_it)
{
	static struct mount_plan several[] = {
		{.kind = MOUNT_FILESYSTEM, .type = "mqueue", .destination = "/dev" },
		{.kind = MOUNT_FILESYSTEM, .type = "sysfs",  .destination = "/run" },
		{.kind = MOUNT_FILESYSTEM, .type = "cgroup", .destination = "/data"},
	};
	struct error err = NO_ERROR;
	int sources[] = {-1, -1, -1};
	struct job job = {.plan = &plan, .root = fake_root(), .null = -1, .sources = sources};

	fake_directories = directories;
	plan.rootfs.mounts = several;
	plan.rootfs.mount_count = COUNT(several);
	cr_assert_eq(rootfs_mount(&job, &err), 0, "%s", err.text);
	cr_expect_not_null(strstr(fake_mounts(), "mqueue"));
	cr_expect_null(strstr(fake_mounts(), "sysfs"));
	cr_expect_null(strstr(fake_mounts(), "cgroup"), "what comes behind waits as well");
	cr_assert_eq(rootfs_mount_rest(&job, &err), 0, "%s", err.text);
	cr_expect_not_null(strstr(fake_mounts(), "sysfs"));
	cr_expect_not_null(strstr(fake_mounts(), "cgroup"));
}
