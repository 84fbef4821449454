/* path.c: paths as text */
#include <criterion/criterion.h>

#include "alloc.h"
#include "arena.h"
#include "path.h"

Test(base_path, dots_and_doubled_slashes_are_taken_out)
{
	auto_arena struct arena arena = NO_ARENA;
	static const struct {
		const char *path, *clean;
	} rows[] = {
		{"/",                 "/"          },
		{"//",                "/"          },
		{"/.",                "/"          },
		{"/a",                "/a"         },
		{"/a/",               "/a"         },
		{"//a//b//",          "/a/b"       },
		{"/a/./b/.",          "/a/b"       },
		{"/a/../b",           "/b"         },
		{"/a/b/..",           "/a"         },
		{"/a/b/../..",        "/"          },
		{"/a/b/../../..",     "/"          },
		{"/..",               "/"          },
		{"/../../etc/passwd", "/etc/passwd"},
		{"/a/...",            "/a/..."     },
		{"/a/..b",            "/a/..b"     },
		{"/.a/b.",            "/.a/b."     },
		{"",                  "."          },
		{".",                 "."          },
		{"./",                "."          },
		{"a",                 "a"          },
		{"./a//b/",           "a/b"        },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_str_eq(path_clean(&arena, rows[i].path), rows[i].clean,
				 "\"%s\" became \"%s\"", rows[i].path,
				 path_clean(&arena, rows[i].path));
}

Test(base_path, a_relative_path_keeps_its_dots_since_links_may_stand_before_them)
{
	auto_arena struct arena arena = NO_ARENA;

	cr_assert_str_eq(path_clean(&arena, "../a"), "../a");
	cr_assert_str_eq(path_clean(&arena, "a/../b"), "a/../b");
}

Test(base_path, an_absolute_name_is_joined_to_nothing)
{
	auto_arena struct arena arena = NO_ARENA;
	static const struct {
		const char *base, *name, *joined;
	} rows[] = {
		{"/bundle",  "rootfs",    "/bundle/rootfs"},
		{"/bundle/", "./rootfs/", "/bundle/rootfs"},
		{"/bundle",  "/rootfs",   "/rootfs"       },
		{"/bundle",  "..",        "/"             },
		{"/bundle",  "",          "/bundle"       },
		{"/",        "a",         "/a"            },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_str_eq(path_join(&arena, rows[i].base, rows[i].name), rows[i].joined,
				 "\"%s\" and \"%s\"", rows[i].base, rows[i].name);
}

Test(base_path, beneath_is_a_matter_of_whole_components)
{
	static const struct {
		const char *path, *base;
		bool beneath;
	} rows[] = {
		{"/proc",     "/proc", true },
		{"/proc/sys", "/proc", true },
		{"/process",  "/proc", false},
		{"/",         "/proc", false},
		{"/pro",      "/proc", false},
		{"/proc",     "/",     true },
		{"/",         "/",     true },
		{"proc",      "/",     false},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(path_is_beneath(rows[i].path, rows[i].base), rows[i].beneath,
			     "\"%s\" beneath \"%s\"", rows[i].path, rows[i].base);
}

Test(base_path, the_name_is_what_follows_the_last_slash)
{
	cr_assert_str_eq(path_name("/usr/bin/sh"), "sh");
	cr_assert_str_eq(path_name("sh"), "sh");
	cr_assert_str_eq(path_name("/usr/"), "");
	cr_assert_str_eq(path_name(""), "");
}

Test(base_path, absolute_paths_begin_with_a_slash)
{
	cr_assert(path_is_absolute("/a"));
	cr_assert_not(path_is_absolute("a"));
	cr_assert_not(path_is_absolute(""));
}
