/*
 * pids.c - how many processes
 */
#include "controllers.h"
#include "error.h"

int pids_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_pids *pids = resources->pids;

	(void)err; /* the same shape as the others */
	if (!pids || !pids->limit.given)
		return 0;
	/* 0 is given on purpose: the least there can be, and INIT needs that one. */
	limits_add(limits, "linux.resources.pids.limit", "pids.max", "%s",
		   limit_text(limits->arena, pids->limit.value ? pids->limit.value : 1));
	return 0;
}
