#include <criterion/criterion.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "spec.h"
#include "text.h"

static const struct spec_mount *find_mount(const struct spec *spec, const char *destination)
{
	for (size_t i = 0; i < spec->mount_count; i++) {
		if (text_equal(spec->mounts[i].destination, destination))
			return &spec->mounts[i];
	}
	cr_assert_fail("no mount at %s", destination);
	return NULL;
}

static bool has_namespace(const struct spec *spec, const char *type)
{
	for (size_t i = 0; i < spec->linux->namespace_count; i++) {
		if (text_equal(spec->linux->namespaces[i].type, type))
			return true;
	}
	return false;
}

Test(spec_template, the_defaults_are_those_that_people_know)
{
	auto_arena struct arena arena = NO_ARENA;
	const struct spec *spec = spec_template(&arena, false);

	cr_expect_str_eq(spec->hostname, "berth");
	cr_expect_str_eq(spec->root->path, "rootfs");
	cr_expect(spec->root->readonly);
	cr_expect(spec->process->terminal);
	cr_expect(spec->process->no_new_privileges);
	cr_expect_str_eq(spec->process->args.items[0], "sh");
	cr_expect_eq(spec->process->capabilities->bounding.count, 3);
	cr_expect_eq(spec->process->capabilities->ambient.count, 0);
	cr_expect_eq(spec->process->capabilities->inheritable.count, 0);
	cr_expect_eq(spec->mount_count, 7);
	cr_expect_geq(strings_find(&find_mount(spec, "/dev/pts")->options, "gid=5"), 0);
	cr_expect_str_eq(find_mount(spec, "/sys")->type, "sysfs");
	cr_expect_eq(spec->linux->masked_paths.count, 10);
	cr_expect_eq(spec->linux->readonly_paths.count, 5);
	cr_expect_not(spec->linux->resources->devices[0].allow);
	cr_expect(has_namespace(spec, "network"));
	cr_expect(has_namespace(spec, "cgroup"));
	cr_expect_not(has_namespace(spec, "user"));
}

Test(spec_template, the_rootless_one_maps_the_caller_and_needs_no_privilege)
{
	auto_arena struct arena arena = NO_ARENA;
	const struct spec *spec = spec_template(&arena, true);

	cr_expect(has_namespace(spec, "user"));
	cr_expect_not(has_namespace(spec, "network"));
	cr_assert_eq(spec->linux->uid_mappings.count, 1);
	cr_expect_eq(spec->linux->uid_mappings.items[0].host_id, geteuid());
	cr_expect_eq(spec->linux->gid_mappings.items[0].host_id, getegid());
	cr_expect_null(spec->linux->resources);
	cr_expect_eq(spec->mount_count, 7);
	cr_expect_lt(strings_find(&find_mount(spec, "/dev/pts")->options, "gid=5"), 0);
	cr_expect_geq(strings_find(&find_mount(spec, "/sys")->options, "rbind"), 0);
}

Test(spec_template, both_read_back_as_they_were_written)
{
	for (int rootless = 0; rootless <= 1; rootless++) {
		auto_arena struct arena arena = NO_ARENA;
		auto_text struct text once = NO_TEXT, twice = NO_TEXT;
		struct error err = NO_ERROR;
		struct spec *spec;

		spec_write(&once, spec_template(&arena, rootless));
		spec = spec_read(&arena, "config.json", once.start, once.length, &err);
		cr_assert(spec, "%s", err.text);
		spec_write(&twice, spec);
		cr_expect_str_eq(twice.start, once.start);
	}
}
