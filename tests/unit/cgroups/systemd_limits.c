/*
 * systemd_limits.c - limits and device rules as properties of a unit
 */
#include <criterion/criterion.h>

#include "alloc.h"
#include "device_rules.h"
#include "systemd_properties.h"
#include "text.h"

static struct arena arena;

static const char *printed(const struct unit_properties *properties)
{
	static struct text text;

	text_clear(&text);
	for (size_t i = 0; i < properties->count; i++) {
		text_add(&text, i ? "; " : "");
		property_print(&properties->items[i], &text);
	}
	return text_string(&text);
}

static const char *of_row(const char *file, const char *value)
{
	struct cgroup_write row = {.file = file, .value = value};
	struct unit_properties properties = {.arena = &arena};

	properties_of_limits(&properties, &row, 1, 100000);
	return printed(&properties);
}

Test(cgroups_systemd_limits, a_row_is_said_as_a_property)
{
	static const struct {
		const char *file, *value, *property;
	} cases[] = {
		{"memory.max",       "104857600",              "MemoryMax 104857600"                                  },
		{"memory.max",       "max",                    "MemoryMax infinity"                                   },
		{"memory.high",      "1M",                     "MemoryHigh 1048576"                                   },
		{"memory.low",       "4096",                   "MemoryLow 4096"                                       },
		{"memory.min",       "4096",                   "MemoryMin 4096"                                       },
		{"memory.swap.max",  "0",                      "MemorySwapMax 0"                                      },
		{"memory.zswap.max", "max",                    "MemoryZSwapMax infinity"                              },
		{"memory.oom.group", "1",                      "OOMPolicy kill"                                       },
		{"memory.oom.group", "0",                      "OOMPolicy continue"                                   },
		{"pids.max",         "5",                      "TasksMax 5"                                           },
		{"cpu.weight",       "79",                     "CPUWeight 79"                                         },
		{"cpu.idle",         "1",                      "CPUWeight 0"                                          },
		{"cpu.idle",         "0",                      "CPUWeight infinity"                                   },
		{"cpu.max",          "25000",                  "CPUQuotaPerSecUSec 250000"                            },
		{"cpu.max",          "25000 50000",            "CPUQuotaPeriodUSec 50000; CPUQuotaPerSecUSec 500000"  },
		{"cpu.max",          "max 50000",              "CPUQuotaPeriodUSec 50000; CPUQuotaPerSecUSec infinity"},
		{"cpu.max",          "1000",                   "CPUQuotaPerSecUSec 10000"                             },
		{"cpu.max",          "1001",                   "CPUQuotaPerSecUSec 20000"                             },
		{"cpuset.cpus",      "0-3,7",                  "AllowedCPUs 0-3,7"                                    },
		{"cpuset.mems",      "0",                      "AllowedMemoryNodes 0"                                 },
		{"io.weight",        "4950",                   "IOWeight 4950"                                        },
		{"io.weight",        "default 7",              "IOWeight 7"                                           },
 /* systemd has no property: the file alone */
		{"io.weight",        "8:0 2930",               ""                                                     },
		{"io.max",           "8:0 rbps=1",             ""                                                     },
		{"io.bfq.weight",    "500",                    ""                                                     },
		{"cpu.max.burst",    "1000",                   ""                                                     },
		{"hugetlb.2MB.max",  "0",                      ""                                                     },
 /* the kernel will complain */
		{"memory.max",       "many",                   ""                                                     },
		{"memory.max",       "-5",                     ""                                                     },
		{"cpu.max",          "50 %",                   ""                                                     },
		{"cpuset.cpus",      "0-x",                    ""                                                     },
		{"cpuset.cpus",      "99999999",               ""                                                     },
		{"cpuset.cpus",      "0-18446744073709551615", ""                                                     },
		{"pids.max",         "",                       ""                                                     },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(of_row(cases[i].file, cases[i].value), cases[i].property,
				 "%s %s: %s", cases[i].file, cases[i].value,
				 of_row(cases[i].file, cases[i].value));
}

Test(cgroups_systemd_limits, the_later_row_counts)
{
	struct cgroup_write rows[] = {
		{.file = "pids.max", .value = "5"},
		{.file = "pids.max", .value = "7"},
	};
	struct unit_properties properties = {.arena = &arena};

	properties_of_limits(&properties, rows, COUNT(rows), 100000);
	cr_assert_str_eq(printed(&properties), "TasksMax 7");
}

Test(cgroups_systemd_limits, processors_are_a_mask_with_the_first_in_the_lowest_bit)
{
	static const unsigned char expected[] = {0x8f, 0, 1};
	struct cgroup_write row = {.file = "cpuset.cpus", .value = "0-3,7,16"};
	struct unit_properties properties = {.arena = &arena};

	properties_of_limits(&properties, &row, 1, 100000);
	cr_assert_eq(properties.items[0].size, sizeof(expected));
	cr_assert_arr_eq(properties.items[0].bytes, expected, sizeof(expected));
}

Test(cgroups_systemd_limits, device_rules_are_said_no_narrower_than_they_are)
{
	struct device_rule rules[] = {
		{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS                              },
		{true,  'c', 10,         229,        BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE},
		{true,  'b', 8,          ANY_NUMBER, BPF_DEVCG_ACC_READ                      },
		{true,  'c', ANY_NUMBER, 5,          BPF_DEVCG_ACC_MKNOD                     },
		{true,  'a', ANY_NUMBER, ANY_NUMBER, BPF_DEVCG_ACC_MKNOD                     },
		{false, 'b', 8,          1,          ALL_ACCESS                              },
	};
	struct device_filter filter = {.rules = rules, .rule_count = COUNT(rules)};
	struct unit_properties properties = {.arena = &arena};

	properties_of_devices(&properties, &filter);
	cr_assert_str_eq(printed(&properties),
			 "DevicePolicy strict; DeviceAllow /dev/char/10:229 rw, block-8 r, "
			 "char-* m, char-* m, block-* m");
}
