/*
 * options.c - every kind of option in every spelling
 */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "options.h"
#include "spec.h"
#include "verbs.h"

static const struct option_row rows[] = {
	FLAG("detach", 'd', detach, "a flag"),
	FLAG("tty", 't', tty, "another"),
	TEXT("cwd", 'w', cwd, "DIR", "a text"),
	LIST("env", 'e', env, "NAME=VALUE", "a list"),
	NUMBER("quota", 'n', cpu_quota, "a number"),
	SIZE("memory", 'm', memory, "a size"),
	DURATION("interval", 'i', interval, "a time"),
	CHOICE("format", 'f', format, "table|json", "a choice"),
	{"old", 0, OPTION_IGNORED, 0, "X", "without effect", NULL},
	UNSUPPORTED("new", "X", "it is too new"),
	NO_MORE_OPTIONS,
};

/* Reads one option, and says how many words that took; -1 and a sentence otherwise. */
static int read_one(struct request *req, const char *const *words, struct error *err)
{
	char *copy[4] = {0}, **next = copy;

	for (size_t i = 0; i < COUNT(copy) && words[i]; i++)
		copy[i] = (char *)(uintptr_t)words[i];
	return option_read(req, rows, &next, err) ? -1 : (int)(next - copy);
}

Test(verbs_options, a_word_with_a_dash_is_an_option_and_a_dash_alone_is_not)
{
	cr_assert(option_is("-d"));
	cr_assert(option_is("--detach"));
	cr_assert_not(option_is("-"));
	cr_assert_not(option_is("detach"));
	cr_assert_not(option_is(""));
}

