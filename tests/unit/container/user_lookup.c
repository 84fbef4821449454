/*
 * user_lookup.c - every form of a user, against an /etc made for the test
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "kernel.h"
#include "spec.h"
#include "user.h"

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "1000:x:0:0:looks numeric:/root:/bin/sh\n"
			     "short:x:7\n"
			     "broken:x:12x:12::/:\n"
			     "huge:x:4294967295:12::/:\n"
			     "nogroup:x:12:::/:\n"
			     "alice:x:1001:100:Alice:/home/alice:/bin/sh\n"
			     "alice:x:0:0:a second alice:/root:/bin/sh\n"
			     "relative:x:1002:100::home:/bin/sh\n"
			     "bob:x:1003:100::/home/bob";

static const char group[] = "root:x:0:\n"
			    "wheel:x:10:root,alice\n"
			    "users:x:100:\n"
			    "100:x:0:\n"
			    "malformed:x\n"
			    "audio:x:63:bob,alice,carol\n"
			    "alices:x:64:aliceandbob\n"
			    "bad:x:-1:alice\n";

/* The kernel's part: no links are at play here, so a plain open will do. */
int sys_open_beneath_as(int root, const char *path, int flags, mode_t mode, bool follow_last)
{
	cr_assert(follow_last);
	cr_assert(flags & O_NONBLOCK, "a fifo must not make us wait");
	return openat(root, path + 1, flags, mode);
}

static char *made[4];
static size_t made_count;

static int make_root(const char *users, const char *groups)
{
	char *path = alloc_text("/tmp/berth-users-XXXXXX");
	int root;

	cr_assert_not_null(mkdtemp(path));
	made[made_count++] = path;
	root = open(path, O_PATH | O_DIRECTORY);
	cr_assert_eq(mkdirat(root, "etc", 0755), 0);
	if (users)
		cr_assert_eq(file_make(root, "etc/passwd", users, strlen(users), 0644), 0);
	if (groups)
		cr_assert_eq(file_make(root, "etc/group", groups, strlen(groups), 0644), 0);
	return root;
}

static void remove_roots(void)
{
	static const char *const below[] = {"etc/passwd", "etc/group", "etc"};

	for (size_t i = 0; i < made_count; i++) {
		int root = open(made[i], O_PATH | O_DIRECTORY);

		for (size_t j = 0; j < COUNT(below); j++)
			unlinkat(root, below[j], j == 2 ? AT_REMOVEDIR : 0);
		close(root);
		rmdir(made[i]);
	}
}

TestSuite(container_user_lookup, .fini = remove_roots);

static const struct spec_user before = {
	.uid = 5, .gid = 6, .additional_gids = (int64_t[]){7, 8},
		.additional_gid_count = 2
};

Test(container_user_lookup, every_form_means_one_user)
{
	static const struct {
		const char *words;
		int64_t uid, gid;
		const char *groups;
	} cases[] = {
		{"0",                     0,          6,          ""      },
		{"1",                     1,          6,          ""      },
		{"01",                    1,          6,          ""      },
		{"1000",                  1000,       6,          ""      },
		{"1000:1000",             1000,       1000,       ""      },
		{"1000:100",              1000,       100,        ""      },
		{"1000:users",            1000,       100,        ""      },
		{"4294967294",            4294967294, 6,          ""      },
		{"4294967294:4294967294", 4294967294, 4294967294, ""      },
		{"root",                  0,          0,          "10,"   },
		{"alice",                 1001,       100,        "10,63,"},
		{"alice:wheel",           1001,       10,         ""      },
		{"alice:5",               1001,       5,          ""      },
		{"bob",                   1003,       100,        "63,"   },
	};
	int root = make_root(passwd, group);

	for (size_t i = 0; i < COUNT(cases); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct error err = NO_ERROR;
		struct spec_user user = before;
		char groups[64] = "";

		cr_expect_eq(user_lookup(root, cases[i].words, &arena, &user, &err), 0, "%s: %s",
			     cases[i].words, err.text);
		for (size_t j = 0; j < user.additional_gid_count; j++)
			sprintf(groups + strlen(groups), "%lld,",
				(long long)user.additional_gids[j]);
		cr_expect_eq(user.uid, cases[i].uid, "%s", cases[i].words);
		cr_expect_eq(user.gid, cases[i].gid, "%s", cases[i].words);
		cr_expect_str_eq(groups, cases[i].groups, "%s: %s", cases[i].words, groups);
	}
}

Test(container_user_lookup, what_is_no_user_is_refused_and_changes_nothing)
{
	static const char *const cases[] = {
		"",
		":",
		"1:",
		":1",
		"+1",
		"-1",
		"-0",
		" 1",
		"1 ",
		"0x0",
		"1e3",
		"1000abc",
		"1000:1:1",
		"1:+1",
		"1:-1",
		"1: 1",
		"4294967295",
		"4294967296",
		"18446744073709551616",
		"1:4294967295",
		"1:4294967296",
		"nobody",
		"alice:nobody",
		"short",
		"broken",
		"huge",
		"nogroup",
		"alice:malformed",
		"alice:bad",
		"alice:",
		"Alice",
		"alice\n",
		"1:1000abc",
		"\t1",
	};
	int root = make_root(passwd, group);

	for (size_t i = 0; i < COUNT(cases); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct error err = NO_ERROR;
		struct spec_user user = before;

		cr_expect_eq(user_lookup(root, cases[i], &arena, &user, &err), -1, "\"%s\" is %lld",
			     cases[i], (long long)user.uid);
		cr_expect_eq(memcmp(&user, &before, sizeof(user)), 0, "\"%s\"", cases[i]);
		cr_expect_neq(err.text[0], '\0');
	}
}

Test(container_user_lookup, numbers_need_no_files)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec_user user = before;

	cr_assert_eq(user_lookup(-1, "12:13", &arena, &user, &err), 0, "%s", err.text);
	cr_assert_eq(user.uid, 12);
	cr_assert_eq(user.gid, 13);
}

Test(container_user_lookup, a_missing_group_file_only_takes_the_memberships_away)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec_user user = before;

	cr_assert_eq(user_lookup(make_root(passwd, NULL), "alice", &arena, &user, &err), 0, "%s",
		     err.text);
	cr_assert_eq(user.gid, 100);
	cr_assert_eq(user.additional_gid_count, 0);
	cr_assert_eq(err.kind, NO_FAILURE);
}

Test(container_user_lookup, a_missing_passwd_is_told)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec_user user = before;

	cr_assert_eq(user_lookup(make_root(NULL, NULL), "alice", &arena, &user, &err), -1);
	cr_assert_str_eq(err.text, "user \"alice\": open the container's /etc/passwd: no such file "
				   "or directory");
}

Test(container_user_lookup, a_fifo_or_a_flood_in_place_of_the_file_is_refused)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct spec_user user = before;
	int root = make_root(NULL, NULL), fd;

	cr_assert_eq(mkfifoat(root, "etc/passwd", 0644), 0);
	cr_assert_eq(user_lookup(root, "alice", &arena, &user, &err), -1);
	cr_assert_str_eq(err.text,
			 "user \"alice\": the container's /etc/passwd is not a regular file");
	cr_assert_eq(unlinkat(root, "etc/passwd", 0), 0);
	fd = openat(root, "etc/passwd", O_CREAT | O_WRONLY, 0644);
	cr_assert_eq(ftruncate(fd, 64 << 20), 0);
	cr_assert_eq(user_lookup(root, "alice", &arena, &user, &err), -1);
	cr_assert_not_null(strstr(err.text, "file too large"), "%s", err.text);
}
