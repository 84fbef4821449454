/*
 * cpu.c - shares, quotas and idleness as files of cgroup v2
 */
#include "../../fakes/cgroup_limits.h"

#include <stdio.h>

#include "alloc.h"

Test(cgroups_cpu, shares_become_weights_by_the_curve_of_runc)
{
	static const struct {
		int64_t shares;
		unsigned weight;
	} cases[] = {
		{1,       1    },
		{2,       1    },
		{3,       2    },
		{100,     17   },
		{256,     35   },
		{512,     59   },
		{1023,    100  },
		{1024,    100  },
		{1025,    101  },
		{2048,    174  },
		{4096,    303  },
		{65536,   3023 },
		{262144,  10000},
		{1000000, 10000},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_cpu cpu = {.shares = GIVEN(cases[i].shares)};
		struct spec_resources resources = {.cpu = &cpu};
		char expected[64];

		snprintf(expected, sizeof(expected), "cpu.weight=%u", cases[i].weight);
		cr_expect_str_eq(cgroup_limits_text(&resources, NULL), expected);
	}
}

Test(cgroups_cpu, each_field_becomes_its_file)
{
	static const struct present present = {.cpu_quota = "20000", .memory_limit = -1};
	static const struct {
		struct spec_cpu cpu;
		const struct present *present;
		const char *expected;
	} cases[] = {
		{{.shares = GIVEN(0)},                          NULL,     ""                              },
		{{.quota = GIVEN(5000)},                        NULL,     "cpu.max=5000"                  },
		{{.quota = GIVEN(-1)},                          NULL,     "cpu.max=max"                   },
		{{.period = GIVEN(1000)},                       NULL,     "cpu.max=max 1000"              },
		{{.period = GIVEN(1000)},                       &present, "cpu.max=20000 1000"            },
		{{.quota = GIVEN(5000), .period = GIVEN(1000)}, &present, "cpu.max=5000 1000"             },
		{{.quota = GIVEN(5000)},                        &present, "cpu.max=5000"                  },
		{{.burst = GIVEN(0)},                           NULL,     "cpu.max.burst=0?"              },
		{{.quota = GIVEN(9), .burst = GIVEN(4)},        NULL,     "cpu.max=9; cpu.max.burst=4"    },
		{{.quota = GIVEN(9), .burst = GIVEN(4)},
		 &present,
		 "cpu.max.burst=0; cpu.max=9; cpu.max.burst=4"                                            },
		{{.idle = GIVEN(1)},                            NULL,     "cpu.idle=1"                    },
		{{.idle = GIVEN(0), .shares = GIVEN(1024)},     NULL,     "cpu.idle=0?; cpu.weight=100"   },
		{{.cpus = "0-1", .mems = "0"},                  NULL,     "cpuset.cpus=0-1; cpuset.mems=0"},
		{{.cpus = "", .mems = ""},                      NULL,     ""                              },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_cpu cpu = cases[i].cpu;
		struct spec_resources resources = {.cpu = &cpu};

		cr_expect_str_eq(cgroup_limits_text(&resources, cases[i].present),
				 cases[i].expected);
	}
}

Test(cgroups_cpu, an_idle_cgroup_takes_no_weight)
{
	struct spec_cpu cpu = {.shares = GIVEN(100), .idle = GIVEN(1)};
	struct spec_resources resources = {.cpu = &cpu};

	cr_assert(strstr(cgroup_limits_text(&resources, NULL), "unable to apply both"));
}

Test(cgroups_cpu, realtime_limits_are_refused_by_name)
{
	struct spec_cpu runtime = {.realtime_runtime = GIVEN(1)};
	struct spec_cpu period = {.realtime_period = GIVEN(1)};
	struct spec_resources resources = {.cpu = &runtime};

	cr_assert(strstr(cgroup_limits_text(&resources, NULL), "cpu.realtimeRuntime: cgroup v2"));
	resources.cpu = &period;
	cr_assert(strstr(cgroup_limits_text(&resources, NULL), "cpu.realtimePeriod: cgroup v2"));
}