Test(verbs_options, flags_are_set_taken_back_and_clustered)
{
	static const struct {
		const char *word;
		bool detach, tty;
	} cases[] = {
		{"--detach",       true,  false},
		{"--detach=true",  true,  false},
		{"--detach=false", false, false},
		{"-d",             true,  false},
		{"-dt",            true,  true },
		{"--tty",          false, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = {0};
		struct error err = NO_ERROR;

		cr_expect_eq(read_one(&req, (const char *[]){cases[i].word, "x", NULL}, &err), 1,
			     "%s: %s", cases[i].word, err.text);
		cr_expect_eq(req.detach, cases[i].detach, "%s", cases[i].word);
		cr_expect_eq(req.tty, cases[i].tty, "%s", cases[i].word);
	}
}

Test(verbs_options, a_value_may_stand_behind_the_name_in_these_ways)
{
	static const struct {
		const char *words[3];
		int taken;
	} cases[] =
		{
			{{"--cwd", "/a"}, 2},
			{{"--cwd=/a"},    1},
			{{"-w", "/a"},    2},
			{{"-w/a"},        1},
			{{"-w=/a"},       1},
			{{"-dw", "/a"},   2},
			{{"-cwd", "/a"},  2}, /* no option has the letter c */
			{{"-cwd=/a"},     1},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = {0};
		struct error err = NO_ERROR;

		cr_expect_eq(read_one(&req, cases[i].words, &err), cases[i].taken, "%s: %s",
			     cases[i].words[0], err.text);
		cr_expect_str_eq(req.cwd, "/a", "%s", cases[i].words[0]);
	}
}

Test(verbs_options, a_value_may_begin_with_a_dash_or_be_empty)
{
	struct request req = {0};
	struct error err = NO_ERROR;

	cr_assert_eq(read_one(&req, (const char *[]){"--quota", "-1", NULL}, &err), 2);
	cr_assert_eq(req.cpu_quota.value, -1);
	cr_assert_eq(read_one(&req, (const char *[]){"--cwd=", NULL}, &err), 1);
	cr_assert_str_eq(req.cwd, "");
}

Test(verbs_options, a_list_keeps_every_value_and_a_text_the_last)
{
	struct request req = {0};
	struct error err = NO_ERROR;

	read_one(&req, (const char *[]){"-e", "A=1", NULL}, &err);
	read_one(&req, (const char *[]){"--env=B=2", NULL}, &err);
	cr_assert_eq(req.env.count, 2);
	cr_assert_str_eq(req.env.items[0], "A=1");
	cr_assert_str_eq(req.env.items[1], "B=2");
	read_one(&req, (const char *[]){"--cwd=/a", NULL}, &err);
	read_one(&req, (const char *[]){"--cwd=/b", NULL}, &err);
	cr_assert_str_eq(req.cwd, "/b");
	arena_drop(&req.arena);
}

Test(verbs_options, numbers_sizes_and_times_are_read_and_marked_as_given)
{
	struct request req = {0};
	struct error err = NO_ERROR;

	cr_assert_eq(read_one(&req, (const char *[]){"-n7", NULL}, &err), 1);
	cr_assert(req.cpu_quota.given);
	cr_assert_eq(req.cpu_quota.value, 7);
	cr_assert_eq(read_one(&req, (const char *[]){"--memory", "50M", NULL}, &err), 2);
	cr_assert(req.memory.given);
	cr_assert_eq(req.memory.value, 50 << 20);
	cr_assert_eq(read_one(&req, (const char *[]){"--interval=100ms", NULL}, &err), 1);
	cr_assert(req.interval.given);
	cr_assert_eq(req.interval.value, 100000000);
}

Test(verbs_options, each_word_of_a_choice_is_taken_and_nothing_else)
{
	static const char *const wrong[] = {"--format=", "--format=tab", "--format=tablejson",
					    "--format=table|json", "--format=jsonx"};
	struct request req = {0};
	struct error err = NO_ERROR;

	cr_assert_eq(read_one(&req, (const char *[]){"--format=table", NULL}, &err), 1);
	cr_assert_eq(read_one(&req, (const char *[]){"-f", "json", NULL}, &err), 2);
	cr_assert_str_eq(req.format, "json");
	for (size_t i = 0; i < COUNT(wrong); i++)
		cr_expect_eq(read_one(&req, (const char *[]){wrong[i], NULL}, &err), -1, "%s",
			     wrong[i]);
}

Test(verbs_options, an_ignored_option_takes_its_value_along)
{
	struct request req = {0};
	struct error err = NO_ERROR;

	cr_assert_eq(read_one(&req, (const char *[]){"--old", "value", NULL}, &err), 2);
}

Test(verbs_options, help_belongs_to_every_table)
{
	struct request req = {0};
	struct error err = NO_ERROR;

	cr_assert_eq(read_one(&req, (const char *[]){"--help", NULL}, &err), 1);
	cr_assert(req.help);
	cr_assert_eq(option_find_letter(no_options, 'h'), &help_option);
	cr_assert_null(option_find(no_options, "helpx", 5));
}

Test(verbs_options, a_mistake_is_told_with_its_cure)
{
	static const struct {
		const char *words[2];
		enum failure kind;
		const char *sentence;
	} cases[] = {
		{{"--detahc"},     USAGE,   "unknown option --detahc; did you mean --detach?"        },
		{{"--zzzzzz"},     USAGE,   "unknown option --zzzzzz"                                },
		{{"--debug"},
		 USAGE,                     "unknown option --debug; it is a global option: give it before "
		 "the command"                                                },
		{{"-x"},           USAGE,   "unknown option -x"                                      },
		{{"-tty"},         USAGE,   "unknown option -y; did you mean --tty?"                 },
		{{"--cwd"},        USAGE,   "--cwd: flag needs an argument: DIR"                     },
		{{"-w"},           USAGE,   "--cwd: flag needs an argument: DIR"                     },
		{{"--detach=1"},   USAGE,   "--detach: \"1\" is neither true nor false"              },
		{{"--quota=1x"},   USAGE,   "--quota: \"1x\" is not a whole number"                  },
		{{"--quota="},     USAGE,   "--quota: \"\" is not a whole number"                    },
		{{"--memory=x"},   USAGE,   "--memory: \"x\" is not a size such as 50M or 1073741824"},
		{{"--interval=x"}, USAGE,   "--interval: \"x\" is not a time such as 1s or 100ms"    },
		{{"--format=x"},   USAGE,   "--format: \"x\" is none of table|json"                  },
		{{"--new=x"},      REFUSED, "--new is not supported: it is too new"                  },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = {0};
		struct error err = NO_ERROR;

		cr_expect_eq(read_one(&req, cases[i].words, &err), -1, "%s", cases[i].words[0]);
		cr_expect_str_eq(err.text, cases[i].sentence);
		cr_expect_eq(err.kind, cases[i].kind, "%s", cases[i].words[0]);
	}
}
