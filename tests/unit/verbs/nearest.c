/*
 * nearest.c - mistyped words
 */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "nearest.h"

static const char *nearest_of(const char *word)
{
	static const char *const names[] = {"list", "state", "start", "delete", "bundle", "ps"};
	struct nearest nearest = NEAREST(word, strlen(word));

	for (size_t i = 0; i < COUNT(names); i++)
		nearest_consider(&nearest, names[i]);
	return nearest.best ? nearest.best : "nothing";
}

Test(verbs_nearest, the_name_with_the_fewest_mistakes_is_meant)
{
	static const struct {
		const char *word, *name;
	} cases[] = {
		{"lits",                                  "list"   },
		{"lst",                                   "list"   },
		{"lists",                                 "list"   },
		{"stat",                                  "state"  },
		{"stort",                                 "start"  },
		{"strat",                                 "start"  },
		{"bundel",                                "bundle" },
		{"delte",                                 "delete" },
		{"foo",                                   "nothing"},
		{"",                                      "nothing"},
		{"xs",                                    "ps"     },
		{"remove",                                "nothing"},
		{"a-word-that-is-longer-than-every-name", "nothing"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(nearest_of(cases[i].word), cases[i].name, "%s: %s", cases[i].word,
				 nearest_of(cases[i].word));
}

Test(verbs_nearest, a_name_too_long_to_compare_is_left_out)
{
	struct nearest nearest = NEAREST("x", 1);

	nearest_consider(&nearest, "a-name-of-more-than-thirty-two-letters");
	cr_assert_null(nearest.best);
}

Test(verbs_nearest, only_the_word_is_looked_at_and_not_what_follows_it)
{
	struct nearest nearest = NEAREST("lits=something", 4);

	nearest_consider(&nearest, "list");
	cr_assert_str_eq(nearest.best, "list");
}
