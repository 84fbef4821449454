/*
 * help.c - usage and version
 */
#include <criterion/criterion.h>
#include <string.h>

#include "printed.h"
#include "verbs.h"
#include "version.h"

static char *help_of(const struct verb *verb)
{
	struct request req = {.verb = verb, .help = true};

	printing_begins();
	help_print(&req);
	return printing_ends();
}

Test(verbs_help, it_begins_as_scripts_expect)
{
	for (size_t i = 0; i < verb_count; i++) {
		char start[64], *help = help_of(&verbs[i]);

		snprintf(start, sizeof(start), "NAME:\n   berth %s - ", verbs[i].name);
		cr_expect_eq(strncmp(help, start, strlen(start)), 0, "%s", help);
		free(help);
	}
}

Test(verbs_help, every_option_of_every_verb_is_mentioned_with_its_help)
{
	for (size_t i = 0; i < verb_count; i++) {
		char *help = help_of(&verbs[i]);

		for (const struct option_row *row = verbs[i].options; row->name; row++) {
			char name[64];

			snprintf(name, sizeof(name), "--%s%s%s ", row->name,
				 row->argument ? " " : "", row->argument ? row->argument : "");
			cr_expect_not_null(strstr(help, name), "%s %s", verbs[i].name, name);
			cr_expect_not_null(strstr(help, row->help), "%s %s", verbs[i].name, name);
		}
		cr_expect_not_null(strstr(help, "-h, --help"), "%s", verbs[i].name);
		free(help);
	}
}

Test(verbs_help, options_that_are_refused_stand_apart)
{
	char *help = help_of(verb_find("update"));
	char *apart = strstr(help, "\nNOT SUPPORTED:\n");

	cr_assert_not_null(apart);
	cr_assert_null(strstr(apart, "--memory "));
	cr_assert_not_null(strstr(apart, "--l3-cache-schema"));
	*apart = '\0';
	cr_assert_null(strstr(help, "--l3-cache-schema"));
}

Test(verbs_help, the_programs_help_lists_every_verb)
{
	char *help = help_of(NULL);

	cr_assert_eq(strncmp(help, "NAME:\n   berth - ", 16), 0);
	for (size_t i = 0; i < verb_count; i++) {
		char line[128];

		snprintf(line, sizeof(line), "   %-12s%s\n", verbs[i].name, verbs[i].help);
		cr_expect_not_null(strstr(help, line), "%s", verbs[i].name);
	}
	for (const struct option_row *row = global_options; row->name; row++)
		cr_expect_not_null(strstr(help, row->name), "%s", row->name);
}

Test(verbs_help, no_line_of_prose_is_wider_than_a_terminal)
{
	for (size_t i = 0; i < verb_count; i++) {
		char *help = help_of(&verbs[i]), *prose = strstr(help, "\nDESCRIPTION:\n");

		for (char *line;
		     prose && (line = strsep(&prose, "\n")) && strcmp(line, "OPTIONS:");)
			cr_expect_leq(strlen(line), 100, "%s", line);
		free(help);
	}
}

Test(verbs_help, the_version_has_the_lines_that_engines_scrape)
{
	char *text, *rest;

	printing_begins();
	version_print();
	rest = text = printing_ends();
	cr_assert_eq(strncmp(strsep(&rest, "\n"), "berth version ", 14), 0);
	cr_assert_eq(strncmp(strsep(&rest, "\n"), "commit: ", 8), 0);
	cr_assert_str_eq(strsep(&rest, "\n"), "spec: " OCI_VERSION);
	cr_assert_eq(strncmp(strsep(&rest, "\n"), "+SECCOMP", 8), 0);
	cr_assert_str_eq(rest, "");
}
