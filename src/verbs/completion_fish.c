/*
 * completion_fish.c - completion for fish
 *
 * One `complete` line for each verb and each option, under the condition that its verb stands
 * on the command line.
 */
#include <stdio.h>
#include <string.h>

#include "completion.h"
#include "verbs.h"

#define SEEN "__fish_seen_subcommand_from "

static void print_quoted(const char *words)
{
	putchar('\'');
	for (; *words; words++) {
		if (*words == '\'' || *words == '\\')
			putchar('\\');
		putchar(*words);
	}
	putchar('\'');
}

static void print_choices(const char *choices)
{
	putchar('\'');
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
	putchar('\'');
}

static void print_option(const char *condition, const char *verb, const struct option_row *row)
{
	if (row->kind == OPTION_REFUSED)
		return;
	printf("complete -c berth -n '%s%s' -l %s", condition, verb, row->name);
	if (row->letter)
		printf(" -s %c", row->letter);
	if (row->choices) {
		printf(" -xa ");
		print_choices(row->choices);
	} else if (row->argument && completes_directory(row)) {
		printf(" -xa '(__fish_complete_directories)'");
	} else if (row->argument) {
		printf(completes_file(row) ? " -rF" : " -x");
	}
	printf(" -d ");
	print_quoted(row->help);
	putchar('\n');
}

static void print_options(const char *condition, const char *verb, const struct option_row *rows)
{
	for (; rows->name; rows++)
		print_option(condition, verb, rows);
	print_option(condition, verb, &help_option);
}

/* It is seen when both of its words are. */
static void print_action(const struct verb *verb)
{
	char condition[128];
	const char *second = strchr(verb->name, ' ') + 1;

	snprintf(condition, sizeof(condition), SEEN "%.*s; and " SEEN,
		 (int)(second - 1 - verb->name), verb->name);
	print_options(condition, second, verb->options);
}

static void print_verb(const struct verb *verb)
{
	if (is_action(verb)) {
		print_action(verb);
		return;
	}
	printf("complete -c berth -n __fish_use_subcommand -fa %s -d ", verb->name);
	print_quoted(verb->help);
	putchar('\n');
	if (completes_id(verb)) {
		printf("complete -c berth -n '" SEEN "%s' "
		       "-fa '(berth list --quiet 2>/dev/null)'\n",
		       verb->name);
	} else if (completes_choice(verb)) {
		printf("complete -c berth -n '" SEEN "%s' -fa ", verb->name);
		print_choices(verb->words);
		putchar('\n');
	}
	print_options(SEEN, verb->name, verb->options);
}

void completion_fish(void)
{
	puts("# Completion of berth's command lines for fish, as `berth completion fish` prints "
	     "it.");
	print_options("__fish_use_subcommand", "", global_options);
	for (size_t i = 0; i < verb_count; i++)
		print_verb(&verbs[i]);
}
