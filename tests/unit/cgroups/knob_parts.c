/*
 * knob_parts.c - limit files taken apart
 */
#include <criterion/criterion.h>

#include "alloc.h"
#include "knob_parts.h"

static struct arena arena;

Test(cgroups_knob_parts, what_is_written_is_taken_apart_and_found_again)
{
	static const struct {
		const char *file, *written, *content, *value, *line;
	} cases[] = {
		{"memory.max",    "67108864",       "max\n",                              "max",        "max"          },
		{"cpu.max",       "5000",           "max 100000\n",                       "max 100000", "max 100000"   },
		{"cpuset.cpus",   "0-1",            "\n",                                 "",           "\n"           },
		{"io.weight",     "300",            "default 100\n8:0 50\n",              "100",        "100"          },
		{"io.weight",     "default 300",    "default 100\n8:0 50\n",              "100",        "100"          },
		{"io.weight",     "8:0 300",        "default 100\n8:0 50\n",              "50",         "8:0 50"       },
		{"io.bfq.weight", "8:16 300",       "default 100\n8:0 50\n",              "default",    "8:16 default" },
		{"io.max",        "8:0 rbps=7",     "8:16 rbps=1\n8:0 rbps=2 wbps=max\n", "2",          "8:0 rbps=2"   },
		{"io.max",        "8:0 wiops=7",    "8:16 rbps=1\n",                      "max",        "8:0 wiops=max"},
		{"io.latency",    "8:0 target=7",   "",                                   "0",          "8:0 target=0" },
		{"rdma.max",      "m hca_object=7", "m hca_handle=max hca_object=4\n",    "4",
		 "m hca_object=4"                                                                                      },
		{"misc.max",      "res_a 7",        "res_a max\nres_b 3\n",               "max",        "res_a max"    },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct knob_parts parts = {.count = 0};

		knob_parts_add(&arena, &parts, cases[i].file, cases[i].written);
		cr_assert_eq(parts.count, 1, "%zu", i);
		parts.items[0].value = knob_part_value(&arena, &parts.items[0], cases[i].content);
		cr_expect_str_eq(parts.items[0].value, cases[i].value);
		cr_expect_str_eq(knob_part_line(&arena, &parts.items[0]), cases[i].line);
	}
}

Test(cgroups_knob_parts, a_line_of_pairs_has_several)
{
	struct knob_parts parts = {.count = 0};

	knob_parts_add(&arena, &parts, "io.max", "8:0 rbps=1 wiops=max");
	cr_assert_eq(parts.count, 2);
	cr_expect_str_eq(parts.items[0].name, "rbps");
	cr_expect_str_eq(parts.items[1].key, "8:0");
	cr_expect_str_eq(parts.items[1].value, "max");
	cr_expect_not(knob_part_is(&parts.items[0], &parts.items[1]));
}
