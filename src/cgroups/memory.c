/*
 * memory.c - how much memory and swap
 *
 * The spec's "swap" is v1's: memory and swap together. v2 limits swap alone, so what is
 * written is the difference. It is written first: a memory limit that goes down may need the
 * room in swap, and one that goes up does not mind. On a kernel without swap accounting the two
 * values that ask for nothing, "0" and "max", are as good as set.
 */
#include <errno.h>
#include <inttypes.h>

#include "controllers.h"
#include "error.h"

static int refuse_v1(const struct spec_memory *memory, struct error *err)
{
	static const char root[] = "linux.resources.memory";

	/* -1, no limit, is what v2 gives. */
	if (memory->kernel.given && memory->kernel.value > 0)
		return fail(err, REFUSED,
			    "%s.kernel: cgroup v2 has no limit of its own for kernel memory; "
			    "%s.limit counts it",
			    root, root);
	if (memory->kernel_tcp.given && memory->kernel_tcp.value > 0)
		return fail(err, REFUSED,
			    "%s.kernelTCP: cgroup v2 has no limit of its own for socket buffers; "
			    "%s.limit counts them",
			    root, root);
	if (memory->swappiness.given)
		return fail(err, REFUSED, "%s.swappiness: cgroup v2 has no swappiness per cgroup",
			    root);
	if (memory->disable_oom_killer)
		return fail(err, REFUSED,
			    "%s.disableOOMKiller: cgroup v2 cannot switch the OOM killer off",
			    root);
	return 0;
}

static int plan_swap(struct limits *limits, const struct spec_memory *memory, struct error *err)
{
	static const char field[] = "linux.resources.memory.swap";
	int64_t limit = limits->present ? limits->present->memory_limit : -1;
	int64_t swap = limit_given(&memory->swap) ? memory->swap.value : 0;

	if (limit_given(&memory->limit))
		limit = memory->limit.value;
	if (!swap) {
		/* v1 had one limit for both: lifting the memory's lifted the swap's. */
		if (!limit_given(&memory->limit) || limit >= 0)
			return 0;
		swap = -1;
	}
	if (swap > 0 && limit < 0)
		return fail(err, SPEC,
			    "%s: unable to set swap limit without memory limit: it counts both, "
			    "so linux.resources.memory.limit must be given too",
			    field);
	if (swap > 0 && swap < limit)
		return fail(err, SPEC,
			    "%s: %" PRId64 " is below linux.resources.memory.limit, %" PRId64
			    ": it counts memory and swap together",
			    field, swap, limit);
	if (swap > 0)
		swap -= limit;
	limits_add(limits, field, "memory.swap.max", "%s", limit_text(limits->arena, swap))
		->optional = swap <= 0;
	return 0;
}

int memory_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_memory *memory = resources->memory;

	if (!memory)
		return 0;
	if (refuse_v1(memory, err) || plan_swap(limits, memory, err))
		return -1;
	if (limit_given(&memory->limit))
		limits_add(limits, "linux.resources.memory.limit", "memory.max", "%s",
			   limit_text(limits->arena, memory->limit.value));
	if (limit_given(&memory->reservation))
		limits_add(limits, "linux.resources.memory.reservation", "memory.low", "%s",
			   limit_text(limits->arena, memory->reservation.value));
	return 0;
}
