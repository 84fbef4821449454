/*
 * knobs.c - rows written to the files of a directory
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "knobs.h"
#include "text.h"

static char directory[] = "/tmp/berth-test-XXXXXX";
static int cgroup;

static void put(const char *name, const char *content)
{
	cr_assert_eq(file_make(cgroup, name, content, strlen(content), 0600), 0);
}

static void made(void)
{
	cgroup = open(mkdtemp(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put("cgroup.controllers", "cpu io\n");
	put("cpu.weight", "");
	put("io.weight", "");
}

static void removed(void)
{
	static const char *const names[] = {"cgroup.controllers", "cpu.weight", "io.weight",
					    "io.bfq.weight", "number"};

	for (size_t i = 0; i < COUNT(names); i++)
		unlinkat(cgroup, names[i], 0);
	cr_expect_eq(rmdir(directory), 0);
}

static const char *content(const char *name)
{
	static struct text text;

	text_clear(&text);
	return file_read(cgroup, name, 100, &text) ? "missing" : text_string(&text);
}

TestSuite(cgroups_knobs, .init = made, .fini = removed);

static const struct cgroup_write weights[] = {
	{"io", "io.bfq.weight", "10", "f", .optional = true },
	{"io", "io.weight",     "1",  "f", .otherwise = true},
};

Test(cgroups_knobs, a_row_stands_in_where_the_one_above_has_no_file)
{
	struct error err = NO_ERROR;

	cr_assert_eq(knobs_check(cgroup, weights, 2, &err), 0, "%s", err.text);
	cr_assert_eq(knobs_write(cgroup, weights, 2, &err), 0, "%s", err.text);
	cr_assert_str_eq(content("io.weight"), "1");
}

Test(cgroups_knobs, and_only_there)
{
	struct error err = NO_ERROR;

	put("io.bfq.weight", "");
	cr_assert_eq(knobs_write(cgroup, weights, 2, &err), 0, "%s", err.text);
	cr_assert_str_eq(content("io.bfq.weight"), "10");
	cr_assert_str_eq(content("io.weight"), "");
}

Test(cgroups_knobs, a_missing_controller_is_named_with_its_cure)
{
	static const struct cgroup_write rows[] = {
		{.controller = "cpu",
		 .file = "cpu.weight",
		 .value = "9",
		 .field = "linux.resources.cpu.shares"  },
		{.controller = "memory",
		 .file = "memory.max",
		 .value = "1",
		 .field = "linux.resources.memory.limit"},
	};
	static const char sentence[] =
		"set memory.max for linux.resources.memory.limit: the memory controller is not "
		"available here: enable it in cgroup.subtree_control of the cgroups above, or have "
		"it delegated";
	struct error err = NO_ERROR;

	cr_expect_eq(knobs_check(cgroup, rows, 2, &err), -1);
	cr_expect_str_eq(err.text, sentence);
	cr_expect_str_eq(content("cpu.weight"), "", "a check writes nothing");
	cr_expect_eq(knobs_write(cgroup, rows, 2, &err), -1);
	cr_expect_str_eq(err.text, sentence);
}

Test(cgroups_knobs, a_missing_file_of_an_enabled_controller_is_the_kernels)
{
	static const struct cgroup_write row = {.controller = "cpu",
						.file = "cpu.idle",
						.value = "1",
						.field = "linux.resources.cpu.idle"};
	struct error err = NO_ERROR;

	cr_assert_eq(knobs_write(cgroup, &row, 1, &err), -1);
	cr_assert_str_eq(err.text, "set cpu.idle for linux.resources.cpu.idle: this kernel has no "
				   "such file");
}

Test(cgroups_knobs, an_optional_row_may_have_no_file)
{
	static const struct cgroup_write row = {"memory", "memory.swap.max", "max", "f",
						.optional = true};
	struct error err = NO_ERROR;

	cr_assert_eq(knobs_write(cgroup, &row, 1, &err), 0, "%s", err.text);
}

Test(cgroups_knobs, numbers_are_read_strictly)
{
	static const struct {
		const char *text;
		int result;
		uint64_t value;
	} cases[] = {
		{"0\n",                  0,  0         },
		{"max\n",                0,  UINT64_MAX},
		{"max 100000\n",         0,  UINT64_MAX},
		{"18446744073709551615", 0,  UINT64_MAX},
		{"x\n",                  -1, 7         },
		{"",                     -1, 7         },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t value = 7;

		put("number", cases[i].text);
		cr_expect_eq(knob_number(cgroup, "number", &value), cases[i].result);
		cr_expect_eq(value, cases[i].value, "%s", cases[i].text);
	}
}

Test(cgroups_knobs, a_word_is_a_whole_word)
{
	cr_expect(knob_has_word("cpuset cpu io\n", "cpu"));
	cr_expect(knob_has_word("cpuset cpu io\n", "io"));
	cr_expect_not(knob_has_word("cpuset io\n", "cpu"));
	cr_expect_not(knob_has_word("", "cpu"));
}
