/*
 * The published schema against the field tables: every property must have a row, of a kind
 * that can hold it, which knows the words the schema knows and requires no less. And the
 * specification's own good and bad examples.
 *
 * OCI_SCHEMA_DIR is where config-schema.json and test/ are; without it there is nothing to
 * compare with.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "field.h"
#include "file.h"
#include "json.h"
#include "spec.h"
#include "text.h"

struct schema {
	char file[64];
	const struct json_value *value; /* NULL: a part for other systems, not at hand */
};

static struct arena arena;
static size_t compared;

static const char *schema_dir(void)
{
	const char *dir = getenv("OCI_SCHEMA_DIR");

	if (!dir)
		cr_skip_test("OCI_SCHEMA_DIR is not set: no published schema to compare with");
	return dir;
}

static const struct json_value *load(const char *file)
{
	static struct {
		char file[64];
		const struct json_value *root;
	} loaded[16];
	struct text text = NO_TEXT; /* kept: the tree points into the arena, complaints do not */
	struct json_document document = {.name = file};
	struct error err = NO_ERROR;
	size_t i = 0;

	for (; i < COUNT(loaded) && loaded[i].file[0]; i++) {
		if (strcmp(loaded[i].file, file) == 0)
			return loaded[i].root;
	}
	cr_assert_lt(i, COUNT(loaded));
	snprintf(loaded[i].file, sizeof(loaded[i].file), "%s", file);
	if (file_read(AT_FDCWD, arena_format(&arena, "%s/%s", schema_dir(), file), 1 << 20, &text))
		return NULL;
	document.text = text.start;
	document.size = text.length;
	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
	loaded[i].root = document.root;
	text_drop(&text);
	return loaded[i].root;
}

/* "defs.json#/definitions/Hook", as seen from a file. */
static struct schema follow(struct schema from, const char *reference)
{
	struct schema to = from;
	char *path = arena_text(&arena, strchr(reference, '#') + 1), *rest = NULL;

	if (reference[0] != '#')
		snprintf(to.file, sizeof(to.file), "%.*s", (int)strcspn(reference, "#"), reference);
	to.value = load(to.file);
	for (char *name = strtok_r(path, "/", &rest); name && to.value;
	     name = strtok_r(NULL, "/", &rest)) {
		to.value = json_find(to.value, name);
		cr_assert(to.value, "%s leads nowhere", reference);
	}
	return to;
}

/* What the schema says once references are followed. */
static struct schema resolve(struct schema schema)
{
	const struct json_value *reference, *any;

	while (schema.value && (reference = json_find(schema.value, "$ref")))
		schema = follow(schema, reference->text);
	any = schema.value ? json_find(schema.value, "anyOf") : NULL;
	if (any && any->count == 1)
		return resolve((struct schema){.file = "defs-linux.json", .value = any->first});
	return schema;
}

static struct schema part(struct schema schema, const char *name)
{
	schema.value = schema.value ? json_find(schema.value, name) : NULL;
	return schema;
}

static const struct field *find_row(const struct field_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (text_equal(table->rows[i].name, name))
			return &table->rows[i];
	}
	return NULL;
}

static void compare_object(struct schema schema, const struct field_table *table, const char *path);

static const char *type_of(struct schema schema)
{
	const struct json_value *type = schema.value ? json_find(schema.value, "type") : NULL;

	return type ? type->text : "";
}

static bool fits(const struct field *row, struct schema schema)
{
	const char *type = type_of(schema), *items = type_of(resolve(part(schema, "items")));

	switch (row->kind) {
	case FIELD_BOOLEAN:
		return text_equal(type, "boolean");
	case FIELD_STRING:
		return text_equal(type, "string");
	case FIELD_INTEGER:
	case FIELD_UNSIGNED:
	case FIELD_OPTIONAL:
		return text_equal(type, "integer");
	case FIELD_OBJECT:
	case FIELD_INLINE:
	case FIELD_MAP:
	case FIELD_PAIRS:
		return text_equal(type, "object");
	case FIELD_LIST:
		return text_equal(type, "array") && !text_equal(items, "string");
	case FIELD_INTEGERS:
		return text_equal(type, "array") && text_equal(items, "integer");
	case FIELD_STRINGS:
		return text_equal(type, "array") && text_equal(items, "string");
	case FIELD_IGNORED:
	case FIELD_REFUSED:
		return true;
	default:
		return false;
	}
}

static bool has_word(const char *const *words, const char *word)
{
	for (; *words; words++) {
		if (strcmp(*words, word) == 0)
			return true;
	}
	return false;
}

static void compare_words(struct schema schema, const struct field *row, const char *path)
{
	struct schema words = part(schema, "enum");

	if (!words.value && row->kind == FIELD_STRINGS)
		words = part(resolve(part(schema, "items")), "enum");
	if (!words.value || !row->choices)
		return;
	for (const struct json_value *word = words.value->first; word; word = word->next)
		cr_expect(has_word(row->choices, word->text), "%s lacks %s", path, word->text);
}

