/*
 * completion_zsh.c - completion for zsh
 *
 * _arguments does the work; this writes its specifications, "--bundle[help]:DIR:_files -/",
 * in single quotes and with brackets and colons escaped.
 */
#include <stdio.h>
#include <string.h>

#include "completion.h"
#include "verbs.h"

/* Words of help within a specification within single quotes. */
static void print_help(const char *help)
{
	for (; *help; help++) {
		if (*help == '\'')
			printf("'\\''");
		else if (strchr("[]:\\", *help))
			printf("\\%c", *help);
		else
			putchar(*help);
	}
}

static void print_choices(const char *choices)
{
	putchar('(');
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
	putchar(')');
}

static void print_value(const struct option_row *row)
{
	printf(":");
	print_help(row->argument);
	printf(":");
	if (row->choices)
		print_choices(row->choices);
	else if (completes_directory(row))
		printf("_files -/");
	else if (completes_file(row))
		printf("_files");
}

static void print_spelling(const struct option_row *row, const char *name)
{
	printf(" \\\n\t\t'%s%s%s[", row->kind == OPTION_LIST ? "*" : "", name,
	       row->argument && name[1] == '-' ? "=" : "");
	print_help(row->help);
	putchar(']');
	if (row->argument)
		print_value(row);
	putchar('\'');
}

static void print_option(const struct option_row *row)
{
	char name[64];

	if (row->kind == OPTION_REFUSED)
		return;
	snprintf(name, sizeof(name), "--%s", row->name);
	print_spelling(row, name);
	if (!row->letter)
		return;
	snprintf(name, sizeof(name), "-%c", row->letter);
	print_spelling(row, name);
}

static void print_options(const struct option_row *rows)
{
	for (; rows->name; rows++)
		print_option(rows);
	print_option(&help_option);
}

static void print_verb(const struct verb *verb)
{
	printf("\t\"%s\")\n\t\t_arguments", verb->name);
	print_options(verb->options);
	if (completes_id(verb)) {
		printf(" \\\n\t\t'1:container:_berth_ids'");
	} else if (completes_choice(verb)) {
		printf(" \\\n\t\t'1:word:");
		print_choices(verb->words);
		putchar('\'');
	}
	puts("\n\t\t;;");
}

/* A verb with actions is two words, and then one, as soon as the second is complete. */
static void print_actions(void)
{
	printf("\tif ((CURRENT > 2)); then\n\t\tcase \"$words[1] $words[2]\" in\n\t\t");
	for (size_t i = 0; i < verb_count; i++) {
		if (is_action(&verbs[i]))
			printf("\"%s\" | ", verbs[i].name);
	}
	puts("\"\")\n"
	     "\t\t\twords=(\"$words[1] $words[2]\" \"${words[@]:2}\")\n"
	     "\t\t\t((CURRENT--))\n"
	     "\t\t\t;;\n\t\tesac\n\tfi");
}

void completion_zsh(void)
{
	puts("#compdef berth\n"
	     "# Completion of berth's command lines for zsh, as `berth completion zsh` prints it.\n"
	     "_berth_ids()\n"
	     "{\n"
	     "\tcompadd -- ${(f)\"$(berth list --quiet 2>/dev/null)\"}\n"
	     "}\n"
	     "_berth_commands()\n"
	     "{\n"
	     "\tlocal -a commands=(");
	for (size_t i = 0; i < verb_count; i++) {
		if (is_action(&verbs[i]))
			continue;
		printf("\t\t'%s:", verbs[i].name);
		print_help(verbs[i].help);
		puts("'");
	}
	printf("\t)\n\t_describe command commands\n}\n_berth()\n{\n"
	       "\tlocal curcontext=$curcontext state line\n"
	       "\t_arguments -C");
	print_options(global_options);
	puts(" \\\n\t\t'1:command:_berth_commands' \\\n\t\t'*::argument:->argument'\n"
	     "\t[[ $state == argument ]] || return");
	print_actions();
	puts("\tcase $words[1] in");
	for (size_t i = 0; i < verb_count; i++)
		print_verb(&verbs[i]);
	puts("\tesac\n}\n_berth \"$@\"");
}
