/*
 * readers.c - one function for each kind of row
 *
 * A reader gets the row, the JSON value and the address of the member. It refuses what is
 * not of its kind or out of its range; it never bends a value into shape.
 */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "alloc.h"
#include "decode.h"
#include "error.h"
#include "number.h"
#include "suggest.h"
#include "text.h"

static int expect(const struct decode *decode, const struct json_value *value, enum json_kind kind)
{
	if (value->kind == kind)
		return 0;
	return decode_fail(decode, value, "expected %s, found %s", json_kind_name(kind),
			   json_kind_name(value->kind));
}

/* ---- strings ------------------------------------------------------------------------------ */

static int fail_word(const struct decode *decode, const struct field *field,
		     const struct json_value *value, const char *word, const char *wrong)
{
	auto_text struct text quoted = NO_TEXT;

	quote_word(&quoted, word);
	return decode_fail(decode, value, "%s%s%s %s", field->phrase ? field->phrase : "",
			   field->phrase ? ": " : "", quoted.start, wrong);
}

static int check_choice(const struct decode *decode, const struct field *field,
			const struct json_value *value, const char *word)
{
	auto_text struct text wrong = NO_TEXT;
	const char *near;
	size_t count = 0;

	for (; field->choices[count]; count++) {
		if (strcmp(field->choices[count], word) == 0)
			return 0;
		text_format(&wrong, "%s%s", count ? ", " : "is none of ", field->choices[count]);
	}
	fail_word(decode, field, value, word, wrong.start);
	near = suggest_nearest(word, field->choices, count, sizeof(field->choices[0]));
	return near ? fail_cure(decode->err, "did you mean %s?", near) : -1;
}

static int check_word(const struct decode *decode, const struct field *field,
		      const struct json_value *value, const char *word)
{
	const char *wrong = field->check ? field->check(word) : NULL;

	if (wrong)
		return fail_word(decode, field, value, word, wrong);
	return field->choices ? check_choice(decode, field, value, word) : 0;
}

static int read_string(struct decode *decode, const struct field *field,
		       const struct json_value *value, void *member)
{
	if (expect(decode, value, JSON_STRING) || check_word(decode, field, value, value->text))
		return -1;
	*(const char **)member = value->text;
	return 0;
}

int decode_key(struct decode *decode, const struct field_table *table,
	       const struct json_value *value, void *target)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *row = &table->rows[i];

		if (row->kind != FIELD_KEY)
			continue;
		if (check_word(decode, row, value, value->key))
			return -1;
		*(const char **)((char *)target + row->offset) = value->key;
	}
	return 0;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* The digits are all there is: 1.0 and 1e3 are no whole numbers, in Go neither. */
static int expect_whole(const struct decode *decode, const struct json_value *value)
{
	const char *digits;

	if (expect(decode, value, JSON_NUMBER))
		return -1;
	digits = value->text + (value->text[0] == '-');
	if (digits[strspn(digits, "0123456789")])
		return decode_fail(decode, value, "%.40s is not a whole number", value->text);
	return 0;
}

static int read_integer(struct decode *decode, const struct field *field,
			const struct json_value *value, void *member)
{
	if (expect_whole(decode, value))
		return -1;
	if (number_signed(value->text, field->least, field->most, member))
		return decode_fail(decode, value, "%.40s is out of range: %" PRId64 " to %" PRId64,
				   value->text, field->least, field->most);
	return 0;
}

static int read_unsigned(struct decode *decode, const struct field *field,
			 const struct json_value *value, void *member)
{
	(void)field; /* same shape as the others */
	if (expect_whole(decode, value))
		return -1;
	if (number_unsigned(value->text, UINT64_MAX, member))
		return decode_fail(decode, value, "%.40s is out of range: 0 to %" PRIu64,
				   value->text, UINT64_MAX);
	return 0;
}

static int read_optional(struct decode *decode, const struct field *field,
			 const struct json_value *value, void *member)
{
	struct optional *optional = member;

	if (read_integer(decode, field, value, &optional->value))
		return -1;
	optional->given = true;
	return 0;
}

static int read_boolean(struct decode *decode, const struct field *field,
			const struct json_value *value, void *member)
{
	(void)field; /* same shape as the others */
	if (expect(decode, value, JSON_BOOLEAN))
		return -1;
	*(bool *)member = value->truth;
	return 0;
}

/* ---- objects ------------------------------------------------------------------------------ */

static int read_inline(struct decode *decode, const struct field *field,
		       const struct json_value *value, void *member)
{
	return decode_object(decode, field->table, value, member);
}

static int read_object(struct decode *decode, const struct field *field,
		       const struct json_value *value, void *member)
{
	void *object = arena_alloc(decode->arena, field->table->size);

	*(void **)member = object;
	return decode_object(decode, field->table, value, object);
}

