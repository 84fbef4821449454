/*
 * completion_bash.c - completion for bash
 *
 * One function in three steps: find the verb, complete an option's value, complete an option
 * or a word. The verb and the word before the cursor are matched as one, "run:--bundle".
 */
#include <stdio.h>

#include "completion.h"
#include "verbs.h"

static const char opening[] =
	"# Completion of berth's command lines for bash, as `berth completion bash` prints it.\n"
	"_berth()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tlocal verb='' options='' words='' i\n"
	"\tlocal -a root=()\n"
	"\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tcase ${COMP_WORDS[i]} in\n"
	"\t\t--root) root=(--root \"${COMP_WORDS[++i]}\") ;;\n";

static const char closing[] = "\tesac\n"
			      "\tif [[ $cur == -* ]]; then\n"
			      "\t\twords=$options\n"
			      "\telif [[ $words == ID ]]; then\n"
			      "\t\twords=$(\"$1\" \"${root[@]}\" list --quiet 2>/dev/null)\n"
			      "\tfi\n"
			      "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
			      "}\n"
			      "complete -o default -F _berth berth\n";

static void print_choices(const char *choices)
{
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
}

/* The case that completes an option's value: "run:--bundle | run:-b) .. ;;". */
static void print_value(const char *verb, const struct option_row *row)
{
	if (!row->argument || row->kind == OPTION_REFUSED)
		return;
	printf("\t\"%s\":--%s", verb, row->name);
	if (row->letter)
		printf(" | \"%s\":-%c", verb, row->letter);
	printf(")\n\t\tmapfile -t COMPREPLY < <(compgen ");
	if (row->choices) {
		printf("-W \"");
		print_choices(row->choices);
		putchar('"');
	} else if (completes_directory(row)) {
		printf("-d");
	} else if (completes_file(row)) {
		printf("-f");
	} else {
		printf("-W \"\"");
	}
	puts(" -- \"$cur\")\n\t\treturn\n\t\t;;");
}

static void print_values(const char *verb, const struct option_row *rows)
{
	for (; rows->name; rows++)
		print_value(verb, rows);
}

static void print_names(const struct option_row *rows)
{
	printf("\t\toptions=\"");
	for (; rows->name; rows++) {
		if (rows->kind == OPTION_REFUSED)
			continue;
		printf("--%s ", rows->name);
		if (rows->letter)
			printf("-%c ", rows->letter);
	}
	puts("--help -h\"");
}

static void print_verb(const struct verb *verb)
{
	printf("\t\"%s\")\n", verb->name);
	print_names(verb->options);
	if (completes_id(verb)) {
		puts("\t\twords=ID");
	} else if (completes_choice(verb)) {
		printf("\t\twords=\"");
		print_choices(verb->words);
		puts("\"");
	}
	puts("\t\t;;");
}

/* On the way to the verb, the values of global options are passed over. */
static void print_skips(void)
{
	for (const struct option_row *row = global_options; row->name; row++) {
		if (row->argument && row->offset != REQUEST(root))
			printf("\t\t--%s) ((i++)) ;;\n", row->name);
	}
}

/* A verb with actions is two words as soon as the second is complete. */
static void print_actions(void)
{
	printf("\tif ((i + 1 < COMP_CWORD)); then\n\t\tcase \"$verb ${COMP_WORDS[i + 1]}\" "
	       "in\n\t\t");
	for (size_t i = 0; i < verb_count; i++) {
		if (is_action(&verbs[i]))
			printf("\"%s\" | ", verbs[i].name);
	}
	puts("\"\") verb=\"$verb ${COMP_WORDS[i + 1]}\" ;;\n\t\tesac\n\tfi");
}

void completion_bash(void)
{
	fputs(opening, stdout);
	print_skips();
	puts("\t\t-*) ;;\n\t\t*)\n\t\t\tverb=${COMP_WORDS[i]}\n\t\t\tbreak\n\t\t\t;;\n"
	     "\t\tesac\n\tdone");
	print_actions();
	puts("\tcase $verb:$prev in");
	print_values("", global_options);
	for (size_t i = 0; i < verb_count; i++)
		print_values(verbs[i].name, verbs[i].options);
	puts("\tesac\n\tcase $verb in\n\t\"\")");
	print_names(global_options);
	printf("\t\twords=\"");
	for (size_t i = 0; i < verb_count; i++) {
		if (!is_action(&verbs[i]))
			printf("%s%s", i ? " " : "", verbs[i].name);
	}
	puts("\"\n\t\t;;");
	for (size_t i = 0; i < verb_count; i++)
		print_verb(&verbs[i]);
	fputs(closing, stdout);
}
