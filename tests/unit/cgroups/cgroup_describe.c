/*
 * cgroup_describe.c - what was asked for and what came of it, as text and as JSON
 */
#include "../../fakes/cgroup_tree.h"

#include "../../fakes/cgroup_limits.h"

#include "json.h"

static struct arena arena;
static bool is_gone;

/* In place of the archive's. */
int cgroup_open(const char *path, struct error *err)
{
	cr_assert_str_eq(path, CGROUP_TREE_PATH);
	return is_gone ? fail(err, MISSING, "cgroup %s does not exist", path) : dup(cgroup_tree);
}

static void made(void)
{
	cgroup_tree_make();
	cgroup_tree_file("memory.max", "4096\n", "8192\n");
	cgroup_tree_file("memory.min", "0\n", "1024\n");
	cgroup_tree_file("memory.swap.max", "0\n", "max\n");
	cgroup_tree_file("pids.max", "max\n", "7\n");
	cgroup_tree_file("cpu.max", "max 100000\n", "20000 100000\n");
}

TestSuite(cgroups_cgroup_describe, .init = made, .fini = cgroup_tree_drop);

static struct spec_memory memory = {.limit = GIVEN(8195)};
static struct spec_pids pids = {.limit = GIVEN(5)};
static struct spec_cpu cpu = {.quota = GIVEN(20000)};
static struct pair guarantee = {"memory.min", "1024"};
static struct spec_resources resources = {
	.memory = &memory, .pids = &pids, .cpu = &cpu, .unified = {&guarantee, 1}
};
static const char updates[] = "[{\"file\":\"pids.max\",\"value\":\"7\",\"field\":\"update's\"}]";

static void describe(const struct spec_resources *asked, const char *on_record,
		     struct cgroup_description *description)
{
	struct error err = NO_ERROR;

	cr_assert_eq(cgroup_describe(CGROUP_TREE_PATH, asked, on_record, &arena, description, &err),
		     0, "%s", err.text);
}

Test(cgroups_cgroup_describe, the_three_values_of_each_limit)
{
	auto_text struct text out = NO_TEXT;
	struct cgroup_description description;

	describe(&resources, updates, &description);
	cgroup_description_print(&description, &out);
	cr_expect_str_eq(
		out.start,
		"cgroup /tenant/c1\n"
		"limits\n"
		"  cpu.max: 20000 asked for (linux.resources.cpu.quota)\n"
		"  memory.max: 8195 asked for (linux.resources.memory.limit), the kernel holds "
		"8192, effective 4096: /tenant allows no more\n"
		"  pids.max: 7 asked for (update's)\n"
		"  memory.swap.max: none asked for, effective 0: /tenant allows no more\n"
		"guarantees\n"
		"  memory.min: 1024 asked for (linux.resources.unified), effective 0: /tenant "
		"grants no more\n"
		"it does not have all that was asked for\n");
}

Test(cgroups_cgroup_describe, the_same_as_json)
{
	struct spec_resources few = {.pids = &pids};
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out};
	struct cgroup_description description;

	cgroup_tree_file("memory.max", "max\n", "max\n");
	cgroup_tree_file("memory.swap.max", "max\n", "max\n");
	describe(&few, updates, &description);
	json_begin_object(&json, NULL);
	cgroup_description_write(&description, &json);
	json_end_object(&json);
	cr_expect_str_eq(out.start,
			 "{\"cgroup\":\"/tenant/c1\",\"limits\":[{\"file\":\"pids.max\","
			 "\"key\":null,\"name\":null,\"field\":\"update's\",\"asked\":\"7\","
			 "\"held\":\"7\",\"effective\":\"7\",\"decided_by\":null,"
			 "\"guarantee\":false,\"kept\":true}],\"out_of_memory\":null}");
}

Test(cgroups_cgroup_describe, nothing_is_missing_where_nothing_was_asked_for)
{
	auto_text struct text out = NO_TEXT;
	struct cgroup_description description;

	describe(NULL, "", &description);
	cgroup_description_print(&description, &out);
	cr_expect_str_eq(out.start,
			 "cgroup /tenant/c1\n"
			 "limits\n"
			 "  memory.max: none asked for, effective 4096: /tenant allows no more\n"
			 "  memory.swap.max: none asked for, effective 0: /tenant allows no more\n"
			 "it has what was asked for\n");
}

Test(cgroups_cgroup_describe, what_is_gone_holds_nothing)
{
	struct spec_resources few = {.pids = &pids};
	auto_text struct text out = NO_TEXT;
	struct cgroup_description description;

	is_gone = true;
	describe(&few, "", &description);
	cgroup_description_print(&description, &out);
	cr_expect_str_eq(out.start,
			 "cgroup /tenant/c1, which is gone\n"
			 "limits\n"
			 "  pids.max: 5 asked for (linux.resources.pids.limit), there is "
			 "nothing that holds it\n"
			 "it does not have all that was asked for\n");
}
