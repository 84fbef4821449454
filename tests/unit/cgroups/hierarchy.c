/*
 * hierarchy.c - cgroups below a container's, and only there
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "hierarchy.h"

static char directory[] = "/tmp/berth-test-XXXXXX";
static int top, container;

/* The container's cgroup is "a"; "ab" beside it is another's. */
static void made(void)
{
	top = open(mkdtemp(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mkdirat(top, "a", 0700);
	mkdirat(top, "ab", 0700);
	mkdirat(top, "a/sub", 0700);
	container = openat(top, "a", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void removed(void)
{
	unlinkat(top, "a/sub", AT_REMOVEDIR);
	unlinkat(top, "a", AT_REMOVEDIR);
	unlinkat(top, "ab", AT_REMOVEDIR);
	cr_expect_eq(rmdir(directory), 0);
}

TestSuite(cgroups_hierarchy, .init = made, .fini = removed);

static ino_t inode(int dir, const char *name)
{
	struct stat st;

	cr_assert_eq(fstatat(dir, name, &st, 0), 0);
	return st.st_ino;
}

Test(cgroups_hierarchy, a_sub_cgroup_is_below_the_containers)
{
	static const struct {
		const char *name, *found;
	} cases[] = {
		{"/",      "a"    },
		{"",       "a"    },
		{".",      "a"    },
		{"sub",    "a/sub"},
		{"/sub",   "a/sub"},
		{"//sub/", "a/sub"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = NO_ERROR;
		int sub = cgroup_open_sub(container, cases[i].name, &err);

		cr_assert_geq(sub, 0, "%s", err.text);
		cr_expect_eq(inode(sub, "."), inode(top, cases[i].found), "%s", cases[i].name);
		close(sub);
	}
}

Test(cgroups_hierarchy, no_name_leads_out)
{
	static const char *const names[] = {"..",     "../ab",   "/../ab", "sub/../../ab",
					    "sub/..", "./../ab", "//..",   "sub/.././.."};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct error err = NO_ERROR;

		cr_expect_eq(cgroup_open_sub(container, names[i], &err), -1, "%s", names[i]);
		cr_expect(strstr(err.text, "bad sub cgroup path"), "%s", err.text);
	}
}

Test(cgroups_hierarchy, a_link_is_not_followed)
{
	struct error err = NO_ERROR;

	cr_assert_eq(symlinkat("../ab", container, "link"), 0);
	cr_expect_eq(cgroup_open_sub(container, "link", &err), -1);
	unlinkat(container, "link", 0);
}

Test(cgroups_hierarchy, a_missing_sub_cgroup_is_named)
{
	struct error err = NO_ERROR;

	cr_assert_eq(cgroup_open_sub(container, "b", &err), -1);
	cr_assert_str_eq(err.text, "open sub cgroup \"b\" of the container: no such file or "
				   "directory");
}
