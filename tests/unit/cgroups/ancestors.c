/*
 * ancestors.c - levels of a path
 */
#include <criterion/criterion.h>

#include "alloc.h"
#include "ancestors.h"

Test(cgroups_ancestors, the_root_is_no_level)
{
	static const struct {
		const char *path;
		unsigned levels;
	} cases[] = {
		{"/",      0},
		{"/c1",    1},
		{"a/b",    2},
		{"/a//b/", 2},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(ancestor_levels(cases[i].path), cases[i].levels, "%s", cases[i].path);
}

Test(cgroups_ancestors, a_level_has_a_file_and_a_path)
{
	auto_arena struct arena arena = NO_ARENA;
	char name[ANCESTOR_NAME];

	cr_expect_str_eq(ancestor_file(name, 0, "pids.max"), "pids.max");
	cr_expect_str_eq(ancestor_file(name, 2, "pids.max"), "../../pids.max");
	cr_expect_str_eq(ancestor_path(&arena, "/a/b/c", 0), "/a/b/c");
	cr_expect_str_eq(ancestor_path(&arena, "a/b/c", 2), "/a");
}
