/* number_list.c: lists of processors and memory nodes */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "alloc.h"
#include "planners.h"

Test(security_number_list, a_list_has_numbers_and_ranges)
{
	static const struct {
		const char *list;
		unsigned long bits;
	} rows[] = {
		{"0",       0x1      },
		{"0-3,7",   0x8f     },
		{"1,1,1",   0x2      },
		{"5-5",     0x20     },
		{"63",      1ul << 63},
		{"0-63",    ~0ul     },
		{"07,0-01", 0x83     },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned long bits[2] = {~0ul, ~0ul};

		cr_expect_eq(number_list_read(rows[i].list, bits, 128), 0, "%s", rows[i].list);
		cr_expect_eq(bits[0], rows[i].bits, "%s is %lx", rows[i].list, bits[0]);
		cr_expect_eq(bits[1], 0);
	}
}

Test(security_number_list, anything_else_is_refused)
{
	static const struct {
		const char *list;
		int system;
	} rows[] = {
		{"",            EINVAL},
		{",",           EINVAL},
		{"1,",          EINVAL},
		{",1",          EINVAL},
		{"3-1",         EINVAL},
		{"1-",          EINVAL},
		{"-1",          EINVAL},
		{"1 ",          EINVAL},
		{"a",           EINVAL},
		{"0-3:2/4",     EINVAL},
		{"99999999999", EINVAL},
		{"128",         ERANGE},
		{"0-128",       ERANGE},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned long bits[2];

		cr_expect_eq(number_list_read(rows[i].list, bits, 128), -1, "%s", rows[i].list);
		cr_expect_eq(errno, rows[i].system, "%s: %s", rows[i].list, strerror(errno));
	}
}
