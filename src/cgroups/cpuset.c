/*
 * cpuset.c - on which processors and which memory nodes
 */
#include "controllers.h"
#include "error.h"

int cpuset_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_cpu *cpu = resources->cpu;

	(void)err; /* the same shape as the others */
	if (cpu && cpu->cpus && cpu->cpus[0])
		limits_add(limits, "linux.resources.cpu.cpus", "cpuset.cpus", "%s", cpu->cpus);
	if (cpu && cpu->mems && cpu->mems[0])
		limits_add(limits, "linux.resources.cpu.mems", "cpuset.mems", "%s", cpu->mems);
	return 0;
}
