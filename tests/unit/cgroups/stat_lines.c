/*
 * stat_lines.c - the kernel's statistics files, line by line
 */
#include <criterion/criterion.h>

#include "alloc.h"
#include "stat_lines.h"

Test(cgroups_stat_lines, a_value_stands_behind_its_name)
{
	static const struct {
		const char *text, *name;
		uint64_t value;
	} cases[] = {
		{"anon 1\nfile 2\n",           "file", 2         },
		{"anon 1\nfile 2",             "file", 2         },
		{"file_mapped 9\nfile 2\n",    "file", 2         },
		{"anon 1\n",                   "file", 0         },
		{"",                           "file", 0         },
		{"file\n",                     "file", 0         },
		{"file -1\n",                  "file", 0         },
		{"max 18446744073709551615\n", "max",  UINT64_MAX},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(stat_value(cases[i].text, cases[i].name), cases[i].value, "case %zu",
			     i);
}

Test(cgroups_stat_lines, pairs_are_numbers_only)
{
	const char *at = "rbytes=1 junk =2 k= wbytes=2.50 op=x rios=7";
	struct stat_pair pair;

	cr_assert(stat_next_pair(&at, &pair));
	cr_expect_str_eq(pair.key, "rbytes");
	cr_expect_str_eq(pair.value, "1");
	cr_assert(stat_next_pair(&at, &pair));
	cr_expect_str_eq(pair.key, "wbytes");
	cr_expect_str_eq(pair.value, "2.50");
	cr_assert(stat_next_pair(&at, &pair));
	cr_expect_str_eq(pair.key, "rios");
	cr_assert_not(stat_next_pair(&at, &pair));
}

Test(cgroups_stat_lines, long_words_are_cut)
{
	char text[3000];
	const char *at = text;
	struct stat_line line;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text[1500] = ' ';
	cr_assert(stat_next_line(&at, &line));
	cr_expect_eq(strlen(line.name), sizeof(line.name) - 1);
	cr_expect_eq(strlen(line.rest), sizeof(line.rest) - 1);
	cr_expect_not(stat_next_line(&at, &line));
}
