/*
 * plan_scheduling.c - scheduler, I/O priority, personality, memory policy and processors
 */
#include <linux/ioprio.h>
#include <linux/mempolicy.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/personality.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "planners.h"

/* Not in the headers of every distribution: Linux 6.9 and 5.15. */
#define WEIGHTED_INTERLEAVE 6
#define PREFERRED_MANY      5
#define NUMA_BALANCING      (1 << 13)

struct word {
	const char *name;
	int value;
};

static const struct word policies[] = {
	{"SCHED_OTHER",    SCHED_NORMAL  },
	{"SCHED_FIFO",     SCHED_FIFO    },
	{"SCHED_RR",       SCHED_RR      },
	{"SCHED_BATCH",    SCHED_BATCH   },
	{"SCHED_ISO",      4             },
	{"SCHED_IDLE",     SCHED_IDLE    },
	{"SCHED_DEADLINE", SCHED_DEADLINE},
};
static const struct word policy_flags[] = {
	{"SCHED_FLAG_RESET_ON_FORK",  SCHED_FLAG_RESET_ON_FORK },
	{"SCHED_FLAG_RECLAIM",        SCHED_FLAG_RECLAIM       },
	{"SCHED_FLAG_DL_OVERRUN",     SCHED_FLAG_DL_OVERRUN    },
	{"SCHED_FLAG_KEEP_POLICY",    SCHED_FLAG_KEEP_POLICY   },
	{"SCHED_FLAG_KEEP_PARAMS",    SCHED_FLAG_KEEP_PARAMS   },
	{"SCHED_FLAG_UTIL_CLAMP_MIN", SCHED_FLAG_UTIL_CLAMP_MIN},
	{"SCHED_FLAG_UTIL_CLAMP_MAX", SCHED_FLAG_UTIL_CLAMP_MAX},
};
static const struct word io_classes[] = {
	{"IOPRIO_CLASS_RT",   IOPRIO_CLASS_RT  },
	{"IOPRIO_CLASS_BE",   IOPRIO_CLASS_BE  },
	{"IOPRIO_CLASS_IDLE", IOPRIO_CLASS_IDLE},
};
static const struct word domains[] = {
	{"LINUX",   PER_LINUX  },
	{"LINUX32", PER_LINUX32}
};
static const struct word memory_modes[] = {
	{"MPOL_DEFAULT",             MPOL_DEFAULT       },
	{"MPOL_PREFERRED",           MPOL_PREFERRED     },
	{"MPOL_BIND",                MPOL_BIND          },
	{"MPOL_INTERLEAVE",          MPOL_INTERLEAVE    },
	{"MPOL_LOCAL",               MPOL_LOCAL         },
	{"MPOL_PREFERRED_MANY",      PREFERRED_MANY     },
	{"MPOL_WEIGHTED_INTERLEAVE", WEIGHTED_INTERLEAVE},
};
static const struct word memory_flags[] = {
	{"MPOL_F_STATIC_NODES",   MPOL_F_STATIC_NODES  },
	{"MPOL_F_RELATIVE_NODES", MPOL_F_RELATIVE_NODES},
	{"MPOL_F_NUMA_BALANCING", NUMA_BALANCING       },
};

static const struct word *find(const struct word *words, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++) {
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	}
	return NULL;
}

static int scheduler_plan(struct scheduler_plan *scheduler, const struct spec_scheduler *given,
			  struct error *err)
{
	const struct word *policy = find(policies, COUNT(policies), given->policy);

	if (!policy)
		return fail(err, SPEC, "process.scheduler.policy: \"%s\" is no scheduling policy",
			    given->policy ? given->policy : "");
	if (given->nice < -20 || given->nice > 19)
		return fail(err, SPEC, "process.scheduler.nice: %lld is not in -20..19",
			    (long long)given->nice);
	if (given->priority && policy->value != SCHED_FIFO && policy->value != SCHED_RR)
		return fail(err, SPEC,
			    "process.scheduler.priority is for SCHED_FIFO and SCHED_RR only");
	if (given->priority < 0 || given->priority > 99)
		return fail(err, SPEC, "process.scheduler.priority: %lld is not in 1..99",
			    (long long)given->priority);
	if ((given->runtime || given->deadline || given->period) && policy->value != SCHED_DEADLINE)
		return fail(err, SPEC,
			    "process.scheduler: runtime, deadline and period are for "
			    "SCHED_DEADLINE only");
	*scheduler = (struct scheduler_plan){.wanted = true,
					     .policy = (uint32_t)policy->value,
					     .nice = (int32_t)given->nice,
					     .priority = (uint32_t)given->priority,
					     .runtime = (uint64_t)given->runtime,
					     .deadline = (uint64_t)given->deadline,
					     .period = (uint64_t)given->period};
	for (size_t i = 0; i < given->flags.count; i++) {
		const struct word *flag =
			find(policy_flags, COUNT(policy_flags), given->flags.items[i]);

		if (!flag)
			return fail(err, SPEC,
				    "process.scheduler.flags[%zu]: \"%s\" is no scheduler flag", i,
				    given->flags.items[i]);
		scheduler->flags |= (uint64_t)flag->value;
	}
	return 0;
}

static int io_priority_plan(struct optional *priority, const struct spec_io_priority *given,
			    struct error *err)
{
	const struct word *class = find(io_classes, COUNT(io_classes), given->class);

