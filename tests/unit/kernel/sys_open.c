#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

static char place[] = "/tmp/berth_open_XXXXXX";
static int root = -1;

static void enter(void)
{
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	cr_assert_eq(mkdir("root", 0755) + mkdir("root/d", 0755) + mkdir("host", 0755), 0);
	root = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void leave(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(kernel_sys_open, .init = enter, .fini = leave);

Test(kernel_sys_open, links_and_dots_stay_in_the_root)
{
	static const char *const outward[] = {"/host", "../host", "../../../../host", "/../host"};

	for (size_t i = 0; i < 4; i++) {
		unlink("root/l");
		cr_assert_eq(symlink(outward[i], "root/l"), 0);
		cr_expect_eq(sys_open_beneath(root, "/l"), -1, "%s", outward[i]);
		cr_expect_eq(errno, ENOENT);
		cr_expect_eq(sys_open_beneath(root, outward[i]), -1, "%s", outward[i]);
	}
}

Test(kernel_sys_open, an_inner_link_is_followed_unless_no_link_is_wanted)
{
	auto_close int fd = -1;

	cr_assert_eq(symlink("/d", "root/l"), 0);
	fd = sys_open_beneath(root, "/l");
	cr_expect_geq(fd, 0);
	cr_expect_eq(sys_open_plain(root, "/l", O_PATH), -1);
	cr_expect_eq(errno, ELOOP);
	cr_expect_eq(sys_open_beneath_as(root, "/l", O_PATH, 0, false), -1);
	cr_expect_eq(errno, ELOOP);
	cr_expect_eq(sys_open_beneath_as(root, "/l", O_RDONLY, 0, false), -1);
	cr_expect_eq(errno, ELOOP);
}

Test(kernel_sys_open, a_file_can_be_made_beneath_the_root)
{
	auto_close int fd = sys_open_beneath_as(root, "../f", O_WRONLY | O_CREAT, 0600, true);
	struct stat st;

	cr_assert_geq(fd, 0);
	cr_expect_eq(stat("root/f", &st), 0);
	cr_expect_eq(st.st_mode, S_IFREG | 0600);
}

Test(kernel_sys_open, every_descriptor_is_closed_on_exec)
{
	auto_close int one = sys_open_beneath(root, "/d");
	auto_close int two = sys_open_plain(root, "/d", O_RDONLY);

	cr_expect_eq(fcntl(one, F_GETFD), FD_CLOEXEC);
	cr_expect_eq(fcntl(two, F_GETFD), FD_CLOEXEC);
}
