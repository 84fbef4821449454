/* scheduling.c: what is told to the kernel, in which order */
#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <sys/personality.h>

#include "error.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "text.h"

static struct text heard;
static int scheduler_errno;

int sys_sched_setattr(pid_t pid, const struct sys_sched_attr *attr)
{
	text_format(&heard, "scheduler %d %u %llx %d %u %llu;", pid, attr->policy,
		    (unsigned long long)attr->flags, attr->nice, attr->priority,
		    (unsigned long long)attr->period);
	cr_expect_eq(attr->size, sizeof(*attr));
	errno = scheduler_errno;
	return errno ? -1 : 0;
}

int sys_ioprio_set(int which, int who, int priority)
{
	text_format(&heard, "io %d %d %x;", which, who, (unsigned)priority);
	return 0;
}

int sys_set_mempolicy(int mode, const unsigned long *nodes, unsigned long most)
{
	text_format(&heard, "memory %x %lx %lu;", (unsigned)mode, nodes ? nodes[0] : 0, most);
	return 0;
}

int personality(unsigned long persona)
{
	text_format(&heard, "personality %lx;", persona);
	return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	text_format(&heard, "processors %d of %zu;", CPU_COUNT_S(size, set), 8 * size);
	return pid;
}

static int set(const struct privileges_plan *p, const struct spec *spec, struct error *err)
{
	struct plan plan = {.privileges = *p, .spec = spec};
	struct job job = {.plan = &plan};

	text_clear(&heard);
	return scheduling_set(&job, err);
}

Test(security_scheduling, without_wishes_the_callers_processors_are_forgotten)
{
	const struct privileges_plan p = {.uid = 0};
	struct error err = NO_ERROR;

	cr_assert_eq(set(&p, NULL, &err), 0);
	cr_expect_str_eq(text_string(&heard), "processors 8192 of 8192;");
}

Test(security_scheduling, the_processors_come_before_the_scheduler)
{
	const struct privileges_plan p = {
		.final_cpus = "0-3",
		.scheduler = {.wanted = true,
			      .policy = 6,
			      .flags = 1,
			      .nice = -3,
			      .priority = 4,
			      .period = 9},
		.io_priority = {true,     0x4007},
		.personality = {true,  8},
		.memory_policy_wanted = true,
		.memory_policy_mode = 2,
		.memory_policy_nodes = {5             },
	};
	struct error err = NO_ERROR;

	cr_assert_eq(set(&p, NULL, &err), 0);
	cr_expect_str_eq(text_string(&heard), "processors 4 of 8192;scheduler 0 6 1 -3 4 9;"
					      "io 1 0 4007;personality 8;memory 2 5 1025;");
}

Test(security_scheduling, a_memory_policy_without_nodes_names_none)
{
	const struct privileges_plan p = {.memory_policy_wanted = true};
	struct error err = NO_ERROR;

	cr_assert_eq(set(&p, NULL, &err), 0);
	cr_expect_str_eq(text_string(&heard), "processors 8192 of 8192;memory 0 0 0;");
}

Test(security_scheduling, a_scheduler_that_clashes_with_a_cpuset_is_explained)
{
	const struct privileges_plan p = {
		.scheduler = {.wanted = true, .policy = 6}
	};
	struct spec_cpu cpu = {.cpus = "0"};
	struct spec_resources resources = {.cpu = &cpu};
	struct spec_linux linux = {.resources = &resources};
	const struct spec spec = {.linux = &linux};
	struct error err = NO_ERROR;

	scheduler_errno = EPERM;
	cr_assert_eq(set(&p, &spec, &err), -1);
	cr_expect_str_eq(err.text, "process scheduler can't be used together with AllowedCPUs: "
				   "operation not permitted");
	cr_assert_eq(set(&p, NULL, &err), -1);
	cr_expect_str_eq(err.text, "set the scheduler: operation not permitted");
}

Test(security_scheduling, the_first_processors_are_taken_when_given)
{
	struct plan plan = {.privileges = {.initial_cpus = "1"}};
	struct job job = {.plan = &plan};
	struct error err = NO_ERROR;

	cr_assert_eq(affinity_prepare(&job, &err), 0);
	cr_expect_str_eq(text_string(&heard), "processors 1 of 8192;");
	plan.privileges.initial_cpus = NULL;
	text_clear(&heard);
	cr_assert_eq(affinity_prepare(&job, &err), 0);
	cr_expect_str_eq(text_string(&heard), "");
}
