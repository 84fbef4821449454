/*
 * output.c - columns
 */
#include <criterion/criterion.h>

#include "output.h"
#include "printed.h"

Test(verbs_output, each_column_is_as_wide_as_its_widest_cell)
{
	auto_arena struct arena arena = NO_ARENA;
	struct columns columns = {.arena = &arena, .count = 3};

	columns_add(&columns, (const char *[]){"ID", "PID", "OWNER"});
	columns_add(&columns, (const char *[]){"container-1", "4", "root"});
	columns_add(&columns, (const char *[]){"", "47114711", "0"});
	printing_begins();
	columns_print(&columns);
	cr_assert_str_eq(printing_ends(), "ID            PID        OWNER\n"
					  "container-1   4          root\n"
					  "              47114711   0\n");
}

Test(verbs_output, nothing_added_is_nothing_printed)
{
	auto_arena struct arena arena = NO_ARENA;
	struct columns columns = {.arena = &arena, .count = 2};

	printing_begins();
	columns_print(&columns);
	cr_assert_str_eq(printing_ends(), "");
}
