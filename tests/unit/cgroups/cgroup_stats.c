/*
 * cgroup_stats.c - the kernel's files as the object of `events --stats`
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "error.h"
#include "file.h"
#include "text.h"

struct fixture {
	const char *name, *content;
};

static const char *stats_of(const struct fixture *files, size_t count)
{
	static struct text text;
	char directory[] = "/tmp/berth-test-XXXXXX";
	int cgroup = open(mkdtemp(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error err = NO_ERROR;

	text_clear(&text);
	for (size_t i = 0; i < count; i++)
		file_make(cgroup, files[i].name, files[i].content, strlen(files[i].content), 0600);
	if (cgroup_stats(cgroup, &text, &err))
		text_add(&text, err.text);
	for (size_t i = 0; i < count; i++)
		unlinkat(cgroup, files[i].name, 0);
	cr_expect_eq(rmdir(directory), 0);
	close(cgroup);
	return text_string(&text);
}

#define PRESSURE                                                                                   \
	"some avg10=0.12 avg60=1.00 avg300=0.00 total=345\n"                                       \
	"full avg10=0.00 avg60=0.00 avg300=0.00 total=6\n"
#define PSI                                                                                        \
	"\"psi\":{\"some\":{\"avg10\":0.12,\"avg60\":1.00,\"avg300\":0.00,\"total\":345},"         \
	"\"full\":{\"avg10\":0.00,\"avg60\":0.00,\"avg300\":0.00,\"total\":6}}"

Test(cgroups_cgroup_stats, everything_in_the_schema_of_runc)
{
	static const struct fixture files[] = {
		{"cgroup.controllers",    "cpu"                                                  },
		{"cpu.stat",
		 "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 1\nnr_throttled 2\n"
		 "throttled_usec 3\n"                                                            },
		{"cpu.pressure",          PRESSURE                                               },
		{"cpuset.cpus.effective", "0-1,4\n"                                              },
		{"cpuset.mems.effective", "0\n"                                                  },
		{"memory.stat",           "anon 1\nfile 2\n"                                     },
		{"memory.current",        "4096\n"                                               },
		{"memory.max",            "max\n"                                                },
		{"memory.peak",           "8192\n"                                               },
		{"memory.events",         "low 0\nmax 5\n"                                       },
		{"memory.swap.current",   "4\n"                                                  },
		{"memory.swap.max",       "0\n"                                                  },
		{"pids.current",          "3\n"                                                  },
		{"pids.max",              "max\n"                                                },
		{"io.stat",               "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n"},
		{"hugetlb.2MB.current",   "2097152\n"                                            },
		{"hugetlb.2MB.events",    "max 7\n"                                              },
	};

	cr_assert_str_eq(
		stats_of(files, COUNT(files)),
		"{\"cpu\":{\"usage\":{\"total\":30000,\"kernel\":10000,\"user\":20000},"
		"\"throttling\":{\"periods\":1,\"throttledPeriods\":2,\"throttledTime\":3000}," PSI
		"},\"cpuset\":{\"cpus\":[0,1,4],\"mems\":[0]},"
		"\"memory\":{\"cache\":2,\"usage\":{\"limit\":18446744073709551615,"
		"\"usage\":4096,\"max\":8192,\"failcnt\":5},"
		"\"swap\":{\"limit\":18446744073709551615,\"usage\":4100,\"max\":0,\"failcnt\":0},"
		"\"raw\":{\"anon\":1,\"file\":2}},"
		"\"pids\":{\"current\":3,\"limit\":0},"
		"\"blkio\":{\"ioServiceBytesRecursive\":["
		"{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":1},"
		"{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":2}],"
		"\"ioServicedRecursive\":["
		"{\"major\":8,\"minor\":0,\"op\":\"Read\",\"value\":3},"
		"{\"major\":8,\"minor\":0,\"op\":\"Write\",\"value\":4}]},"
		"\"hugetlb\":{\"2MB\":{\"usage\":2097152,\"failcnt\":7}},"
		"\"intel_rdt\":{},\"network_interfaces\":null}");
}

Test(cgroups_cgroup_stats, a_missing_controller_is_left_out)
{
	static const struct fixture file = {"cgroup.controllers", ""};

	cr_assert_str_eq(stats_of(&file, 1),
			 "{\"hugetlb\":{},\"intel_rdt\":{},\"network_interfaces\":null}");
}

Test(cgroups_cgroup_stats, a_cgroup_that_is_gone_is_an_error)
{
	cr_assert_str_eq(stats_of(NULL, 0), "read the statistics of the container's cgroup: no "
					    "such file or directory");
}
