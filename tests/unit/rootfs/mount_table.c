/* mount_table.c: mountinfo, as the kernel writes it and as it does not */
#include <criterion/criterion.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>

#include "alloc.h"
#include "arena.h"
#include "mount_table.h"

Test(rootfs_mount_table, a_line_is_a_mount)
{
	char text[] = "36 35 98:0 /root / rw,nosuid,relatime shared:1 master:2 - ext4 /dev/sda rw\n"
		      "37 36 0:5 / /a\\040b\\134\\012]: ro,nodev,noexec - tmpfs - rw,size=1k\n";
	auto_arena struct arena arena = NO_ARENA;
	struct mount_table table = {.count = 0};
	const struct mount_entry *entry;

	cr_assert_eq(mount_table_parse(text, &arena, &table), 0);
	cr_assert_eq(table.count, 2);
	entry = mount_table_find(&table, 36);
	cr_assert_eq(entry->parent, 35);
	cr_assert_eq(entry->device, makedev(98, 0));
	cr_assert_str_eq(entry->place, "/");
	cr_assert_str_eq(entry->type, "ext4");
	cr_assert_eq(entry->attributes, MOUNT_ATTR_NOSUID);
	entry = mount_table_find(&table, 37);
	cr_assert_str_eq(entry->place, "/a b\\\n]:");
	cr_assert_str_eq(entry->type, "tmpfs");
	cr_assert_eq(entry->attributes, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	cr_assert_null(mount_table_find(&table, 38));
}

Test(rootfs_mount_table, what_is_no_line_is_refused)
{
	static const char *const lines[] = {
		"36",
		"36 35 98:0 /root /",
		"36 35 98:0 /root / rw",
		"36 35 98:0 /root / rw -",
		"36 35 98 /root / rw - ext4 /dev/sda rw",
		"x 35 98:0 /root / rw - ext4 /dev/sda rw",
		"36 x 98:0 /root / rw - ext4 /dev/sda rw",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct mount_table table = {.count = 0};

		cr_expect_eq(mount_table_parse(arena_text(&arena, lines[i]), &arena, &table), -1,
			     "%s", lines[i]);
	}
}