	if (!class)
		return fail(err, SPEC, "process.ioPriority.class: \"%s\" is no I/O class",
			    given->class ? given->class : "");
	if (given->priority < 0 || given->priority > 7)
		return fail(err, SPEC, "process.ioPriority.priority: %lld is not in 0..7",
			    (long long)given->priority);
	priority->given = true;
	priority->value = IOPRIO_PRIO_VALUE(class->value, given->priority);
	return 0;
}

static int personality_plan(struct optional *personality, const struct spec_personality *given,
			    struct error *err)
{
	const struct word *domain = find(domains, COUNT(domains), given->domain);

	if (!domain)
		return fail(err, SPEC,
			    "linux.personality.domain: \"%s\" is neither LINUX nor LINUX32",
			    given->domain ? given->domain : "");
	if (given->flags.count)
		return fail(err, SPEC, "linux.personality.flags[0]: \"%s\": there are no flags",
			    given->flags.items[0]);
	personality->given = true;
	personality->value = domain->value;
	return 0;
}

static size_t count_bits(const unsigned long *words, size_t count)
{
	size_t bits = 0;

	for (size_t i = 0; i < count; i++)
		bits += (size_t)__builtin_popcountl(words[i]);
	return bits;
}

static int memory_flags_plan(const struct spec_memory_policy *given, int *mode, struct error *err)
{
	int flags = 0;

	for (size_t i = 0; i < given->flags.count; i++) {
		const struct word *flag =
			find(memory_flags, COUNT(memory_flags), given->flags.items[i]);

		if (!flag)
			return fail(err, SPEC,
				    "linux.memoryPolicy.flags[%zu]: invalid memory policy flag "
				    "\"%s\"",
				    i, given->flags.items[i]);
		flags |= flag->value;
	}
	if (flags & MPOL_F_STATIC_NODES && flags & MPOL_F_RELATIVE_NODES)
		return fail(err, SPEC,
			    "linux.memoryPolicy.flags: invalid memory policy: static and relative "
			    "nodes exclude each other");
	if (flags & NUMA_BALANCING && *mode != MPOL_BIND)
		return fail(err, SPEC,
			    "linux.memoryPolicy.flags: invalid memory policy: "
			    "MPOL_F_NUMA_BALANCING is for MPOL_BIND only");
	*mode |= flags;
	return 0;
}

static int memory_policy_plan(struct privileges_plan *p, const struct spec_memory_policy *given,
			      struct error *err)
{
	const struct word *mode = find(memory_modes, COUNT(memory_modes), given->mode);
	size_t nodes;

	if (!mode)
		return fail(err, SPEC, "linux.memoryPolicy.mode: invalid memory policy mode \"%s\"",
			    given->mode ? given->mode : "");
	if (given->nodes && given->nodes[0] &&
	    number_list_read(given->nodes, p->memory_policy_nodes,
			     8 * sizeof(p->memory_policy_nodes)))
		return fail(err, SPEC,
			    "linux.memoryPolicy.nodes: invalid memory policy: \"%s\" is no list of "
			    "nodes",
			    given->nodes);
	nodes = count_bits(p->memory_policy_nodes, COUNT(p->memory_policy_nodes));
	if (nodes && (mode->value == MPOL_DEFAULT || mode->value == MPOL_LOCAL))
		return fail(err, SPEC,
			    "linux.memoryPolicy: invalid memory policy: %s mode requires 0 nodes "
			    "but got %zu",
			    mode->name, nodes);
	if (!nodes && mode->value != MPOL_DEFAULT && mode->value != MPOL_LOCAL &&
	    mode->value != MPOL_PREFERRED)
		return fail(err, SPEC,
			    "linux.memoryPolicy: invalid memory policy: %s mode requires at least "
			    "one node",
			    mode->name);
	p->memory_policy_wanted = true;
	p->memory_policy_mode = mode->value;
	return memory_flags_plan(given, &p->memory_policy_mode, err);
}

static int processors_check(const char *list, const char *where, struct error *err)
{
	unsigned long bits[LIST_WORDS(MOST_PROCESSORS)];

	if (!list || number_list_read(list, bits, MOST_PROCESSORS) == 0)
		return 0;
	return fail(err, SPEC, "process.execCPUAffinity.%s: \"%s\" is no list of processors", where,
		    list);
}

static const char *unless_empty(const char *list)
{
	return list && list[0] ? list : NULL;
}

int affinity_plan(struct plan *plan, const struct spec_process *process, struct error *err)
{
	struct privileges_plan *p = &plan->privileges;

	if (!process->exec_cpu_affinity)
		return 0;
	p->initial_cpus = unless_empty(process->exec_cpu_affinity->initial);
	p->final_cpus = unless_empty(process->exec_cpu_affinity->final);
	if (processors_check(p->initial_cpus, "initial", err))
		return -1;
	return processors_check(p->final_cpus, "final", err);
}

int scheduling_plan(struct plan *plan, const struct spec_process *process, struct error *err)
{
	const struct spec_linux *linux = plan->spec ? plan->spec->linux : NULL;
	struct privileges_plan *p = &plan->privileges;

	if (process->scheduler && scheduler_plan(&p->scheduler, process->scheduler, err))
		return -1;
	if (process->io_priority && io_priority_plan(&p->io_priority, process->io_priority, err))
		return -1;
	if (linux && linux->personality &&
	    personality_plan(&p->personality, linux->personality, err))
		return -1;
	if (linux && linux->memory_policy && memory_policy_plan(p, linux->memory_policy, err))
		return -1;
	return 0;
}
