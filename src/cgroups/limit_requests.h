/*
 * limit_requests.h - what has been asked of a cgroup, limit by limit
 */
#ifndef BERTH_LIMIT_REQUESTS_H
#define BERTH_LIMIT_REQUESTS_H

#include "cgroups.h"
#include "knob_parts.h"

/* Adds what rows ask for; of two requests for the same limit the later counts. */
void limit_requests_add(int cgroup, struct arena *arena, struct knob_parts *requests,
			const struct cgroup_write *writes, size_t count);

/* Adds those that `update` has noted; "" is none. */
int limit_requests_read(struct arena *arena, struct knob_parts *requests, const char *json,
			struct error *err);

#endif
