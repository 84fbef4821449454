/* number.c: text to numbers, strictly */
#include <criterion/criterion.h>
#include <inttypes.h>

#include "alloc.h"
#include "number.h"

#define UNTOUCHED 12345

Test(base_number, a_number_without_sign_is_digits_and_nothing_else)
{
	static const struct {
		const char *text;
		uint64_t most;
		int result;
		uint64_t value;
	} rows[] = {
		{"0",                       0,          0,  0         },
		{"007",                     10,         0,  7         },
		{"1000",                    UINT32_MAX, 0,  1000      },
		{"4294967295",              UINT32_MAX, 0,  UINT32_MAX},
		{"4294967296",              UINT32_MAX, -1, 0         },
		{"18446744073709551615",    UINT64_MAX, 0,  UINT64_MAX},
		{"18446744073709551616",    UINT64_MAX, -1, 0         },
		{"99999999999999999999999", UINT64_MAX, -1, 0         },
		{"5",                       5,          0,  5         },
		{"6",                       5,          -1, 0         },
		{"19",                      5,          -1, 0         },
		{"1",                       0,          -1, 0         },
		{"",                        9,          -1, 0         },
		{"-1",                      9,          -1, 0         },
		{"+1",                      9,          -1, 0         },
		{" 1",                      9,          -1, 0         },
		{"1 ",                      9,          -1, 0         },
		{"1000abc",                 UINT32_MAX, -1, 0         },
		{"0x10",                    UINT32_MAX, -1, 0         },
		{"1.0",                     9,          -1, 0         },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t value = UNTOUCHED, wanted = rows[i].result ? UNTOUCHED : rows[i].value;

		cr_expect_eq(number_unsigned(rows[i].text, rows[i].most, &value), rows[i].result,
			     "\"%s\" up to %" PRIu64, rows[i].text, rows[i].most);
		cr_expect_eq(value, wanted, "\"%s\" is %" PRIu64, rows[i].text, value);
	}
}

Test(base_number, a_number_with_sign_stays_within_its_bounds)
{
	static const struct {
		const char *text;
		int64_t least, most;
		int result;
		int64_t value;
	} rows[] = {
		{"-1",                   -1,        10,        0,  -1       },
		{"-2",                   -1,        10,        -1, 0        },
		{"10",                   -1,        10,        0,  10       },
		{"11",                   -1,        10,        -1, 0        },
		{"-0",                   -1,        10,        0,  0        },
		{"9223372036854775807",  INT64_MIN, INT64_MAX, 0,  INT64_MAX},
		{"9223372036854775808",  INT64_MIN, INT64_MAX, -1, 0        },
		{"-9223372036854775808", INT64_MIN, INT64_MAX, 0,  INT64_MIN},
		{"-9223372036854775809", INT64_MIN, INT64_MAX, -1, 0        },
		{"-",                    INT64_MIN, INT64_MAX, -1, 0        },
		{"--1",                  INT64_MIN, INT64_MAX, -1, 0        },
		{"",                     INT64_MIN, INT64_MAX, -1, 0        },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t value = UNTOUCHED, wanted = rows[i].result ? UNTOUCHED : rows[i].value;

		cr_expect_eq(number_signed(rows[i].text, rows[i].least, rows[i].most, &value),
			     rows[i].result, "\"%s\"", rows[i].text);
		cr_expect_eq(value, wanted, "\"%s\" is %" PRId64, rows[i].text, value);
	}
}

Test(base_number, sizes_are_powers_of_1024)
{
	static const struct {
		const char *text;
		int result;
		int64_t bytes;
	} rows[] = {
		{"0",                   0,  0                  },
		{"4096",                0,  4096               },
		{"4096b",               0,  4096               },
		{"1k",                  0,  1024               },
		{"1K",                  0,  1024               },
		{"1kb",                 0,  1024               },
		{"1KiB",                0,  1024               },
		{"50M",                 0,  50 << 20           },
		{"1g",                  0,  1 << 30            },
		{"2t",                  0,  INT64_C(2) << 40   },
		{"1p",                  0,  INT64_C(1) << 50   },
		{"-1",                  0,  -1                 },
		{"8191p",               0,  INT64_C(8191) << 50},
		{"8192p",               -1, 0                  },
		{"9223372036854775807", 0,  INT64_MAX          },
		{"9223372036854775808", -1, 0                  },
		{"",                    -1, 0                  },
		{"-",                   -1, 0                  },
		{"M",                   -1, 0                  },
		{"1ib",                 -1, 0                  },
		{"1x",                  -1, 0                  },
		{"1kk",                 -1, 0                  },
		{"1 k",                 -1, 0                  },
		{"1kbx",                -1, 0                  },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t bytes = UNTOUCHED, wanted = rows[i].result ? UNTOUCHED : rows[i].bytes;

		cr_expect_eq(number_size(rows[i].text, &bytes), rows[i].result, "\"%s\"",
			     rows[i].text);
		cr_expect_eq(bytes, wanted, "\"%s\" is %" PRId64, rows[i].text, bytes);
	}
}

Test(base_number, durations_have_units_and_a_bare_number_is_seconds)
{
	static const struct {
		const char *text;
		int result;
		int64_t nanoseconds;
	} rows[] = {
		{"5",                         0,  INT64_C(5000000000)         },
		{"1s",                        0,  1000000000                  },
		{"100ms",                     0,  100000000                   },
		{"86400000ms",                0,  INT64_C(86400000000000)     },
		{"7us",                       0,  7000                        },
		{"9ns",                       0,  9                           },
		{"2m",                        0,  INT64_C(120000000000)       },
		{"1h",                        0,  INT64_C(3600000000000)      },
		{"1.5s",                      0,  1500000000                  },
		{"0.25ms",                    0,  250000                      },
		{"1.000000001s",              0,  1000000001                  },
		{"1.0000000000000000000000s", 0,  1000000000                  },
		{"0",                         0,  0                           },
		{"2562047h",                  -1, 0                           },
		{"2562046.9h",                0,  INT64_C(9223368840000000000)},
		{"9223372036854775807ns",     -1, 0                           },
		{"9223372036854775808ns",     -1, 0                           },
		{"",                          -1, 0                           },
		{"s",                         -1, 0                           },
		{"-1s",                       -1, 0                           },
		{"1.s",                       -1, 0                           },
		{".5s",                       -1, 0                           },
		{"1 s",                       -1, 0                           },
		{"1S",                        -1, 0                           },
		{"1sec",                      -1, 0                           },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t got = UNTOUCHED, wanted = rows[i].result ? UNTOUCHED : rows[i].nanoseconds;

		cr_expect_eq(number_duration(rows[i].text, &got), rows[i].result, "\"%s\"",
			     rows[i].text);
		cr_expect_eq(got, wanted, "\"%s\" is %" PRId64, rows[i].text, got);
	}
}
