/*
 * read_back.c - a kernel that does not do what it was told
 */
#include "../../fakes/limit_files.h"

#include <errno.h>

#include "read_back.h"

TestSuite(cgroups_read_back, .init = limit_files_make, .fini = limit_files_drop);

static const char *said(const char *file, const char *asked, const char *held)
{
	static struct error err;
	const struct cgroup_write row = {.file = file, .value = asked, .field = "f"};

	err = NO_ERROR;
	errno = EAGAIN; /* of something earlier, and none of this sentence's business */
	limit_file(file, held);
	return read_back(limit_files, &row, asked, &err) ? err.text : "as asked";
}

Test(cgroups_read_back, what_limits_at_least_as_much_is_well)
{
	static const struct {
		const char *file, *asked, *held;
	} cases[] = {
		{"memory.max", "4097",                "4096\n"               },
		{"memory.max", "max",                 "max\n"                },
		{"memory.max", "9223372036854775807", "max\n"                },
		{"cpu.max",    "5000",                "5000 100000\n"        },
		{"cpu.weight", "100",                 "101\n"                },
		{"memory.low", "4096",                "8192\n"               },
		{"io.max",     "8:0 rbps=max",        ""                     },
		{"io.max",     "8:0 rbps=7",          "8:0 rbps=7 wbps=max\n"},
		{"misc.max",   "res_a 7",             "res_a 7\n"            },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(said(cases[i].file, cases[i].asked, cases[i].held), "as asked",
				 "%zu", i);
}

Test(cgroups_read_back, what_limits_less_is_refused)
{
	cr_expect_str_eq(said("pids.max", "7", "max\n"),
			 "f: the kernel has taken 7 for pids.max, and holds max");
	cr_expect_str_eq(said("io.max", "8:0 rbps=7", "8:0 rbps=8 wbps=max\n"),
			 "f: the kernel has taken 8:0 rbps=7 for io.max, and holds 8");
}

Test(cgroups_read_back, processors_that_were_not_asked_for_are_refused)
{
	limit_file("cpuset.cpus.effective", "0-1\n");
	cr_expect_str_eq(said("cpuset.cpus", "0-3", "0-3\n"), "as asked");
	cr_expect_str_eq(said("cpuset.cpus", "0,1", "0-1\n"), "as asked");
	cr_expect_str_eq(said("cpuset.cpus", "2-3", "2-3\n"),
			 "f: of 2-3 none is there or allowed by the cgroups above: the kernel "
			 "would use 0-1");
}
