/* plan_scheduling.c: scheduler, I/O priority, personality, memory policy and processors */
#include <criterion/criterion.h>
#include <linux/mempolicy.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "planners.h"

static struct plan plan;
static struct error err;

/* What is wrong, or "". */
static const char *process_fault(const struct spec_process *process)
{
	plan = (struct plan){.id = "x"};
	err = NO_ERROR;
	return scheduling_plan(&plan, process, &err) ? err.text : "";
}

static const char *linux_fault(struct spec_linux *linux)
{
	static const struct spec_process process = {.cwd = "/"};
	struct spec spec = {.linux = linux};

	plan = (struct plan){.spec = &spec};
	err = NO_ERROR;
	return scheduling_plan(&plan, &process, &err) ? err.text : "";
}

Test(security_plan_scheduling, a_scheduler_takes_what_its_policy_knows)
{
	static const struct {
		struct spec_scheduler scheduler;
		const char *fault;
	} rows[] = {
		{{.policy = "SCHED_OTHER", .nice = 19},      ""                                       },
		{{.policy = "SCHED_FIFO", .priority = 99},   ""                                       },
		{{.policy = "SCHED_DEADLINE", .runtime = 1}, ""                                       },
		{{.policy = "SCHED_NAP"},                    "process.scheduler.policy: \"SCHED_NAP\""},
		{{.policy = NULL},                           "process.scheduler.policy: "             },
		{{.policy = "SCHED_OTHER", .nice = 20},      "process.scheduler.nice: 20"             },
		{{.policy = "SCHED_OTHER", .nice = -21},     "process.scheduler.nice: -21"            },
		{{.policy = "SCHED_OTHER", .priority = 1},   "process.scheduler.priority is for"      },
		{{.policy = "SCHED_RR", .priority = 100},    "process.scheduler.priority: 100"        },
		{{.policy = "SCHED_RR", .priority = -1},     "process.scheduler.priority: -1"         },
		{{.policy = "SCHED_FIFO", .deadline = 1},    "process.scheduler: runtime, deadline"   },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct spec_scheduler scheduler = rows[i].scheduler;
		struct spec_process process = {.scheduler = &scheduler};
		const char *fault = process_fault(&process);

		cr_expect_eq(strncmp(fault, rows[i].fault, strlen(rows[i].fault)), 0, "%s", fault);
		cr_expect_eq(!*fault, !*rows[i].fault, "%s", fault);
	}
}

Test(security_plan_scheduling, scheduler_flags_add_up)
{
	static const char *flags[] = {"SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_DL_OVERRUN"};
	struct spec_scheduler scheduler = {
		.policy = "SCHED_DEADLINE",
		.flags = {flags, 2},
		.runtime = 1,
		.deadline = 2,
		.period = 3
	};
	struct spec_process process = {.scheduler = &scheduler};

	cr_assert_str_eq(process_fault(&process), "");
	cr_expect_eq(plan.privileges.scheduler.policy, 6);
	cr_expect_eq(plan.privileges.scheduler.flags, 1 | 4);
	cr_expect_eq(plan.privileges.scheduler.period, 3);
	flags[1] = "SCHED_FLAG_NAP";
	cr_expect_str_eq(process_fault(&process),
			 "process.scheduler.flags[1]: \"SCHED_FLAG_NAP\" is no scheduler flag");
}

Test(security_plan_scheduling, an_io_priority_is_what_the_system_call_takes)
{
	static const struct {
		struct spec_io_priority priority;
		int64_t value; /* or -1 */
	} rows[] = {
		{{"IOPRIO_CLASS_RT", 0},   1 << 13    },
		{{"IOPRIO_CLASS_BE", 7},   2 << 13 | 7},
		{{"IOPRIO_CLASS_IDLE", 3}, 3 << 13 | 3},
		{{"IOPRIO_CLASS_BE", 8},   -1         },
		{{"IOPRIO_CLASS_BE", -1},  -1         },
		{{"IOPRIO_CLASS_NO", 1},   -1         },
		{{NULL, 1},                -1         },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct spec_io_priority priority = rows[i].priority;
		struct spec_process process = {.io_priority = &priority};
		const char *fault = process_fault(&process);

		cr_expect_eq(!*fault, rows[i].value >= 0, "%zu: %s", i, fault);
		if (rows[i].value >= 0)
			cr_expect_eq(plan.privileges.io_priority.value, rows[i].value);
	}
}

