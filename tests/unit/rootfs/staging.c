/* staging.c: the keys by which an image knows mounts */
#include <criterion/criterion.h>

#include "alloc.h"
#include "arena.h"
#include "external_mounts.h"
#include "plan.h"

Test(rootfs_staging, no_key_can_be_mistaken_for_the_end_of_another)
{
	static const struct {
		const char *place, *key;
	} rows[] = {
		{NULL,          "null"              },
		{"/etc/hosts",  "/etc/hosts"        },
		{"/a]:b",       "/a%5d%3ab"         },
		{"/a]:/host",   "/a%5d%3a/host"     },
		{"/a%5d",       "/a%255d"           },
		{"/mnt[x] y\n", "/mnt%5bx%5d%20y%0a"},
		{"/\xc3\xa4",   "/%c3%a4"           },
		{"null",        "null"              },
	};
	auto_arena struct arena arena = NO_ARENA;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct external external = {.place = rows[i].place};

		cr_expect_str_eq(external_key(&arena, &external), rows[i].key);
	}
}

Test(rootfs_staging, of_two_mounts_on_one_place_the_later_counts)
{
	struct mount_plan mounts[] = {
		{.destination = "/a"},
		{.destination = "/b"},
		{.destination = "/a"},
	};
	struct rootfs_plan rootfs = {.mounts = mounts, .mount_count = 3};

	cr_assert(mount_is_covered(&rootfs, 0));
	cr_assert_not(mount_is_covered(&rootfs, 1));
	cr_assert_not(mount_is_covered(&rootfs, 2));
}
