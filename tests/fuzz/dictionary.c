/*
 * dictionary.c - no target: prints libFuzzer's dictionary, made from the tables
 *
 * Names of properties and the words they may hold, mount options, capabilities, verbs and
 * options: what a row knows, the fuzzer need not find out.
 */
#include <stdio.h>
#include <string.h>

#include "field.h"
#include "rootfs.h"
#include "security.h"
#include "verb.h"

static void say(const char *word)
{
	putchar('"');
	for (; *word; word++)
		printf(*word == '"' || *word == '\\' ? "\\%c" : "%c", *word);
	puts("\"");
}

static void say_words(const char *const *words)
{
	for (; words && *words; words++)
		say(*words);
}

static void say_table(const struct field_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *row = &table->rows[i];

		if (row->name)
			printf("\"\\\"%s\\\":\"\n", row->name);
		switch (row->kind) {
		case FIELD_STRING:
		case FIELD_STRINGS:
		case FIELD_KEY:
			say_words(row->choices);
			break;
		case FIELD_OBJECT:
		case FIELD_INLINE:
		case FIELD_LIST:
		case FIELD_MAP:
			say_table(row->table);
			break;
		default:
			break;
		}
	}
}

static void say_options(const struct option_row *row)
{
	for (; row->name; row++)
		printf("\"--%s\"\n", row->name);
}

int main(void)
{
	say_table(&spec_table);
	for (size_t i = 0; mount_option_word(i); i++)
		say(mount_option_word(i));
	for (int i = 0; capability_name(i); i++)
		say(capability_name(i));
	say_options(global_options);
	for (size_t i = 0; i < verb_count; i++) {
		say(verbs[i].name);
		say_options(verbs[i].options);
	}
	return 0;
}