Test(security_plan_scheduling, a_personality_is_one_of_two)
{
	static const char *flag = "ADDR_NO_RANDOMIZE";
	struct spec_personality personality = {.domain = "LINUX32"};
	struct spec_linux linux = {.personality = &personality};

	cr_assert_str_eq(linux_fault(&linux), "");
	cr_expect_eq(plan.privileges.personality.value, 8);
	personality.domain = "SUNOS";
	cr_expect_str_eq(linux_fault(&linux),
			 "linux.personality.domain: \"SUNOS\" is neither LINUX nor LINUX32");
	personality = (struct spec_personality){
		"LINUX", {&flag, 1}
	};
	cr_expect_str_eq(linux_fault(&linux), "linux.personality.flags[0]: \"ADDR_NO_RANDOMIZE\": "
					      "there are no flags");
}

Test(security_plan_scheduling, a_memory_policy_has_the_nodes_its_mode_needs)
{
	static const struct {
		const char *mode, *nodes, *flag;
		const char *fault;
	} rows[] = {
		{"MPOL_INTERLEAVE", "0-1,3", NULL,                    ""                                                   },
		{"MPOL_DEFAULT",    NULL,    NULL,                    ""                                                   },
		{"MPOL_PREFERRED",  "",      NULL,                    ""                                                   },
		{"MPOL_BIND",       "0",     "MPOL_F_STATIC_NODES",   ""                                                   },
		{"MPOL_BIND",       "0",     "MPOL_F_NUMA_BALANCING", ""                                                   },
		{"MPOL_HOPE",       "0",     NULL,                    "invalid memory policy mode \"MPOL_HOPE\""           },
		{"MPOL_BIND",       "0",     "MPOL_F_HOPE",           "invalid memory policy flag \"MPOL_F_HOPE\""         },
		{"MPOL_BIND",       "x",     NULL,                    "invalid memory policy: \"x\" is no list of nodes"   },
		{"MPOL_BIND",       "1024",  NULL,                    "invalid memory policy: \"1024\" is no list of nodes"},
		{"MPOL_LOCAL",      "0-7",   NULL,                    "mode requires 0 nodes but got 8"                    },
		{"MPOL_BIND",       NULL,    NULL,                    "mode requires at least one node"                    },
		{"MPOL_INTERLEAVE", "0",     "MPOL_F_NUMA_BALANCING", "is for MPOL_BIND only"                              },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *flag = rows[i].flag;
		struct spec_memory_policy policy = {
			rows[i].mode, rows[i].nodes, {&flag, flag ? 1 : 0}
		};
		struct spec_linux linux = {.memory_policy = &policy};
		const char *fault = linux_fault(&linux);

		cr_expect_not_null(strstr(fault, rows[i].fault), "%zu: %s", i, fault);
		cr_expect_eq(!*fault, !*rows[i].fault, "%zu: %s", i, fault);
		cr_expect(*fault || plan.privileges.memory_policy_wanted);
	}
}

Test(security_plan_scheduling, a_memory_policy_becomes_mode_and_bits)
{
	static const char *flag = "MPOL_F_STATIC_NODES";
	struct spec_memory_policy policy = {
		"MPOL_BIND", "1,64", {&flag, 1}
	};
	struct spec_linux linux = {.memory_policy = &policy};

	cr_assert_str_eq(linux_fault(&linux), "");
	cr_expect_eq(plan.privileges.memory_policy_mode, MPOL_BIND | MPOL_F_STATIC_NODES);
	cr_expect_eq(plan.privileges.memory_policy_nodes[0], 2);
	cr_expect_eq(plan.privileges.memory_policy_nodes[1], 1);
}

Test(security_plan_scheduling, processors_are_those_of_exec_only)
{
	struct spec_exec_cpu_affinity affinity = {"0", "0-1"};
	struct spec_process process = {.exec_cpu_affinity = &affinity};

	cr_assert_str_eq(process_fault(&process), "");
	cr_expect_null(plan.privileges.final_cpus);
	cr_assert_eq(affinity_plan(&plan, &process, &err), 0);
	cr_expect_str_eq(plan.privileges.initial_cpus, "0");
	cr_expect_str_eq(plan.privileges.final_cpus, "0-1");
	affinity.final = "one";
	cr_assert_eq(affinity_plan(&plan, &process, &err), -1);
	cr_expect_str_eq(err.text,
			 "process.execCPUAffinity.final: \"one\" is no list of processors");
}
