/*
 * controllers.h - the resources of the spec as rows to write
 *
 * One file for each controller; each turns its part of linux.resources into rows and
 * refuses by name what cgroup v2 cannot do. A number 0 is how callers have always said
 * "not set", except where a row's own comment says otherwise.
 */
#ifndef BERTH_CONTROLLERS_H
#define BERTH_CONTROLLERS_H

#include "cgroups.h"

/* What the cgroup holds before the rows are written: some limits are said in terms of others. */
struct present {
	const char *cpu_quota; /* microseconds or "max" */
	int64_t memory_limit;  /* bytes, -1 without a limit */
};

struct limits {
	struct arena *arena;
	const struct present *present; /* NULL: the cgroup is yet to be made */
	struct cgroup_write *writes;
	size_t count;
};

typedef int limits_fn(struct limits *limits, const struct spec_resources *resources,
		      struct error *err);

struct controller {
	const char *name;  /* the kernel's */
	limits_fn *limits; /* NULL: it has no fields of its own, only linux.resources.unified */
};

extern const struct controller controllers[];
extern const size_t controller_count;

limits_fn limits_plan; /* all of them, in the table's order */
limits_fn cpu_limits, cpuset_limits, memory_limits, io_limits, pids_limits, hugetlb_limits;
limits_fn rdma_limits, network_limits, unified_limits;

/* Adds a row and gives it back. */
struct cgroup_write *limits_add(struct limits *limits, const char *field, const char *file,
				const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Takes the rows of a file out again, and those that stand in for them. */
void limits_forget(struct limits *limits, const char *file);

bool limit_given(const struct optional *number);

/* A v1 limit as v2 spells it: "max" for a negative one. */
const char *limit_text(struct arena *arena, int64_t limit);

/*
 * checkBeforeUpdate: has the kernel reclaim down to the new limit, and refuses one that is still
 * below what is in use. Until memory_release() the container cannot grow above it again: *high
 * is what memory.high was before, or NULL when nothing was held back.
 */
int memory_make_room(int cgroup, struct arena *arena, const struct spec_memory *memory,
		     const char **high, struct error *err);
void memory_release(int cgroup, const char *high);

#endif
