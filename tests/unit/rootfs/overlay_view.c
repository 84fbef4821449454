/*
 * overlay_view.c - with a kernel that only notes what it is asked for: the tmpfs is a directory,
 * the view is /dev/zero
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "kernel.h"
#include "rootfs.h"
#include "text.h"

static char lower[] = "/tmp/lower.XXXXXX", memory[] = "/tmp/memory.XXXXXX";
static struct text asked;
static int detached_layers, attached_layers; /* errno for an overlay of such, or 0 */
static bool attached;

static void note_layer(const char *name, const char *value)
{
	char place[256] = "";

	if (readlink(value, place, sizeof(place) - 1) < 0)
		snprintf(place, sizeof(place), "%s", value);
	text_format(&asked, " %s=%s", name, place);
}

static void remove_from_memory(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", memory, name);
	(void)rmdir(path); /* it may not have been made */
}

/* Each try has a fresh tmpfs, and here it is always the same directory. */
static void empty_memory(void)
{
	remove_from_memory("upper");
	remove_from_memory("work");
}

int sys_new_filesystem(const char *type, const struct fs_option *options, size_t count,
		       uint64_t attributes)
{
	text_format(&asked, "%s", type);
	for (size_t i = 0; i < count; i++)
		note_layer(options[i].name, options[i].value);
	text_format(&asked, "%s;", attributes & MOUNT_ATTR_NODEV ? " nodev" : "");
	if (strcmp(type, "tmpfs") == 0)
		return open(memory, O_RDONLY | O_DIRECTORY);
	errno = attached ? attached_layers : detached_layers;
	return errno ? -1 : open("/dev/zero", O_RDONLY);
}

const char *sys_filesystem_complaint(void)
{
	return "";
}

int sys_attach_mount(int mount, int target)
{
	(void)mount, (void)target;
	attached = true;
	empty_memory();
	return 0;
}

int mount(const char *source, const char *target, const char *type, unsigned long flags,
	  const void *data)
{
	(void)source, (void)type, (void)data;
	return strcmp(target, "/") == 0 && flags == (MS_REC | MS_PRIVATE) ? 0 : -1;
}

/* What needs no privilege: the shared table of descriptors. */
pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	struct clone_args args = {.flags = CLONE_FILES, .exit_signal = SIGCHLD};

	(void)cgroup, (void)pidfd;
	cr_assert_eq(flags, CLONE_NEWNS | CLONE_FILES);
	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static void make_places(void)
{
	cr_assert(mkdtemp(lower) && mkdtemp(memory));
	cr_assert_eq(chmod(lower, 01771), 0);
}

static void remove_places(void)
{
	empty_memory();
	rmdir(memory);
	rmdir(lower);
	text_drop(&asked);
}

TestSuite(rootfs_overlay_view, .init = make_places, .fini = remove_places);

static bool is_view(int fd)
{
	struct stat zero, view;

	return stat("/dev/zero", &zero) == 0 && fstat(fd, &view) == 0 &&
	       zero.st_rdev == view.st_rdev;
}

Test(rootfs_overlay_view, it_lies_above_the_directory_and_in_memory)
{
	auto_text struct text wanted = NO_TEXT;
	struct error err = NO_ERROR;
	int view = -1;

	cr_assert_eq(overlay_view_open(lower, &view, &err), 0, "%s", err.text);
	cr_expect(is_view(view));
	text_format(&wanted,
		    "tmpfs mode=0700;overlay lowerdir=%s upperdir=%s/upper workdir=%s/work "
		    "redirect_dir=on nodev;",
		    lower, memory, memory);
	cr_expect_str_eq(asked.start, wanted.start);
}

Test(rootfs_overlay_view, its_root_has_the_mode_and_owner_of_the_directory)
{
	char upper[64];
	struct error err = NO_ERROR;
	struct stat was, is;
	int view = -1;

	cr_assert_eq(overlay_view_open(lower, &view, &err), 0, "%s", err.text);
	snprintf(upper, sizeof(upper), "%s/upper", memory);
	cr_assert(stat(lower, &was) == 0 && stat(upper, &is) == 0);
	cr_expect_eq(is.st_mode, was.st_mode);
	cr_expect_eq(is.st_uid, was.st_uid);
	cr_expect_eq(is.st_gid, was.st_gid);
}

Test(rootfs_overlay_view, a_kernel_that_wants_its_layers_mounted_gets_them_so)
{
	struct error err = NO_ERROR;
	int view = -1;

	detached_layers = EINVAL;
	cr_assert_eq(overlay_view_open(lower, &view, &err), 0, "%s", err.text);
	cr_expect(is_view(view));
	cr_expect_not(attached, "only in the child");
}

Test(rootfs_overlay_view, what_the_kernel_refuses_is_told)
{
	struct error err = NO_ERROR;
	int view = -1;

	detached_layers = ENODEV;
	cr_assert_eq(overlay_view_open(lower, &view, &err), -1);
	cr_expect(strstr(err.text, "make a copy-on-write view of /tmp/lower."), "%s", err.text);
	cr_expect(strstr(err.text, ": no such device"), "%s", err.text);
	cr_expect_eq(view, -1);
}

Test(rootfs_overlay_view, what_the_kernel_refuses_the_child_is_told_too)
{
	struct error err = NO_ERROR;
	int view = -1;

	detached_layers = EINVAL;
	attached_layers = ENOSPC;
	cr_assert_eq(overlay_view_open(lower, &view, &err), -1);
	cr_expect(strstr(err.text, ": no space left on device"), "%s", err.text);
	cr_expect_eq(view, -1);
}

Test(rootfs_overlay_view, a_directory_that_is_not_there_is_named)
{
	struct error err = NO_ERROR;
	int view = -1;

	cr_assert_eq(overlay_view_open("/no/where", &view, &err), -1);
	cr_expect_str_eq(err.text, "make a copy-on-write view of /no/where: "
				   "no such file or directory");
}
