/*
 * memory.c - memory and swap as files of cgroup v2
 */
#include "../../fakes/cgroup_limits.h"

#include "alloc.h"

Test(cgroups_memory, swap_is_what_both_have_more_than_memory)
{
	static const struct present limited = {.cpu_quota = "max", .memory_limit = 100};
	static const struct {
		struct spec_memory memory;
		const struct present *present;
		const char *expected;
	} cases[] = {
		{{.limit = GIVEN(100)},                                                 NULL,     "memory.max=100"                      },
		{{.limit = GIVEN(0)},                                                   NULL,     ""                                    },
		{{.limit = GIVEN(100), .swap = GIVEN(150)},
		 NULL,                                                                            "memory.swap.max=50; memory.max=100"  },
		{{.limit = GIVEN(100), .swap = GIVEN(100)},
		 NULL,                                                                            "memory.swap.max=0?; memory.max=100"  },
		{{.limit = GIVEN(100), .swap = GIVEN(-1)},
		 NULL,                                                                            "memory.swap.max=max?; memory.max=100"},
		{{.limit = GIVEN(-1)},                                                  NULL,     "memory.swap.max=max?; memory.max=max"},
		{{.swap = GIVEN(130)},                                                  &limited, "memory.swap.max=30"                  },
		{{.limit = GIVEN(120), .swap = GIVEN(130)},
		 &limited,
		 "memory.swap.max=10; memory.max=120"                                                                                   },
		{{.reservation = GIVEN(50)},                                            NULL,     "memory.low=50"                       },
		{{.reservation = GIVEN(-1)},                                            NULL,     "memory.low=max"                      },
		{{.kernel = GIVEN(-1), .kernel_tcp = GIVEN(-1), .use_hierarchy = true}, NULL,     ""                                    },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_memory memory = cases[i].memory;
		struct spec_resources resources = {.memory = &memory};

		cr_expect_str_eq(cgroup_limits_text(&resources, cases[i].present),
				 cases[i].expected);
	}
}

Test(cgroups_memory, what_cannot_be_done_is_refused_by_name)
{
	static const struct {
		struct spec_memory memory;
		const char *fragment;
	} cases[] = {
		{{.swap = GIVEN(150)},                     "unable to set swap limit without memory limit"},
		{{.limit = GIVEN(-1), .swap = GIVEN(150)}, "without memory limit"                         },
		{{.limit = GIVEN(100), .swap = GIVEN(99)}, "memory.swap: 99 is below"                     },
		{{.kernel = GIVEN(1)},                     "memory.kernel: cgroup v2"                     },
		{{.kernel_tcp = GIVEN(1)},                 "memory.kernelTCP: cgroup v2"                  },
		{{.swappiness = GIVEN(0)},                 "memory.swappiness: cgroup v2"                 },
		{{.disable_oom_killer = true},             "memory.disableOOMKiller: cgroup v2"           },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_memory memory = cases[i].memory;
		struct spec_resources resources = {.memory = &memory};
		const char *said = cgroup_limits_text(&resources, NULL);

		cr_expect(strncmp(said, "error", 5) == 0 && strstr(said, cases[i].fragment),
			  "%zu: %s", i, said);
	}
}
