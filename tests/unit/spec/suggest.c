#include <criterion/criterion.h>

#include "alloc.h"
#include "suggest.h"
#include "text.h"

static const char *const names[] = {"pid", "network", NULL, "mount", "noNewPrivileges"};

static const struct {
	const char *word, *nearest;
} rows[] = {
	{"netwrok",                                                                 "network"        },
	{"networks",                                                                "network"        },
	{"nework",                                                                  "network"        },
	{"NETWORK",                                                                 "network"        },
	{"mounts",                                                                  "mount"          },
	{"nonewprivilegs",                                                          "noNewPrivileges"},
	{"ipd",                                                                     "pid"            },
	{"filesystem",                                                              NULL             },
	{"",                                                                        NULL             },
	{"x",                                                                       NULL             },
	{"a word of more letters than any name could have, however it is misspelt", NULL             },
};

Test(spec_suggest, a_misspelt_name_finds_its_neighbour_and_others_find_none)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *found =
			suggest_nearest(rows[i].word, names, COUNT(names), sizeof(names[0]));

		cr_expect(found == rows[i].nearest || text_equal(found, rows[i].nearest),
			  "%s gave %s", rows[i].word, found ? found : "nothing");
	}
}

Test(spec_suggest, names_may_stand_in_a_table_of_rows)
{
	static const struct {
		const char *name;
		long number;
	} table[] = {
		{"first",  1},
		{"second", 2},
		{"third",  3}
	};

	cr_assert_str_eq(suggest_nearest("secnod", &table[0].name, COUNT(table), sizeof(table[0])),
			 "second");
}
