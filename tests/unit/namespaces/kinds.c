#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "namespaces.h"

Test(namespaces_kinds, each_of_the_spec_s_words_has_a_kind_and_a_file)
{
	uint64_t flags = 0;

	cr_assert_eq(namespace_kind_count, 8);
	for (size_t i = 0; i < namespace_kind_count; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/self/ns/%s", namespace_kinds[i].file);
		cr_assert_eq(access(path, F_OK), 0, "%s", path);
		cr_assert_eq(namespace_kind(namespace_kinds[i].type), &namespace_kinds[i]);
		cr_assert_eq(flags & namespace_kinds[i].flag, 0, "%s", namespace_kinds[i].type);
		flags |= namespace_kinds[i].flag;
	}
}

Test(namespaces_kinds, the_user_namespace_is_first_and_the_mount_namespace_last)
{
	cr_assert_str_eq(namespace_kinds[0].type, "user");
	cr_assert_str_eq(namespace_kinds[namespace_kind_count - 1].type, "mount");
}

Test(namespaces_kinds, the_kernel_s_short_names_are_none_of_the_spec)
{
	static const char *const others[] = {"", "net", "mnt", "Network", "pids", "user "};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_assert_null(namespace_kind(others[i]), "\"%s\"", others[i]);
}
