/*
 * options.c - the kinds of options, and how each is read
 */
#include <assert.h>
#include <string.h>

#include "error.h"
#include "nearest.h"
#include "number.h"
#include "options.h"
#include "spec.h"
#include "text.h"
#include "verbs.h"

static bool is_named(const struct option_row *row, const char *name, size_t length)
{
	return strlen(row->name) == length && strncmp(row->name, name, length) == 0;
}

const struct option_row *option_find(const struct option_row *rows, const char *name, size_t length)
{
	for (; rows->name; rows++) {
		if (is_named(rows, name, length))
			return rows;
	}
	return is_named(&help_option, name, length) ? &help_option : NULL;
}

const struct option_row *option_find_letter(const struct option_row *rows, char letter)
{
	for (; rows->name; rows++) {
		if (rows->letter == letter)
			return rows;
	}
	return letter == help_option.letter ? &help_option : NULL;
}

bool option_is(const char *word)
{
	return word[0] == '-' && word[1];
}

static int set_flag(bool *flag, const struct option_row *row, const char *value, struct error *err)
{
	if (!value || strcmp(value, "true") == 0)
		*flag = true;
	else if (strcmp(value, "false") == 0)
		*flag = false;
	else
		return fail(err, USAGE, "--%s: \"%s\" is neither true nor false", row->name, value);
	return 0;
}

static int set_choice(const char **word, const struct option_row *row, const char *value,
		      struct error *err)
{
	size_t length;

	assert(value); /* a row with choices has an argument */
	length = strlen(value);
	for (const char *at = row->choices; *at; at += *at == '|') {
		size_t size = strcspn(at, "|");

		if (size == length && strncmp(at, value, size) == 0) {
			*word = value;
			return 0;
		}
		at += size;
	}
	return fail(err, USAGE, "--%s: \"%s\" is none of %s", row->name, value, row->choices);
}

typedef int number_reader(const char *text, int64_t *value);

static int whole_number(const char *text, int64_t *value)
{
	return number_signed(text, INT64_MIN, INT64_MAX, value);
}

static int set_number(struct optional *number, const struct option_row *row, const char *value,
		      struct error *err)
{
	static const struct {
		number_reader *read;
		const char *what;
	} kinds[] = {
		[OPTION_NUMBER] = {whole_number,    "a whole number"                  },
		[OPTION_SIZE] = {number_size,     "a size such as 50M or 1073741824"},
		[OPTION_DURATION] = {number_duration, "a time such as 1s or 100ms"      },
	};

	if (kinds[row->kind].read(value, &number->value))
		return fail(err, USAGE, "--%s: \"%s\" is not %s", row->name, value,
			    kinds[row->kind].what);
	number->given = true;
	return 0;
}

static int set(struct request *req, const struct option_row *row, const char *value,
	       struct error *err)
{
	void *member = (char *)req + row->offset;

	switch (row->kind) {
	case OPTION_FLAG:
		return set_flag(member, row, value, err);
	case OPTION_TEXT:
		*(const char **)member = value;
		return 0;
	case OPTION_LIST:
		strings_add(&req->arena, member, value);
		return 0;
	case OPTION_CHOICE:
		return set_choice(member, row, value, err);
	case OPTION_NUMBER:
	case OPTION_SIZE:
	case OPTION_DURATION:
		return set_number(member, row, value, err);
	case OPTION_IGNORED:
		return 0;
	case OPTION_REFUSED:
		return fail(err, REFUSED, "--%s is not supported: %s", row->name, row->help);
	}
	return fail(err, BUG, "--%s has no kind", row->name);
}

static int set_with_next(struct request *req, const struct option_row *row, char ***next,
			 struct error *err)
{
	if (!**next)
		/* In the words that engines look for, to see whether an option is known. */
		return fail(err, USAGE, "--%s: flag needs an argument: %s", row->name,
			    row->argument);
	return set(req, row, *(*next)++, err);
}

static int unknown(const struct option_row *rows, const char *name, size_t length,
		   struct error *err)
{
	struct nearest nearest = NEAREST(name, length);

	fail(err, USAGE, "unknown option --%.*s", (int)length, name);
	if (rows != global_options && option_find(global_options, name, length))
		return fail_cure(err, "it is a global option: give it before the command");
	for (; rows->name; rows++)
		nearest_consider(&nearest, rows->name);
	if (nearest.best)
		return fail_cure(err, "did you mean --%s?", nearest.best);
	return -1;
}

static int read_letters(struct request *req, const struct option_row *rows, const char *letters,
			char ***next, struct error *err)
{
	for (const char *at = letters; *at; at++) {
		const struct option_row *row = option_find_letter(rows, *at);

		if (!row) {
			fail(err, USAGE, "unknown option -%c", *at);
			if (option_find(rows, letters, strcspn(letters, "=")))
				return fail_cure(err, "did you mean --%s?", letters);
			return -1;
		}
		if (row->argument && at[1])
			return set(req, row, at + 1 + (at[1] == '='), err);
		if (row->argument)
			return set_with_next(req, row, next, err);
		if (set(req, row, NULL, err))
			return -1;
	}
	return 0;
}

/* "-no-subreaper", as containerd spells it: a name behind one dash that begins with no letter. */
static bool is_name_behind_one_dash(const struct option_row *rows, const char *word)
{
	return word[1] != '-' && !option_find_letter(rows, word[1]) &&
	       option_find(rows, word + 1, strcspn(word + 1, "="));
}

int option_read(struct request *req, const struct option_row *rows, char ***next, struct error *err)
{
	const char *word = *(*next)++, *name;
	const struct option_row *row;
	size_t length;

	if (is_name_behind_one_dash(rows, word))
		name = word + 1;
	else if (word[1] != '-')
		return read_letters(req, rows, word + 1, next, err);
	else
		name = word + 2;
	length = strcspn(name, "=");
	row = option_find(rows, name, length);
	if (!row)
		return unknown(rows, name, length, err);
	if (name[length] == '=')
		return set(req, row, name + length + 1, err);
	if (row->argument)
		return set_with_next(req, row, next, err);
	return set(req, row, NULL, err);
}
