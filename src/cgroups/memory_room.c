/*
 * memory_room.c - a memory limit that goes down, without a kill
 *
 * Writing less to memory.max than is in use makes the kernel reclaim, and kill when that is not
 * enough. Callers who do not ask for more get just that: it is what runc and crun do, and what
 * the specification says of a limit without checkBeforeUpdate; a limit that holds at once may be
 * worth a process.
 *
 * With checkBeforeUpdate nobody must die of an update, as under cgroup v1, where the kernel
 * reclaimed what it could and answered EBUSY to the rest. So memory.high is lowered first: the
 * kernel reclaims down to it, kills nobody, and slows down who wants more. Then what is still
 * in use is looked at, and only what fits is written to memory.max.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "controllers.h"
#include "error.h"
#include "file.h"
#include "knobs.h"
#include "text.h"

#define FIELD "linux.resources.memory.checkBeforeUpdate"

static bool is_below(const struct optional *limit, uint64_t usage)
{
	return limit->given && limit->value > 0 && (uint64_t)limit->value < usage;
}

/* Reclaims. What memory.high was, or NULL: there is none that could be written. */
static const char *hold_back(int cgroup, struct arena *arena, int64_t limit)
{
	auto_text struct text high = NO_TEXT;

	if (file_read(cgroup, "memory.high", MOST_OF_A_KNOB, &high) ||
	    file_write(cgroup, "memory.high", limit_text(arena, limit)))
		return NULL;
	return arena_bytes(arena, high.start, strcspn(high.start, "\n"));
}

static int check(int cgroup, const struct spec_memory *memory, struct error *err)
{
	uint64_t usage, swapped = 0;

	if (knob_number(cgroup, "memory.current", &usage))
		return fail(err, SYSTEM, "read memory.current for " FIELD);
	(void)knob_number(cgroup, "memory.swap.current", &swapped); /* may not be accounted */
	if (is_below(&memory->swap, usage + swapped))
		return fail(err, REFUSED,
			    "rejecting memory+swap limit %" PRId64 " < usage %" PRIu64,
			    memory->swap.value, usage + swapped);
	if (is_below(&memory->limit, usage))
		return fail(err, REFUSED, "rejecting memory limit %" PRId64 " < usage %" PRIu64,
			    memory->limit.value, usage);
	return 0;
}

int memory_make_room(int cgroup, struct arena *arena, const struct spec_memory *memory,
		     const char **high, struct error *err)
{
	uint64_t usage;

	*high = NULL;
	if (!memory || !memory->check_before_update)
		return 0;
	if (knob_number(cgroup, "memory.current", &usage) == 0 && is_below(&memory->limit, usage))
		*high = hold_back(cgroup, arena, memory->limit.value);
	if (check(cgroup, memory, err) == 0)
		return 0;
	memory_release(cgroup, *high);
	*high = NULL;
	return -1;
}

void memory_release(int cgroup, const char *high)
{
	/* The value was the kernel's own. */
	if (high)
		(void)file_write(cgroup, "memory.high", high);
}
