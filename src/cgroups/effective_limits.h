/*
 * effective_limits.h - what a limit comes to under the cgroups above
 */
#ifndef BERTH_EFFECTIVE_LIMITS_H
#define BERTH_EFFECTIVE_LIMITS_H

#include "cgroups.h"
#include "knob_parts.h"

struct effective_limit {
	const char *value; /* NULL: this cannot be told */
	const char *by; /* the cgroup above that decides it; "the host"; NULL: the cgroup itself */
	bool is_guarantee; /* less is worse: somebody above grants less */
};

struct effective_limit effective_limit(int cgroup, const char *path, const struct knob_part *part,
				       struct arena *arena);

#endif
