#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "mount_target.h"

/* A root beside a directory it must never reach; real files, no privileges. */
static char place[] = "/tmp/berth_target_XXXXXX";
static int root = -1;

static void enter(void)
{
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	cr_assert_eq(mkdir("root", 0755) + mkdir("host", 0755), 0);
	root = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void leave(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(rootfs_mount_target, .init = enter, .fini = leave);

static bool is_there(const char *path, mode_t type)
{
	struct stat st;

	return lstat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

Test(rootfs_mount_target, missing_parents_are_made)
{
	struct target_way way = {.made = false};
	auto_close int fd = target_open(root, "/a/b/c", TARGET_DIRECTORY, &way);

	cr_assert_geq(fd, 0, "%s", strerror(errno));
	cr_expect(way.made);
	cr_expect(is_there("root/a/b/c", S_IFDIR));
}

Test(rootfs_mount_target, a_file_is_made_where_a_file_is_wanted)
{
	auto_close int fd = target_open(root, "/a/f", TARGET_FILE, NULL);

	cr_assert_geq(fd, 0, "%s", strerror(errno));
	cr_expect(is_there("root/a/f", S_IFREG));
}

Test(rootfs_mount_target, what_exists_is_not_made_even_if_it_should_be_missing)
{
	mkdir("root/a", 0700);
	for (int expected = 0; expected < 2; expected++) {
		struct target_way way = {.made = expected};
		auto_close int fd = target_open(root, "/a", TARGET_DIRECTORY, &way);

		cr_assert_geq(fd, 0);
		cr_expect_not(way.made);
		cr_expect(way.straight);
	}
}

Test(rootfs_mount_target, what_should_be_missing_is_made)
{
	struct target_way way = {.made = true};
	auto_close int fd = target_open(root, "/a", TARGET_DIRECTORY, &way);

	cr_assert_geq(fd, 0);
	cr_expect(way.made);
	cr_expect(way.straight);
	cr_expect(is_there("root/a", S_IFDIR));
}

/* Only what a link led to can be the root itself. */
Test(rootfs_mount_target, a_link_on_the_way_is_told)
{
	static const char *const links[] = {"/", "..", "deep/..", "deep", "no/where"};

	mkdir("root/deep", 0755);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		for (int expected = 0; expected < 2; expected++) {
			struct target_way way = {.made = expected, .straight = true};
			auto_close int fd = -1;

			unlink("root/link");
			cr_assert_eq(symlink(links[i], "root/link"), 0);
			fd = target_open(root, "/link", TARGET_DIRECTORY, &way);
			cr_expect_geq(fd, 0, "%s: %s", links[i], strerror(errno));
			cr_expect_not(way.straight, "%s", links[i]);
		}
	}
}

Test(rootfs_mount_target, links_lead_to_places_inside_the_root)
{
	static const struct {
		const char *link, *expected;
	} rows[] = {
		{"/host",            "root/host/x"          },
		{"../host",          "root/host/x"          },
		{"../../../../host", "root/host/x"          },
		{"/no/where",        "root/no/where/x"      },
		{"no/../other",      NULL                   },
		{"l2",               "root/deep/x"          },
		{"/proc/self/root",  "root/proc/self/root/x"},
	};

	cr_assert_eq(symlink("deep", "root/l2"), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		auto_close int fd = -1;

		unlink("root/link");
		cr_assert_eq(symlink(rows[i].link, "root/link"), 0);
		fd = target_open(root, "/link/x", TARGET_DIRECTORY, NULL);
		cr_expect_geq(fd, 0, "%s: %s", rows[i].link, strerror(errno));
		cr_expect(!rows[i].expected || is_there(rows[i].expected, S_IFDIR), "%s",
			  rows[i].link);
		cr_expect_not(is_there("host/x", S_IFDIR), "%s reached the host", rows[i].link);
		cr_expect_not(is_there("host/x", S_IFREG), "%s reached the host", rows[i].link);
	}
}

Test(rootfs_mount_target, a_dangling_link_at_the_end_makes_what_it_points_to)
{
	auto_close int fd = -1;

	cr_assert_eq(symlink("../host/f", "root/link"), 0);
	fd = target_open(root, "/link", TARGET_FILE, NULL);
	cr_assert_geq(fd, 0, "%s", strerror(errno));
	cr_expect(is_there("root/host/f", S_IFREG));
	cr_expect_not(is_there("host/f", S_IFREG));
}

Test(rootfs_mount_target, links_that_go_in_circles_are_an_error)
{
	cr_assert_eq(symlink("b", "root/a"), 0);
	cr_assert_eq(symlink("a", "root/b"), 0);
	cr_assert_eq(target_open(root, "/a/x", TARGET_DIRECTORY, NULL), -1);
	cr_assert_eq(errno, ELOOP);
}

Test(rootfs_mount_target, something_of_another_kind_is_an_error)
{
	close(open("root/f", O_CREAT | O_WRONLY, 0600));
	cr_expect_eq(target_open(root, "/f", TARGET_DIRECTORY, NULL), -1);
	cr_expect_eq(errno, ENOTDIR);
	mkdir("root/d", 0700);
	cr_expect_eq(target_open(root, "/d", TARGET_FILE, NULL), -1);
	cr_expect_eq(errno, EISDIR);
	cr_expect_eq(target_open(root, "/f/x", TARGET_FILE, NULL), -1);
	cr_expect_eq(errno, ENOTDIR);
}

Test(rootfs_mount_target, a_parent_is_made_and_the_last_name_is_not)
{
	const char *name;
	auto_close int fd = target_parent(root, "/dev/net/tun", &name);

	cr_assert_geq(fd, 0);
	cr_expect_str_eq(name, "tun");
	cr_expect(is_there("root/dev/net", S_IFDIR));
	cr_expect_not(is_there("root/dev/net/tun", S_IFREG));
}

Test(rootfs_mount_target, a_name_that_is_too_long_is_an_error)
{
	char path[400] = "/";

	memset(path + 1, 'x', 300);
	cr_assert_eq(target_open(root, path, TARGET_DIRECTORY, NULL), -1);
	cr_assert_eq(errno, ENAMETOOLONG);
}
