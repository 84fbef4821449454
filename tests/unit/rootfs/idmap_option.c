#include <criterion/criterion.h>

#include "error.h"
#include "idmapped.h"

Test(rootfs_idmap_option, ranges_are_read_for_both_kinds_of_ids)
{
	auto_arena struct arena arena = NO_ARENA;
	struct mount_plan mount = {.kind = MOUNT_BIND};
	struct error err = NO_ERROR;

	cr_assert_eq(idmap_option_apply(&arena, &mount,
					"ridmap=uids=0-1000-10#10-2000-5;gids=1-2-3", &err),
		     0, "%s", err.text);
	cr_expect(mount.idmap_recursive);
	cr_expect_not(mount.idmap);
	cr_assert_eq(mount.uid_mappings.count, 2);
	cr_expect_eq(mount.uid_mappings.items[1].container_id, 10);
	cr_expect_eq(mount.uid_mappings.items[1].host_id, 2000);
	cr_expect_eq(mount.uid_mappings.items[1].size, 5);
	cr_assert_eq(mount.gid_mappings.count, 1);
	cr_expect_eq(mount.gid_mappings.items[0].host_id, 2);
}

Test(rootfs_idmap_option, what_is_no_range_is_refused)
{
	static const char *const wrong[] = {
		"idmap=",
		"idmap=uids=0-1-2",
		"idmap=uids=0-1;gids=0-1-2",
		"idmap=uids=0-1-2-3;gids=0-1-2",
		"idmap=uids=0-1-0;gids=0-1-2",
		"idmap=uids=@0-1-2;gids=0-1-2",
		"idmap=uids=0-1-4294967296;gids=0-1-2",
		"idmap=pids=0-1-2;gids=0-1-2",
		"idmap=uids=0-1-2;;gids=0-1-2",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct mount_plan mount = {.kind = MOUNT_BIND};
		struct error err = NO_ERROR;

		cr_expect_eq(idmap_option_apply(&arena, &mount, wrong[i], &err), -1, "%s",
			     wrong[i]);
		cr_expect_eq(err.kind, SPEC, "%s", wrong[i]);
	}
}
