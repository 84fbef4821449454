/*
 * former_limits.h - what limits were before they are changed, to put them back
 *
 *	former_limits_note(cgroup, arena, rows, count, &former);
 *	if (knobs_write(cgroup, rows, count, err)) {
 *		former_limits_restore(cgroup, arena, &former, err);
 *		return -1;
 *	}
 */
#ifndef BERTH_FORMER_LIMITS_H
#define BERTH_FORMER_LIMITS_H

#include "cgroups.h"
#include "knob_parts.h"

/* What cannot be read (memory.reclaim is written only) is not noted. */
void former_limits_note(int cgroup, struct arena *arena, const struct cgroup_write *writes,
			size_t count, struct knob_parts *former);

/* Adds to the sentence that is already in err what cannot be put back. */
void former_limits_restore(int cgroup, struct arena *arena, const struct knob_parts *former,
			   struct error *err);

#endif