static size_t *count_of(const struct field *field, void *member)
{
	return (size_t *)((char *)member - field->offset + field->count_offset);
}

/* The items of an array, or with their names those of an object: size bytes for each. */
static int read_items(struct decode *decode, const struct field *field,
		      const struct json_value *value, void *member, size_t size)
{
	char *item = arena_alloc(decode->arena, arena_room(value->count) * size);
	struct place here = {.up = decode->place};
	int failed = 0;

	*(void **)member = item;
	*count_of(field, member) = value->count;
	decode->place = &here;
	for (const struct json_value *at = value->first; at && !failed; at = at->next) {
		here.key = at->key;
		if (field->kind == FIELD_INTEGERS)
			failed = read_integer(decode, field, at, item);
		else
			failed = decode_object(decode, field->table, at, item) ||
				 decode_key(decode, field->table, at, item);
		item += size;
		here.index++;
	}
	decode->place = here.up;
	return failed ? -1 : 0;
}

static int read_list(struct decode *decode, const struct field *field,
		     const struct json_value *value, void *member)
{
	if (expect(decode, value, JSON_ARRAY))
		return -1;
	return read_items(decode, field, value, member, field->table->size);
}

static int read_map(struct decode *decode, const struct field *field,
		    const struct json_value *value, void *member)
{
	if (expect(decode, value, JSON_OBJECT))
		return -1;
	return read_items(decode, field, value, member, field->table->size);
}

static int read_integers(struct decode *decode, const struct field *field,
			 const struct json_value *value, void *member)
{
	if (expect(decode, value, JSON_ARRAY))
		return -1;
	return read_items(decode, field, value, member, sizeof(int64_t));
}

static int read_strings(struct decode *decode, const struct field *field,
			const struct json_value *value, void *member)
{
	struct strings *list = member;
	struct place here = {.up = decode->place};
	int failed = 0;

	if (expect(decode, value, JSON_ARRAY))
		return -1;
	list->items =
		arena_alloc(decode->arena, arena_room(value->count + 1) * sizeof(*list->items));
	decode->place = &here;
	for (const struct json_value *at = value->first; at && !failed; at = at->next) {
		failed = read_string(decode, field, at, &list->items[here.index]);
		here.index++;
	}
	decode->place = here.up;
	list->count = here.index;
	if (field->given_offset)
		*((bool *)member - field->offset + field->given_offset) = true;
	return failed;
}

static int read_pair(struct decode *decode, const struct json_value *value, struct pairs *pairs)
{
	if (!value->key[0])
		return decode_fail(decode, value, "the name is empty");
	if (expect(decode, value, JSON_STRING))
		return -1;
	pairs->items[pairs->count++] = (struct pair){.name = value->key, .value = value->text};
	return 0;
}

static int read_pairs(struct decode *decode, const struct field *field,
		      const struct json_value *value, void *member)
{
	struct pairs *pairs = member;
	struct place here = {.up = decode->place};
	int failed = 0;

	(void)field; /* same shape as the others */
	if (expect(decode, value, JSON_OBJECT))
		return -1;
	pairs->items = arena_alloc(decode->arena, arena_room(value->count) * sizeof(*pairs->items));
	decode->place = &here;
	for (const struct json_value *at = value->first; at && !failed; at = at->next) {
		here.key = at->key;
		failed = at->kind == JSON_NULL ? 0 : read_pair(decode, at, pairs);
	}
	decode->place = here.up;
	return failed;
}

/* ---- all of them -------------------------------------------------------------------------- */

static int read_nothing(struct decode *decode, const struct field *field,
			const struct json_value *value, void *member)
{
	(void)member; /* there is none */
	if (field->kind == FIELD_REFUSED)
		return decode_fail(decode, value, "%s", field->why);
	return 0;
}

int decode_field(struct decode *decode, const struct field *field, const struct json_value *value,
		 void *target)
{
	static int (*const readers[])(struct decode *, const struct field *,
				      const struct json_value *, void *) = {
		[FIELD_BOOLEAN] = read_boolean,   [FIELD_STRING] = read_string,
		[FIELD_INTEGER] = read_integer,   [FIELD_UNSIGNED] = read_unsigned,
		[FIELD_OPTIONAL] = read_optional, [FIELD_OBJECT] = read_object,
		[FIELD_INLINE] = read_inline,     [FIELD_LIST] = read_list,
		[FIELD_MAP] = read_map,           [FIELD_INTEGERS] = read_integers,
		[FIELD_STRINGS] = read_strings,   [FIELD_PAIRS] = read_pairs,
		[FIELD_KEY] = read_nothing,       [FIELD_IGNORED] = read_nothing,
		[FIELD_REFUSED] = read_nothing,
	};

	return readers[field->kind](decode, field, value, (char *)target + field->offset);
}
