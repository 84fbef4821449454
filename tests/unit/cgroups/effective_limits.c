/*
 * effective_limits.c - limits under a tenant's
 */
#include "../../fakes/cgroup_tree.h"

#include "effective_limits.h"

TestSuite(cgroups_effective_limits, .init = cgroup_tree_make, .fini = cgroup_tree_drop);

Test(cgroups_effective_limits, who_is_above_decides_where_it_allows_less)
{
	static const struct {
		struct knob_part part;
		const char *tenants, *containers, *value, *by;
	} cases[] = {
		{{.file = "memory.max"},                           "4096\n",       "8192\n",                "4096",        "/tenant"},
		{{.file = "memory.max"},                           "8192\n",       "4096\n",                "4096",        NULL     },
		{{.file = "memory.max"},                           "4096\n",       "max\n",                 "4096",        "/tenant"},
		{{.file = "memory.max"},                           "4096\n",       "4096\n",                "4096",        NULL     },
		{{.file = "pids.max"},                             "max\n",        "max\n",                 "max",         NULL     },
		{{.file = "cpu.max"},                              "1000 10000\n", "20000 100000\n",        "1000 10000",  "/tenant"},
		{{.file = "cpu.max"},                              "max 100000\n", "2000 100000\n",         "2000 100000", NULL     },
		{{.file = "memory.min"},                           "0\n",          "4096\n",                "0",           "/tenant"},
		{{.file = "memory.low"},                           "max\n",        "4096\n",                "4096",        NULL     },
		{{.file = "cpu.weight"},                           "1\n",          "100\n",                 "100",         NULL     },
		{{.file = "cpu.max.burst"},                        "0\n",          "100\n",                 "100",         NULL     },
		{{.file = "io.max", .key = "8:0", .name = "rbps"},
		 "8:0 rbps=5 wbps=max\n",                                          "8:0 rbps=7 wbps=max\n",
		 "5",                                                                                                      "/tenant"},
		{{.file = "io.max", .key = "8:0", .name = "wbps"},
		 "8:0 rbps=5 wbps=max\n",                                          "8:0 rbps=7 wbps=9\n",
		 "9",                                                                                                      NULL     },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct effective_limit effective;

		cgroup_tree_file(cases[i].part.file, cases[i].tenants, cases[i].containers);
		effective = effective_limit(cgroup_tree, CGROUP_TREE_PATH, &cases[i].part, &arena);
		cr_expect_str_eq(effective.value, cases[i].value, "%zu", i);
		cr_expect_str_eq(effective.by ? effective.by : "", cases[i].by ? cases[i].by : "",
				 "%zu", i);
	}
}

Test(cgroups_effective_limits, processors_remain_that_all_allow)
{
	static const struct knob_part part = {.file = "cpuset.cpus"};
	auto_arena struct arena arena = NO_ARENA;
	struct effective_limit effective;

	cgroup_tree_file("cpuset.cpus", "0-1\n", "0-7\n");
	cgroup_tree_file("cpuset.cpus.effective", "0-1\n", "0-1\n");
	effective = effective_limit(cgroup_tree, CGROUP_TREE_PATH, &part, &arena);
	cr_expect_str_eq(effective.value, "0-1");
	cr_expect_str_eq(effective.by, "/tenant");
	cgroup_tree_file("cpuset.cpus", "\n", "0-7\n");
	effective = effective_limit(cgroup_tree, CGROUP_TREE_PATH, &part, &arena);
	cr_expect_str_eq(effective.by, "the host");
	cgroup_tree_file("cpuset.cpus", "\n", "0,1\n");
	effective = effective_limit(cgroup_tree, CGROUP_TREE_PATH, &part, &arena);
	cr_expect_null(effective.by);
}
