/*
 * memory_room.c - a lower limit is looked at before it is set
 *
 * The kernel that reclaims is played by the test: a write to memory.high makes the use smaller.
 */
#include "../../fakes/cgroup_limits.h"
#include "../../fakes/limit_files.h"

#include "knobs.h"

static uint64_t used, used_afterwards, swapped;

/* In place of the archive's: what is in use depends on how much may be. */
int knob_number(int cgroup, const char *file, uint64_t *value)
{
	(void)cgroup;
	if (strcmp(file, "memory.swap.current") == 0)
		*value = swapped;
	else
		*value = strncmp(limit_content("memory.high"), "max", 3) == 0 ? used
									      : used_afterwards;
	return 0;
}

TestSuite(cgroups_memory_room, .init = limit_files_make, .fini = limit_files_drop);

/* Of 8192 bytes in use so many are left when the kernel has reclaimed. */
static int make_room(struct spec_memory *memory, uint64_t left, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	const char *high;
	int made;

	*err = NO_ERROR;
	used = 8192;
	used_afterwards = left;
	limit_file("memory.high", "max\n");
	made = memory_make_room(limit_files, &arena, memory, &high, err);
	cr_expect_eq(high != NULL, made == 0 && left < used, "held back while it is decided");
	memory_release(limit_files, high);
	cr_expect_eq(strncmp(limit_content("memory.high"), "max", 3), 0);
	return made;
}

Test(cgroups_memory_room, what_can_be_reclaimed_is_no_reason_to_refuse)
{
	struct spec_memory memory = {.limit = GIVEN(4096), .check_before_update = true};
	struct error err;

	cr_expect_eq(make_room(&memory, 4096, &err), 0, "%s", err.text);
	cr_expect_eq(make_room(&memory, 5000, &err), -1);
	cr_expect_str_eq(err.text, "rejecting memory limit 4096 < usage 5000");
}

Test(cgroups_memory_room, swap_counts_with_memory)
{
	struct spec_memory memory = {.swap = GIVEN(9000), .check_before_update = true};
	struct error err;

	cr_expect_eq(make_room(&memory, 8192, &err), 0, "%s", err.text);
	swapped = 1000;
	cr_expect_eq(make_room(&memory, 8192, &err), -1);
	cr_expect_str_eq(err.text, "rejecting memory+swap limit 9000 < usage 9192");
}

Test(cgroups_memory_room, without_the_check_the_kernel_decides)
{
	struct spec_memory memory = {.limit = GIVEN(4096)};
	struct error err;

	cr_expect_eq(make_room(&memory, 8192, &err), 0, "%s", err.text);
}

Test(cgroups_memory_room, a_limit_above_the_use_holds_nobody_back)
{
	struct spec_memory memory = {.limit = GIVEN(8192), .check_before_update = true};
	struct error err;

	cr_expect_eq(make_room(&memory, 8192, &err), 0, "%s", err.text);
}