/* A map's own properties, if it has any, are the only keys there are. */
static void compare_map(struct schema schema, const struct field *row, const char *path)
{
	struct schema item = part(schema, "additionalProperties"),
		      keys = part(schema, "properties");

	if (item.value)
		compare_object(resolve(item), row->table, path);
	if (!keys.value)
		return;
	cr_assert_eq(row->table->rows[0].kind, FIELD_KEY);
	for (item = keys, item.value = keys.value->first; item.value;
	     item.value = item.value->next) {
		cr_expect(has_word(row->table->rows[0].choices, item.value->key), "%s lacks %s",
			  path, item.value->key);
		compare_object(resolve(item), row->table, path);
	}
}

static void compare_property(struct schema schema, const struct field_table *table,
			     const char *name, const char *above)
{
	const char *path = arena_format(&arena, "%s.%s", above, name);
	const struct field *row = find_row(table, name);

	compared++;
	cr_expect(row, "%s has no row", path);
	schema = resolve(schema);
	if (!row || !schema.value)
		return;
	cr_expect(fits(row, schema), "the row of %s is of another kind", path);
	if (row->kind == FIELD_STRING || row->kind == FIELD_STRINGS)
		compare_words(schema, row, path);
	else if (row->kind == FIELD_OBJECT || row->kind == FIELD_INLINE)
		compare_object(schema, row->table, path);
	else if (row->kind == FIELD_LIST)
		compare_object(resolve(part(schema, "items")), row->table, path);
	else if (row->kind == FIELD_MAP)
		compare_map(schema, row, path);
}

static void compare_object(struct schema schema, const struct field_table *table, const char *path)
{
	struct schema members = part(schema, "properties"), all = part(schema, "allOf");

	for (const struct json_value *one = all.value ? all.value->first : NULL; one;
	     one = one->next) {
		all.value = one;
		compare_object(resolve(all), table, path);
	}
	if (!members.value)
		return;
	for (const struct json_value *one = members.value->first; one; one = one->next) {
		members.value = one;
		compare_property(members, table, one->key, path);
	}
}

Test(spec_schema, every_property_has_a_row_that_can_hold_it)
{
	struct schema schema = {.file = "config-schema.json"};

	schema_dir();
	schema.value = load(schema.file);
	cr_assert(schema.value, "config-schema.json: %s", strerror(errno));
	compare_object(schema, &spec_table, "");
	/* A walk that goes astray finds nothing wrong. */
	cr_expect_geq(compared, 190, "only %zu properties were compared", compared);
}

/* What the schema lets pass and berth does not, with the reason. */
static const struct {
	const char *name, *sentence;
} exceptions[] = {
  /* A process may come with start, says the spec; no runtime has a way to give it. */
	{"minimal.json",         "config.json:1:1: process: missing, and there would be nothing to start" },
	{"linux-rdma.json",
	 "config.json:1:1: process: missing, and there would be nothing to start"                         },
	{"linux-netdevice.json",
	 "config.json:1:1: process: missing, and there would be nothing to start"                         },
 /* An example of 2016, older than the first stable version. */
	{"spec-example.json",    "config.json:2:19: ociVersion: \"0.5.0-dev\" is not supported: berth"
			      " knows version 1 of the runtime specification"},
};

static const char *exception(const char *path)
{
	for (size_t i = 0; i < COUNT(exceptions); i++) {
		if (text_ends_with(path, exceptions[i].name))
			return exceptions[i].sentence;
	}
	return NULL;
}

static size_t each_example(const char *kind, void (*expect)(const char *path, const struct text *))
{
	glob_t found;
	size_t count;

	cr_assert_eq(glob(arena_format(&arena, "%s/test/config/%s/*.json", schema_dir(), kind), 0,
			  NULL, &found),
		     0, "no %s examples", kind);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		auto_text struct text text = NO_TEXT;

		cr_assert_eq(file_read(AT_FDCWD, found.gl_pathv[i], 1 << 20, &text), 0);
		expect(found.gl_pathv[i], &text);
	}
	count = found.gl_pathc;
	globfree(&found);
	return count;
}

static void expect_good(const char *path, const struct text *text)
{
	struct error err = NO_ERROR;

	if (spec_read(&arena, "config.json", text->start, text->length, &err))
		return;
	cr_expect(text_equal(exception(path), err.text), "%s: %s", path, err.text);
}

static void expect_bad(const char *path, const struct text *text)
{
	struct error err = NO_ERROR;

	cr_expect_null(spec_read(&arena, "config.json", text->start, text->length, &err), "%s",
		       path);
	/* For the reason the example was made, not for want of a process. */
	cr_expect_null(strstr(err.text, "process"), "%s: %s", path, err.text);
}

Test(spec_schema, the_good_examples_are_read)
{
	cr_expect_geq(each_example("good", expect_good), 5);
}

Test(spec_schema, the_bad_examples_are_refused)
{
	cr_expect_geq(each_example("bad", expect_bad), 4);
}
