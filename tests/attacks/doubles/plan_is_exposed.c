/*
 * A double of plan_is_exposed() in src/container/plan.c: who enters is born in the container's pid
 * namespace with all the privileges that it has yet to drop.
 */
#include "plan.h"

bool plan_is_exposed(const struct plan *plan, const struct spec *container)
{
	(void)plan;
	(void)container;
	return false;
}
