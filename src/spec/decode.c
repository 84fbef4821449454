/*
 * decode.c - walks a field table over a JSON object
 *
 * Names match exactly, or else whatever their case, as Go's do: engines and people have
 * come to rely on it. A null is what is not there. Unknown names are for later versions of
 * the spec and other runtimes, so they are let pass, with a debug line for who misspelt one.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "decode.h"
#include "error.h"
#include "log.h"
#include "suggest.h"
#include "text.h"

void quote_word(struct text *text, const char *word)
{
	char start[128];
	struct json json = {.out = text};

	snprintf(start, sizeof(start), "%.120s", word);
	json_string(&json, NULL, start);
	if (strlen(word) > strlen(start))
		text_add(text, "...");
}

static void add_place(struct text *path, const struct place *place)
{
	if (!place)
		return;
	add_place(path, place->up);
	if (place->name) {
		text_format(path, "%s%s", path->length ? "." : "", place->name);
	} else if (place->key) {
		text_add(path, "[");
		quote_word(path, place->key);
		text_add(path, "]");
	} else {
		text_format(path, "[%zu]", place->index);
	}
}

int decode_fail(const struct decode *decode, const struct json_value *value, const char *format,
		...)
{
	auto_text struct text sentence = NO_TEXT;
	va_list args;

	add_place(&sentence, decode->place);
	if (sentence.length)
		text_add(&sentence, ": ");
	va_start(args, format);
	text_vformat(&sentence, format, args);
	va_end(args);
	return json_fail(decode->document, value, decode->err, "%s", sentence.start);
}

const struct field *decode_row(const struct field_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].name && strcmp(table->rows[i].name, name) == 0)
			return &table->rows[i];
	}
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].name && strcasecmp(table->rows[i].name, name) == 0)
			return &table->rows[i];
	}
	return NULL;
}

static void note_unknown(const struct decode *decode, const struct field_table *table,
			 const struct json_value *member)
{
	struct error note = NO_ERROR;
	struct decode noting = *decode;
	const char *near;

	if (!log_wants_debug())
		return;
	noting.err = &note;
	near = suggest_nearest(member->key, &table->rows[0].name, table->count,
			       sizeof(table->rows[0]));
	decode_fail(&noting, member, "%s is unknown and ignored%s%s%s", member->key,
		    near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	log_debug("%s", note.text);
}

/* Strings that are empty are absent, so a required one is still missing. */
static bool is_absent(const struct field *row, const struct json_value *member)
{
	return member->kind == JSON_NULL ||
	       (row->kind == FIELD_STRING && member->kind == JSON_STRING && !member->text[0]);
}

static int check_required(struct decode *decode, const struct field_table *table, uint64_t seen,
			  const struct json_value *object)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *row = &table->rows[i];

		if (row->required && !(seen & UINT64_C(1) << i))
			return decode_fail(decode, object, "%s%s%s is missing",
					   row->phrase ? row->phrase : "", row->phrase ? ": " : "",
					   row->name);
	}
	return 0;
}

int decode_object(struct decode *decode, const struct field_table *table,
		  const struct json_value *object, void *target)
{
	struct place here = {.up = decode->place};
	uint64_t seen = 0;
	int failed;

	assert(table->count <= 64);
	if (object->kind != JSON_OBJECT)
		return decode_fail(decode, object, "expected an object, found %s",
				   json_kind_name(object->kind));
	for (const struct json_value *member = object->first; member; member = member->next) {
		const struct field *row = decode_row(table, member->key);

		if (!row)
			note_unknown(decode, table, member);
		if (!row || is_absent(row, member))
			continue;
		if (seen & UINT64_C(1) << (row - table->rows))
			return decode_fail(decode, member, "%s is given twice, in different case",
					   row->name);
		seen |= UINT64_C(1) << (row - table->rows);
		here.name = row->name;
		decode->place = &here;
		failed = decode_field(decode, row, member, target);
		decode->place = here.up;
		if (failed)
			return -1;
	}
	return check_required(decode, table, seen, object);
}
