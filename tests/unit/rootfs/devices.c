#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "job.h"
#include "plan.h"

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd);
pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	(void)flags, (void)cgroup, (void)pidfd;
	return -1;
}

/* Fifos are the nodes that need no privilege; the rest of the way is the same. */
static struct device_plan device = {.path = "/dev/p", .mode = S_IFIFO | 0626};
static struct plan plan = {
	.rootfs = {.devices = &device, .device_count = 1}
};
static int sources[1] = {-1};
static struct job job = {.plan = &plan, .sources = sources};
static char place[] = "/tmp/berth_devices_XXXXXX";

static void enter(void)
{
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	umask(0); /* as init_settle() leaves it */
	cr_assert_eq(mkdir("root", 0755) + mkdir("host", 0755), 0);
	job.root = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void leave(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(rootfs_devices, .init = enter, .fini = leave);

static mode_t mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? 0 : st.st_mode;
}

static void make(void)
{
	struct error err = NO_ERROR;

	cr_assert_eq(devices_make(&job, &err), 0, "%s", err.text);
}

Test(rootfs_devices, a_node_has_its_mode)
{
	make();
	cr_expect_eq(mode_of("root/dev/p"), S_IFIFO | 0626);
}

Test(rootfs_devices, a_node_that_is_there_stays_as_it_is)
{
	mkdir("root/dev", 0755);
	mkfifo("root/dev/p", 0600);
	make();
	cr_expect_eq(mode_of("root/dev/p"), S_IFIFO | 0600);
}

Test(rootfs_devices, something_else_in_the_place_of_a_node_is_refused)
{
	struct error err = NO_ERROR;

	mkdir("root/dev", 0755);
	cr_assert_eq(symlink("../../host/p", "root/dev/p"), 0);
	cr_assert_eq(devices_make(&job, &err), -1);
	cr_expect_str_eq(err.text, "make the device /dev/p: the image has something else there");
	cr_expect_eq(mode_of("host/p"), 0);
}

Test(rootfs_devices, a_dev_that_is_a_link_stays_in_the_root)
{
	static const char *const links[] = {"../host", "/host", "../../../host"};

	for (size_t i = 0; i < 3; i++) {
		unlink("root/dev");
		cr_assert_eq(symlink(links[i], "root/dev"), 0);
		plan.rootfs.link_devices = true;
		make();
		cr_expect_eq(mode_of("host/p"), 0, "%s", links[i]);
		cr_expect_eq(mode_of("host/fd"), 0, "%s", links[i]);
		cr_expect(S_ISFIFO(mode_of("root/host/p")), "%s", links[i]);
	}
}

Test(rootfs_devices, links_are_made_and_none_is_replaced)
{
	char link[64] = "";

	mkdir("root/dev", 0755);
	cr_assert_eq(symlink("mine", "root/dev/ptmx"), 0);
	plan.rootfs.link_devices = true;
	make();
	cr_expect(S_ISLNK(mode_of("root/dev/stdout")));
	cr_expect_eq(mode_of("root/dev/core"), 0, "there is no /proc/kcore to link to");
	cr_assert_eq(readlink("root/dev/ptmx", link, sizeof(link) - 1), 4);
	cr_expect_str_eq(link, "mine");
}

Test(rootfs_devices, an_images_own_dev_gets_no_links)
{
	make();
	cr_expect_eq(mode_of("root/dev/stdout"), 0);
}
