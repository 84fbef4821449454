/*
 * unified.c - files of cgroup v2 under their own names
 */
#include "../../fakes/cgroup_limits.h"

#include "alloc.h"

static const char *planned(const char *name, const char *value)
{
	static struct spec_memory memory = {.limit = GIVEN(100), .reservation = GIVEN(50)};
	static struct spec_block_io block = {.weight = GIVEN(10)};
	struct pair pair = {name, value};
	struct spec_resources resources = {
		.memory = &memory,
		.block_io = &block,
		.unified = {&pair, 1},
	};

	return cgroup_limits_text(&resources, NULL);
}

Test(cgroups_unified, a_file_overrides_the_named_field)
{
	static const struct {
		const char *name, *value, *expected;
	} cases[] = {
		{"memory.high",   "7",
		 "memory.max=100; memory.low=50; io.bfq.weight=10?; or io.weight=1; memory.high=7"             },
		{"memory.max",    "7",
		 "memory.low=50; io.bfq.weight=10?; or io.weight=1; memory.max=7"                              },
		{"io.bfq.weight", "7",          "memory.max=100; memory.low=50; io.bfq.weight=7"               },
		{"io.weight",     "7",          "memory.max=100; memory.low=50; io.bfq.weight=10?; io.weight=7"},
		{"rdma.max",      "a 1\nb 2\n",
		 "memory.max=100; memory.low=50; io.bfq.weight=10?; or io.weight=1; rdma.max=a 1; "
		 "rdma.max=b 2"                                                                                },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(planned(cases[i].name, cases[i].value), cases[i].expected);
}

Test(cgroups_unified, what_is_no_limit_is_refused)
{
	static const struct {
		const char *name, *value, *fragment;
	} cases[] = {
		{"foo.bar",            "1", "unknown controller \"foo\""},
		{"net_cls.classid",    "1", "unknown controller"        },
		{"memoryx.max",        "1", "unknown controller"        },
		{"../a/memory.max",    "1", "without slashes"           },
		{"memory.max/../../x", "1", "without slashes"           },
		{"memory",             "1", "of the form CONTROLLER.KEY"},
		{"memory.",            "1", "of the form CONTROLLER.KEY"},
		{".max",               "1", "of the form CONTROLLER.KEY"},
		{"",                   "1", "of the form CONTROLLER.KEY"},
		{"cgroup.procs",       "1", "is no limit"               },
		{"cgroup.freeze",      "1", "is no limit"               },
		{"memory.max",         "",  "has no value"              },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *said = planned(cases[i].name, cases[i].value);

		cr_expect(strstr(said, cases[i].fragment), "%s: %s", cases[i].name, said);
	}
}

Test(cgroups_unified, the_shape_of_the_cgroup_itself_may_be_limited)
{
	cr_assert(strstr(planned("cgroup.max.depth", "3"), "cgroup.max.depth=3"));
}
