/*
 * scheduling.c - processors, scheduler, I/O priority, personality, memory policy
 *
 * The processors come first: the deadline scheduler refuses a task that may not run on all
 * processors of its domain, and refuses to change them afterwards.
 */
#include <errno.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <string.h>
#include <sys/personality.h>

#include "error.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "planners.h"

static int processors_set(const char *list, struct error *err)
{
	unsigned long bits[LIST_WORDS(MOST_PROCESSORS)];

	if (number_list_read(list, bits, MOST_PROCESSORS))
		return fail(err, BUG, "\"%s\" has been taken for a list of processors", list);
	if (sched_setaffinity(0, sizeof(bits), (const cpu_set_t *)bits))
		return fail(err, SYSTEM, "run on processors %s", list);
	return 0;
}

int affinity_prepare(struct job *job, struct error *err)
{
	const char *list = job->plan->privileges.initial_cpus;

	return list ? processors_set(list, err) : 0;
}

/* The kernel cuts it down to the cgroup's: what the caller was bound to is not inherited. */
static void processors_reset(void)
{
	unsigned long bits[LIST_WORDS(MOST_PROCESSORS)];

	memset(bits, 0xff, sizeof(bits));
	/* Where that is not allowed, the caller's processors are what there is. */
	(void)sched_setaffinity(0, sizeof(bits), (const cpu_set_t *)bits);
}

static bool has_cpuset(const struct spec *spec)
{
	const struct spec_resources *resources = spec ? spec->linux->resources : NULL;

	return resources && resources->cpu && resources->cpu->cpus && resources->cpu->cpus[0];
}

static int scheduler_set(const struct job *job, struct error *err)
{
	const struct scheduler_plan *s = &job->plan->privileges.scheduler;
	const struct sys_sched_attr attr = {.size = sizeof(attr),
					    .policy = s->policy,
					    .flags = s->flags,
					    .nice = s->nice,
					    .priority = s->priority,
					    .runtime = s->runtime,
					    .deadline = s->deadline,
					    .period = s->period};

	if (sys_sched_setattr(0, &attr) == 0)
		return 0;
	if (errno == EPERM && has_cpuset(job->plan->spec))
		return fail(err, SYSTEM,
			    "process scheduler can't be used together with AllowedCPUs");
	return fail(err, SYSTEM, "set the scheduler");
}

int scheduling_set(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	bool nodes = false;

	if (!p->final_cpus)
		processors_reset();
	else if (processors_set(p->final_cpus, err))
		return -1;
	if (p->scheduler.wanted && scheduler_set(job, err))
		return -1;
	if (p->io_priority.given &&
	    sys_ioprio_set(IOPRIO_WHO_PROCESS, 0, (int)p->io_priority.value))
		return fail(err, SYSTEM, "set the I/O priority");
	if (p->personality.given && personality((unsigned long)p->personality.value) < 0)
		return fail(err, SYSTEM, "set the personality");
	for (size_t i = 0; i < sizeof(p->memory_policy_nodes) / sizeof(long); i++)
		nodes |= p->memory_policy_nodes[i] != 0;
	/* The kernel takes one bit less than it is told. */
	if (p->memory_policy_wanted &&
	    sys_set_mempolicy(p->memory_policy_mode, nodes ? p->memory_policy_nodes : NULL,
			      nodes ? 8 * sizeof(p->memory_policy_nodes) + 1 : 0))
		return fail(err, SYSTEM, "set the memory policy");
	return 0;
}
