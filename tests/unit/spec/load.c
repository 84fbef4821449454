#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "log.h"
#include "spec.h"

static struct arena arena;
static struct error err;
static char warned[256];

/* In place of src/base/log.c: keeps the last warning. */
bool log_wants_debug(void)
{
	return false;
}

void log_debug(const char *format, ...)
{
	cr_assert_fail("%s, though nobody asked", format);
}

void log_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(warned, sizeof(warned), format, args);
	va_end(args);
}

static struct spec *read_spec(const char *json)
{
	err = NO_ERROR;
	return spec_read(&arena, "config.json", json, strlen(json), &err);
}

#define BASE                                                                                       \
	"\"ociVersion\": \"1.0.2\", \"root\": {\"path\": \"r\"},"                                  \
	"\"process\": {\"cwd\": \"/\", \"args\": [\"sh\"]}"

Test(spec_load, linux_is_there_even_when_it_was_not_given)
{
	struct spec *spec = read_spec("{" BASE "}");

	cr_assert(spec, "%s", err.text);
	cr_assert(spec->linux);
	cr_expect_eq(spec->linux->namespace_count, 0);
}

Test(spec_load, a_relative_destination_is_taken_from_the_root_with_a_warning)
{
	struct spec *spec = read_spec("{" BASE ", \"mounts\": [{\"destination\": \"data/./x\"}]}");

	cr_assert(spec, "%s", err.text);
	cr_expect_str_eq(spec->mounts[0].destination, "/data/x");
	cr_expect_str_eq(warned, "config.json: mounts[0].destination: \"data/./x\" is not absolute,"
				 " taken from /");
}

Test(spec_load, the_parts_of_other_systems_are_without_effect)
{
	cr_expect(read_spec("{" BASE ", \"windows\": {\"layerFolders\": []}, \"zos\": 1}"), "%s",
		  err.text);
}

Test(spec_load, a_process_of_its_own_is_checked_like_one_in_a_configuration)
{
	static const char good[] = "{\"cwd\": \"/tmp\", \"args\": [\"id\", \"-u\"]}";
	static const char bad[] = "{\"cwd\": \"/tmp\", \"args\": []}";
	struct spec_process *process =
		spec_read_process(&arena, "process.json", good, strlen(good), &err);

	cr_assert(process, "%s", err.text);
	cr_expect_str_eq(process->args.items[1], "-u");
	cr_expect_null(spec_read_process(&arena, "process.json", bad, strlen(bad), &err));
	cr_expect_str_eq(err.text, "process.json:1:25: args: there is nothing to run");
}

Test(spec_load, resources_can_stand_alone)
{
	static const char good[] = "{\"CPU\": {\"Cpus\": \"0-1\", \"shares\": 2},"
				   "\"hugepageLimits\": [{\"pagesize\": \"2MB\", \"limit\": 1}]}";
	static const char bad[] = "{\"pids\": {\"limit\": \"max\"}}";
	struct spec_resources *resources =
		spec_read_resources(&arena, "-", good, strlen(good), &err);

	cr_assert(resources, "%s", err.text);
	cr_expect_str_eq(resources->cpu->cpus, "0-1");
	cr_expect_eq(resources->cpu->shares.value, 2);
	cr_expect_not(resources->cpu->quota.given);
	cr_expect_str_eq(resources->hugepage_limits[0].page_size, "2MB");
	cr_expect_null(spec_read_resources(&arena, "-", bad, strlen(bad), &err));
	cr_expect_str_eq(err.text, "-:1:20: pids.limit: expected a number, found a string");
}

Test(spec_load, a_pair_is_found_by_its_name)
{
	struct pair items[] = {
		{"a", "1"},
		{"b", "" }
	};
	struct pairs pairs = {.items = items, .count = 2};

	cr_expect_str_eq(pairs_find(&pairs, "a"), "1");
	cr_expect_str_eq(pairs_find(&pairs, "b"), "");
	cr_expect_null(pairs_find(&pairs, "c"));
	cr_expect_null(pairs_find(&(struct pairs){.count = 0}, "a"));
}

static struct spec *read_mounts(const char *json)
{
	err = NO_ERROR;
	return spec_read_mounts(&arena, "m.json", json, strlen(json), &err);
}

Test(spec_load, mounts_alone_are_an_array_of_them)
{
	struct spec *spec = read_mounts("[{\"destination\": \"/a\", \"type\": \"tmpfs\"},"
					" {\"destination\": \"b/../c\"}]");

	cr_assert(spec, "%s", err.text);
	cr_assert_eq(spec->mount_count, 2);
	cr_expect_str_eq(spec->mounts[0].type, "tmpfs");
	cr_expect_str_eq(spec->mounts[1].destination, "/c");
}

Test(spec_load, what_is_wrong_with_mounts_alone_is_named_with_its_place)
{
	static const struct {
		const char *json, *sentence;
	} cases[] = {
		{"{}",                                "m.json:1:1: mounts: expected an array, found an object"        },
		{"[{\"type\": \"proc\"}]",            "m.json:1:2: mounts[0]: destination is missing"                 },
		{"[{\"destination\": \"/\", \"uidMappings\": [{\"containerID\": 0, \"hostID\": 0,"
		 " \"size\": 1}]}]", "m.json:1:1: mounts[0]: uidMappings and gidMappings go together"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect_null(read_mounts(cases[i].json));
		cr_expect_str_eq(err.text, cases[i].sentence);
	}
}
