/*
 * help.c - usage, from the tables
 *
 * The first lines are those that scripts written for runc look at: "NAME:", then the
 * program's name and the verb's.
 */
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "verbs.h"
#include "version.h"

#define WIDTH 96

/* What an option is called: "-f, --format table|json". */
static void add_option(struct text *line, const struct option_row *row)
{
	if (row->letter)
		text_format(line, "-%c, ", row->letter);
	else
		text_add(line, "    ");
	text_format(line, "--%s", row->name);
	if (row->argument)
		text_format(line, " %s", row->argument);
}

static void print_option(const struct option_row *row, size_t column)
{
	auto_text struct text line = NO_TEXT;

	add_option(&line, row);
	printf("   %-*s  %s%s\n", (int)column, line.start, row->help,
	       row->kind == OPTION_LIST ? "; may be given again" : "");
}

static size_t widest(const struct option_row *rows)
{
	size_t widest = 0;

	for (; rows->name; rows++) {
		auto_text struct text line = NO_TEXT;

		add_option(&line, rows);
		if (line.length > widest)
			widest = line.length;
	}
	return widest;
}

static bool has_refused(const struct option_row *rows)
{
	while (rows->name && rows->kind != OPTION_REFUSED)
		rows++;
	return rows->name;
}

static void print_options(const struct option_row *rows)
{
	size_t column = widest(rows);

	if (column < sizeof("-h, --help"))
		column = sizeof("-h, --help") - 1;
	puts("\nOPTIONS:");
	for (const struct option_row *row = rows; row->name; row++) {
		if (row->kind != OPTION_REFUSED)
			print_option(row, column);
	}
	print_option(&help_option, column);
	if (!has_refused(rows))
		return;
	puts("\nNOT SUPPORTED:");
	for (const struct option_row *row = rows; row->name; row++) {
		if (row->kind == OPTION_REFUSED)
			print_option(row, column);
	}
}

/* A paragraph, broken between words. */
static void print_wrapped(const char *words)
{
	size_t at = 0;

	while (*words) {
		size_t length = strcspn(words, " ");

		if (at && at + 1 + length > WIDTH) {
			putchar('\n');
			at = 0;
		}
		at += (size_t)printf("%s%.*s", at ? " " : "   ", (int)length, words);
		words += length + (words[length] == ' ');
	}
	putchar('\n');
}

static void print_verb(const struct verb *verb)
{
	printf("NAME:\n   berth %s - %s\n", verb->name, verb->help);
	printf("\nUSAGE:\n   berth [GLOBAL-OPTION...] %s [OPTION...]%s%s\n", verb->name,
	       *verb->words ? " " : "", verb->words);
	if (verb->details) {
		puts("\nDESCRIPTION:");
		print_wrapped(verb->details);
	}
	print_options(verb->options);
}

static void print_program(void)
{
	puts("NAME:\n   berth - run containers as the Open Container Initiative describes them");
	puts("\nUSAGE:\n   berth [GLOBAL-OPTION...] COMMAND [OPTION...] [ARGUMENT...]");
	printf("\nVERSION:\n   %s\n\nCOMMANDS:\n", berth_version);
	for (size_t i = 0; i < verb_count; i++)
		printf("   %-12s%s\n", verbs[i].name, verbs[i].help);
	print_options(global_options);
	puts("\nberth COMMAND --help tells more about a command.");
}

void help_print(const struct request *req)
{
	if (req->verb)
		print_verb(req->verb);
	else
		print_program();
}

/* The lines that engines and scripts scrape: runc's three, and crun's list of features. */
void version_print(void)
{
	printf("berth version %s\n", berth_version);
	printf("commit: %s\n", berth_commit);
	printf("spec: %s\n", OCI_VERSION);
	puts("+SECCOMP +CAP +APPARMOR +SELINUX +EBPF +YAJL");
}
