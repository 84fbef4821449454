/*
 * cgroup_update.c - other limits for a container that runs, on files that only look like its
 */
#include "../../fakes/cgroup_limits.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"

static char directory[] = "/tmp/berth-test-XXXXXX";
static const char *const names[] = {"cgroup.controllers", "cpu.max",         "memory.max",
				    "memory.current",     "memory.swap.max", "pids.max"};
static struct arena arena;
static int cgroup;

static void put(const char *name, const char *content)
{
	cr_assert_eq(file_make(cgroup, name, content, strlen(content), 0600), 0);
}

static void made(void)
{
	cgroup = open(mkdtemp(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put("cgroup.controllers", "cpu memory\n");
	put("cpu.max", "20000 100000\n");
	put("memory.max", "4096\n");
	put("memory.current", "1000\n");
	put("memory.swap.max", "max\n");
}

static void removed(void)
{
	for (size_t i = 0; i < COUNT(names); i++)
		unlinkat(cgroup, names[i], 0);
	cr_expect_eq(rmdir(directory), 0);
}

TestSuite(cgroups_cgroup_update, .init = made, .fini = removed);

static const char *content(const char *name)
{
	static struct text text;

	text_clear(&text);
	return file_read(cgroup, name, 100, &text) ? "missing" : text_string(&text);
}

static int update(const struct spec_resources *resources, struct error *err)
{
	struct cgroup_update update;

	*err = NO_ERROR;
	if (cgroup_update_plan(cgroup, resources, &arena, &update, err))
		return -1;
	return cgroup_update_play(cgroup, &update, err);
}

Test(cgroups_cgroup_update, limits_are_said_in_terms_of_those_that_are)
{
	struct spec_cpu cpu = {.period = GIVEN(50000)};
	struct spec_memory memory = {.swap = GIVEN(6000)};
	struct spec_resources resources = {.cpu = &cpu, .memory = &memory};
	struct error err = NO_ERROR;

	cr_assert_eq(update(&resources, &err), 0, "%s", err.text);
	cr_expect_eq(strncmp(content("cpu.max"), "20000 50000", 11), 0);
	cr_expect_eq(strncmp(content("memory.swap.max"), "1904", 4), 0);
}

Test(cgroups_cgroup_update, nothing_is_written_when_something_cannot_be)
{
	struct spec_cpu cpu = {.quota = GIVEN(5)};
	struct spec_pids pids = {.limit = GIVEN(5)};
	struct spec_memory memory = {.limit = GIVEN(500), .check_before_update = true};
	struct spec_resources no_file = {.cpu = &cpu, .pids = &pids};
	struct spec_resources no_room = {.cpu = &cpu, .memory = &memory};
	struct error err = NO_ERROR;

	cr_expect_eq(update(&no_file, &err), -1);
	cr_expect(strstr(err.text, "the pids controller is not available here"), "%s", err.text);
	cr_expect_eq(update(&no_room, &err), -1);
	cr_expect_str_eq(err.text, "rejecting memory limit 500 < usage 1000");
	cr_expect_str_eq(content("cpu.max"), "20000 100000\n");
}

/* A file is taken away between the look and the write: a kernel that refuses. */
Test(cgroups_cgroup_update, what_fails_half_way_leaves_everything_as_it_was)
{
	struct spec_cpu cpu = {.quota = GIVEN(70000)};
	struct spec_memory memory = {.limit = GIVEN(8192)};
	struct spec_resources resources = {.cpu = &cpu, .memory = &memory};
	struct cgroup_update update;
	struct error err = NO_ERROR;

	cr_assert_eq(cgroup_update_plan(cgroup, &resources, &arena, &update, &err), 0);
	unlinkat(cgroup, "memory.max", 0);
	cr_expect_eq(cgroup_update_play(cgroup, &update, &err), -1);
	cr_expect(strstr(err.text, "memory.max"), "%s", err.text);
	cr_expect_str_eq(content("cpu.max"), "20000 100000\n");
}
