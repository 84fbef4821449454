#include <criterion/criterion.h>

#include "alloc.h"
#include "tables.h"

static const struct {
	const char *(*check)(const char *value);
	const char *value;
	bool fine;
} rows[] = {
	{absolute_path,  "/",                true },
	{absolute_path,  "/a/../b",          true },
	{absolute_path,  "a",                false},
	{absolute_path,  "./a",              false},
	{number_list,    "0",                true },
	{number_list,    "0-3,7",            true },
	{number_list,    "0-1, 3,",          true },
	{number_list,    "0-3;7",            false},
	{number_list,    "all",              false},
	{interface_name, "eth0",             true },
	{interface_name, "fifteen-letters",  true },
	{interface_name, "sixteen-letters-", false},
	{interface_name, "",                 false},
	{interface_name, ".",                false},
	{interface_name, "..",               false},
	{interface_name, "a/b",              false},
	{interface_name, "a:b",              false},
	{interface_name, "a b",              false},
};

Test(spec_formats, a_string_is_fine_or_something_is_said_about_it)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(rows[i].check(rows[i].value) == NULL, rows[i].fine, "\"%s\"",
			     rows[i].value);
}
