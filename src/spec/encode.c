/*
 * encode.c - the field tables, backwards
 *
 * What is absent or has its default is left out, unless its row says WRITTEN. Members come
 * in the order of their rows. What is written reads back as the same struct.
 */
#include "alloc.h"
#include "field.h"
#include "json.h"
#include "tables.h"
#include "text.h"

static void write_members(struct json *json, const struct field_table *table, const void *source);

static void write_object(struct json *json, const char *key, const struct field_table *table,
			 const void *source)
{
	json_begin_object(json, key);
	write_members(json, table, source);
	json_end_object(json);
}

static size_t count_of(const struct field *field, const void *member)
{
	return *(const size_t *)((const char *)member - field->offset + field->count_offset);
}

static void write_scalar(struct json *json, const struct field *field, const void *member)
{
	if (field->kind == FIELD_BOOLEAN) {
		if (*(const bool *)member || field->written)
			json_boolean(json, field->name, *(const bool *)member);
	} else if (field->kind == FIELD_INTEGER) {
		if (*(const int64_t *)member || field->written)
			json_signed(json, field->name, *(const int64_t *)member);
	} else if (field->kind == FIELD_UNSIGNED) {
		if (*(const uint64_t *)member || field->written)
			json_unsigned(json, field->name, *(const uint64_t *)member);
	} else if (*(const char *const *)member) {
		json_string(json, field->name, *(const char *const *)member);
	}
}

static void write_optional(struct json *json, const struct field *field, const void *member)
{
	const struct optional *optional = member;

	if (optional->given)
		json_signed(json, field->name, optional->value);
}

static void write_struct(struct json *json, const struct field *field, const void *member)
{
	const void *object = field->kind == FIELD_INLINE ? member : *(void *const *)member;

	if (object)
		write_object(json, field->name, field->table, object);
}

static void write_list(struct json *json, const struct field *field, const void *member)
{
	const char *item = *(const char *const *)member;
	size_t count = count_of(field, member);

	if (!count)
		return;
	json_begin_array(json, field->name);
	for (size_t i = 0; i < count; i++, item += field->table->size)
		write_object(json, NULL, field->table, item);
	json_end_array(json);
}

/* The name an object of a map stands at is one of its own members. */
static const char *key_of(const struct field_table *table, const char *item)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].kind == FIELD_KEY)
			return *(const char *const *)(item + table->rows[i].offset);
	}
	return NULL;
}

static void write_map(struct json *json, const struct field *field, const void *member)
{
	const char *item = *(const char *const *)member;
	size_t count = count_of(field, member);

	if (!count)
		return;
	json_begin_object(json, field->name);
	for (size_t i = 0; i < count; i++, item += field->table->size)
		write_object(json, key_of(field->table, item), field->table, item);
	json_end_object(json);
}

static void write_integers(struct json *json, const struct field *field, const void *member)
{
	const int64_t *items = *(const int64_t *const *)member;
	size_t count = count_of(field, member);

	if (!count)
		return;
	json_begin_array(json, field->name);
	for (size_t i = 0; i < count; i++)
		json_signed(json, NULL, items[i]);
	json_end_array(json);
}

static void write_strings(struct json *json, const struct field *field, const void *member)
{
	const struct strings *list = member;
	const bool *given = (const bool *)member - field->offset + field->given_offset;

	if (list->count || (field->given_offset && *given))
		json_strings(json, field->name, list);
}

static void write_pairs(struct json *json, const struct field *field, const void *member)
{
	const struct pairs *pairs = member;

	if (!pairs->count)
		return;
	json_begin_object(json, field->name);
	for (size_t i = 0; i < pairs->count; i++)
		json_string(json, pairs->items[i].name, pairs->items[i].value);
	json_end_object(json);
}

static void write_nothing(struct json *json, const struct field *field, const void *member)
{
	(void)json, (void)field, (void)member; /* these rows have no member */
}

static void write_members(struct json *json, const struct field_table *table, const void *source)
{
	static void (*const writers[])(struct json *, const struct field *, const void *) = {
		[FIELD_BOOLEAN] = write_scalar,    [FIELD_STRING] = write_scalar,
		[FIELD_INTEGER] = write_scalar,    [FIELD_UNSIGNED] = write_scalar,
		[FIELD_OPTIONAL] = write_optional, [FIELD_OBJECT] = write_struct,
		[FIELD_INLINE] = write_struct,     [FIELD_LIST] = write_list,
		[FIELD_MAP] = write_map,           [FIELD_INTEGERS] = write_integers,
		[FIELD_STRINGS] = write_strings,   [FIELD_PAIRS] = write_pairs,
		[FIELD_KEY] = write_nothing,       [FIELD_IGNORED] = write_nothing,
		[FIELD_REFUSED] = write_nothing,
	};

	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->rows[i];

		writers[field->kind](json, field, (const char *)source + field->offset);
	}
}

void spec_write(struct text *out, const struct spec *spec)
{
	struct json json = {.out = out, .indent = "\t"};

	write_object(&json, NULL, &spec_table, spec);
	text_add(out, "\n");
}

void spec_write_process(struct text *out, const struct spec_process *process)
{
	struct json json = {.out = out, .indent = "\t"};

	write_object(&json, NULL, &spec_process_table, process);
	text_add(out, "\n");
}
