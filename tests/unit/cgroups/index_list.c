/*
 * index_list.c - lists of CPUs within others
 */
#include <criterion/criterion.h>

#include "alloc.h"
#include "index_list.h"

Test(cgroups_index_list, a_list_exceeds_another_by_one_index)
{
	static const struct {
		const char *list, *other;
		bool exceeds;
	} cases[] = {
		{"",      "",      false},
		{"",      "0",     false},
		{"0",     "",      true },
		{"0-3",   "0,1-3", false},
		{"0-3",   "0,2-3", true },
		{"7,9",   "0-7,9", false},
		{"10",    "1",     true },
		{"words", "0",     false},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(index_list_exceeds(cases[i].list, cases[i].other), cases[i].exceeds,
			     "%zu", i);
}
