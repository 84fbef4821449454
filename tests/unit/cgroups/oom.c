/*
 * oom.c - whose limit it was, in a tree of files that look like a tenant's cgroup with a
 * container and what that has made below it
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "json.h"
#include "oom.h"
#include "text.h"

#define PATH "/tenant/c1"

static const char *const below[] = {"tenant", "tenant/c1", "tenant/c1/job", "tenant/c1/job/deep"};
static char place[] = "/tmp/berth-test-XXXXXX";
static int root, cgroup;

static void put(const char *dir, const char *file, const char *content)
{
	char name[256];

	snprintf(name, sizeof(name), "%s/%s", dir, file);
	cr_assert_eq(file_make(root, name, content, strlen(content), 0600), 0);
}

/* Limits met in the cgroup itself, and in all below it; kills. */
static void counts(const char *dir, unsigned own, unsigned all, unsigned kills)
{
	char text[128];

	snprintf(text, sizeof(text), "low 0\nhigh 0\nmax 9\noom %u\noom_kill %u\n", all, kills);
	put(dir, "memory.events", text);
	snprintf(text, sizeof(text), "low 0\nhigh 0\nmax 9\noom %u\noom_kill 0\n", own);
	put(dir, "memory.events.local", text);
}

static void made(void)
{
	root = open(mkdtemp(place), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < COUNT(below); i++) {
		mkdirat(root, below[i], 0700);
		counts(below[i], 0, 0, 0);
		put(below[i], "memory.max", i ? "4096\n" : "8192\n");
	}
	cgroup = openat(root, "tenant/c1", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void removed(void)
{
	static const char *const files[] = {"memory.events", "memory.events.local", "memory.max"};

	for (size_t i = COUNT(below); i-- > 0;) {
		for (size_t j = 0; j < COUNT(files); j++) {
			char name[256];

			snprintf(name, sizeof(name), "%s/%s", below[i], files[j]);
			unlinkat(root, name, 0);
		}
		unlinkat(root, below[i], AT_REMOVEDIR);
	}
	cr_expect_eq(rmdir(place), 0);
}

TestSuite(cgroups_oom, .init = made, .fini = removed);

static const char *said(const struct oom_look *before)
{
	static struct text text;
	struct json json = {.out = &text};
	struct oom_cause cause;

	text_clear(&text);
	oom_find(cgroup, PATH, before, NULL, &cause);
	oom_write(&cause, &json, NULL);
	return text.start;
}

static struct oom_look look(void)
{
	struct oom_look look;

	oom_look(cgroup, PATH, &look);
	return look;
}

Test(cgroups_oom, a_limit_that_was_met_is_no_kill)
{
	struct oom_look before = look();

	counts("tenant/c1", 3, 3, 0);
	cr_expect_str_eq(said(&before), "null");
}

Test(cgroups_oom, its_own_limit)
{
	struct oom_look before = look();

	counts("tenant/c1", 1, 1, 2);
	cr_expect_str_eq(said(&before), "{\"kills\":2,\"whose\":\"own\",\"cgroup\":\"/tenant/c1\","
					"\"limit\":4096}");
	cr_expect_str_eq(said(NULL), said(&before));
}

Test(cgroups_oom, one_of_a_cgroup_that_it_has_made)
{
	struct oom_look before = look();

	counts("tenant/c1", 0, 1, 1);
	counts("tenant/c1/job", 0, 1, 1);
	counts("tenant/c1/job/deep", 1, 1, 1);
	cr_expect_str_eq(said(&before), "{\"kills\":1,\"whose\":\"below\",\"cgroup\":"
					"\"/tenant/c1/job/deep\",\"limit\":4096}");
	counts("tenant/c1/job", 0, 0, 0);
	cr_expect_str_eq(said(&before),
			 "{\"kills\":1,\"whose\":\"below\",\"cgroup\":null,\"limit\":null}",
			 "it is gone already");
}

Test(cgroups_oom, one_above_that_was_met_since)
{
	struct oom_look before;

	counts("tenant", 5, 5, 5);
	before = look();
	counts("tenant/c1", 0, 0, 1);
	cr_expect_str_eq(said(&before),
			 "{\"kills\":1,\"whose\":\"host\",\"cgroup\":null,\"limit\":null}");
	counts("tenant", 6, 6, 6);
	cr_expect_str_eq(said(&before), "{\"kills\":1,\"whose\":\"above\",\"cgroup\":"
					"\"/tenant\",\"limit\":8192}");
	cr_expect_str_eq(said(NULL),
			 "{\"kills\":1,\"whose\":\"outside\",\"cgroup\":null,\"limit\":null}");
}

Test(cgroups_oom, the_sentence_names_the_cgroup_and_its_limit)
{
	struct oom_look before = look();
	auto_text struct text text = NO_TEXT;
	struct oom_cause cause;

	counts("tenant/c1", 1, 1, 1);
	oom_find(cgroup, PATH, &before, NULL, &cause);
	oom_print(&cause, &text);
	cr_expect_str_eq(text.start, "the kernel killed 1 process for want of memory: the "
				     "container's own limit was met (/tenant/c1, 4096 bytes)");
}

Test(cgroups_oom, without_a_controller_nothing_is_said)
{
	struct oom_cause cause;

	oom_find(-1, PATH, NULL, NULL, &cause);
	cr_expect_eq(cause.whose, OOM_NONE);
}

/* The kernel counts the limit first and the victim after: a look may fall in between. */
Test(cgroups_oom, a_kill_is_told_once_with_the_limit_that_came_before_it)
{
	struct oom_look before = look(), now;
	struct oom_cause cause;

	counts("tenant/c1", 1, 1, 0);
	oom_find(cgroup, PATH, &before, &now, &cause);
	cr_expect_eq(cause.whose, OOM_NONE);
	counts("tenant/c1", 1, 1, 1);
	oom_find(cgroup, PATH, &before, &now, &cause);
	cr_expect_eq(cause.whose, OOM_OWN);
	oom_find(cgroup, PATH, &now, NULL, &cause);
	cr_expect_eq(cause.whose, OOM_NONE);
}
