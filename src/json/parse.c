/*
 * parse.c - text to a tree that knows its places
 *
 * Theory of operation
 *
 * yajl finds the tokens, this file makes the tree. Inside a callback
 * yajl_get_bytes_consumed() is the end of the current token, and its length gives the start;
 * the line and the column are counted only when someone complains.
 *
 * What yajl lets pass is refused here:
 *
 *	not UTF-8	before the parse, by a stricter reading than yajl's, which takes
 *			overlong forms; its own check is switched off
 *	half surrogates	yajl puts "?" in their place, so a string's raw text is looked at
 *	NUL		"/etc\u0000x" is one path to us and another to the kernel
 *	keys twice	two readers would take different ones
 *	depth, size	200,000 brackets are no configuration
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "alloc.h"
#include "error.h"
#include "json.h"
#include "utf8.h"

#define MOST_BYTES (16 * 1024 * 1024)
#define MOST_DEPTH 64

struct level {
	struct json_value *value;       /* the object or array */
	const struct json_value **next; /* where its next item goes */
};

struct parse {
	struct json_document *document;
	struct arena *arena;
	struct error *err;
	yajl_handle yajl;
	bool at_end;     /* yajl has had all of the text */
	char *strings;   /* where the next string goes */
	const char *key; /* of the value to come */
	const struct json_value *root;
	unsigned depth;
	struct level levels[MOST_DEPTH + 1]; /* the first holds the root */
};

static int fail_at(const struct json_document *document, size_t offset, struct error *err,
		   const char *sentence)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; i < offset; i++) {
		if (document->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return fail(err, SPEC, "%s:%zu:%zu: %s", document->name, line, offset - start + 1,
		    sentence);
}

int json_fail(const struct json_document *document, const struct json_value *value,
	      struct error *err, const char *format, ...)
{
	char sentence[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return fail_at(document, value->offset, err, sentence);
}

const char *json_kind_name(enum json_kind kind)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",       [JSON_BOOLEAN] = "a boolean",
		[JSON_NUMBER] = "a number", [JSON_STRING] = "a string",
		[JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object",
	};

	return names[kind];
}

const struct json_value *json_find(const struct json_value *object, const char *key)
{
	if (object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json_value *member = object->first; member; member = member->next) {
		if (strcmp(member->key, key) == 0)
			return member;
	}
	return NULL;
}

/* ---- what yajl does not see --------------------------------------------------------------- */

/* The number that an escape such as \ud83d stands for, 0 for the short ones; yajl read it. */
static unsigned long code_unit(const char *escape)
{
	char digits[5] = "";

	if (escape[1] == 'u')
		memcpy(digits, escape + 2, 4);
	return strtoul(digits, NULL, 16);
}

static bool is_first_half(unsigned long unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_second_half(unsigned long unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Half of a pair without its other half, in the raw text between two quotes. */
static bool has_half_surrogate(const char *raw, const char *end)
{
	while ((raw = memchr(raw, '\\', (size_t)(end - raw)))) {
		unsigned long unit = code_unit(raw);

		if (is_second_half(unit))
			return true;
		raw += raw[1] == 'u' ? 6 : 2;
		if (!is_first_half(unit))
			continue;
		if (raw == end || raw[0] != '\\' || !is_second_half(code_unit(raw)))
			return true;
		raw += 6;
	}
	return false;
}

/* To end the last token yajl reads a blank of its own, and counts from there. */
static size_t token_end(const struct parse *parse)
{
	return parse->at_end ? parse->document->size : yajl_get_bytes_consumed(parse->yajl);
}

/* The opening quote: the nearest one that is not escaped. */
static size_t string_start(const struct parse *parse)
{
	const char *text = parse->document->text;
	size_t at = token_end(parse) - 1, slashes;

	do {
		const char *quote = memrchr(text, '"', at);

		at = (size_t)(quote - text);
		for (slashes = 0; slashes < at && text[at - 1 - slashes] == '\\'; slashes++)
			;
	} while (slashes % 2);
	return at;
}

/*
 * All strings and numbers stand in one piece of memory as large as the document, one behind
 * the other: a quote or a comma makes room for each NUL. Every page not touched is time won.
 */
static const char *keep(struct parse *parse, const void *bytes, size_t size)
{
	char *copy = parse->strings;

	memcpy(copy, bytes, size);
	copy[size] = '\0';
	parse->strings += size + 1;
	return copy;
}

static const char *string_copy(struct parse *parse, size_t start, const unsigned char *bytes,
			       size_t size)
{
	const char *text = parse->document->text;

	if (memchr(bytes, 0, size)) {
		fail_at(parse->document, start, parse->err, "a NUL in a string");
		return NULL;
	}
	if (has_half_surrogate(text + start + 1, text + token_end(parse) - 1)) {
		fail_at(parse->document, start, parse->err, "half a surrogate pair in a string");
		return NULL;
	}
	return keep(parse, bytes, size);
}

/* An object of up to this many members is compared pair by pair. */
#define FEW 12

static const struct json_value *find_duplicate_of_few(const struct json_value *object)
{
	for (const struct json_value *one = object->first; one; one = one->next) {
		for (const struct json_value *other = one->next; other; other = other->next) {
			if (strcmp(one->key, other->key) == 0)
				return other;
		}
	}
	return NULL;
}

static int compare_keys(const void *one, const void *other)
{
	const struct json_value *const *a = one, *const *b = other;
	int order = strcmp((*a)->key, (*b)->key);

	return order ? order : ((*a)->offset > (*b)->offset) - ((*a)->offset < (*b)->offset);
}

/* Larger ones are sorted, so that a million annotations are no attack. */
static const struct json_value *find_duplicate(const struct parse *parse,
					       const struct json_value *object)
{
	const struct json_value **sorted;
	size_t count = 0;

	if (object->count <= FEW)
		return find_duplicate_of_few(object);
	sorted = arena_alloc(parse->arena, object->count * sizeof(*sorted));
	for (const struct json_value *member = object->first; member; member = member->next)
		sorted[count++] = member;
	qsort(sorted, count, sizeof(*sorted), compare_keys);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			return sorted[i];
	}
	return NULL;
}

/* ---- the callbacks: 1 goes on, 0 stops ---------------------------------------------------- */

static struct json_value *add(struct parse *parse, enum json_kind kind, size_t start)
{
	struct level *level = &parse->levels[parse->depth];
	struct json_value *value = arena_alloc(parse->arena, sizeof(*value));

	value->kind = kind;
	value->offset = (uint32_t)start;
	value->key = parse->key;
	parse->key = NULL;
	*level->next = value;
	level->next = &value->next;
	if (level->value)
		level->value->count++;
	return value;
}

static int on_null(void *context)
{
	struct parse *parse = context;

	add(parse, JSON_NULL, token_end(parse) - strlen("null"));
	return 1;
}

static int on_boolean(void *context, int truth)
{
	struct parse *parse = context;
	size_t length = strlen(truth ? "true" : "false");

	add(parse, JSON_BOOLEAN, token_end(parse) - length)->truth = truth;
	return 1;
}

static int on_number(void *context, const char *digits, size_t size)
{
	struct parse *parse = context;

	add(parse, JSON_NUMBER, token_end(parse) - size)->text = keep(parse, digits, size);
	return 1;
}

static int on_string(void *context, const unsigned char *bytes, size_t size)
{
	struct parse *parse = context;
	size_t start = string_start(parse);
	const char *copy = string_copy(parse, start, bytes, size);

	if (!copy)
		return 0;
	add(parse, JSON_STRING, start)->text = copy;
	return 1;
}

static int on_key(void *context, const unsigned char *bytes, size_t size)
{
	struct parse *parse = context;

	parse->key = string_copy(parse, string_start(parse), bytes, size);
	return parse->key != NULL;
}

static int begin(struct parse *parse, enum json_kind kind)
{
	size_t start = token_end(parse) - 1;
	struct json_value *value;

	if (parse->depth == MOST_DEPTH) {
		fail_at(parse->document, start, parse->err, "nested too deep");
		return 0;
	}
	value = add(parse, kind, start);
	parse->levels[++parse->depth] = (struct level){.value = value, .next = &value->first};
	return 1;
}

static int on_object(void *context)
{
	return begin(context, JSON_OBJECT);
}

static int on_array(void *context)
{
	return begin(context, JSON_ARRAY);
}

static int on_array_end(void *context)
{
	struct parse *parse = context;

	parse->depth--;
	return 1;
}

static int on_object_end(void *context)
{
	struct parse *parse = context;
	const struct json_value *object = parse->levels[parse->depth--].value;
	const struct json_value *again = find_duplicate(parse, object);

	if (!again)
		return 1;
	json_fail(parse->document, again, parse->err, "\"%s\" is given twice", again->key);
	return 0;
}

/* ---- yajl's memory ------------------------------------------------------------------------- */

/*
 * It lies in the arena as well: little of it is ever needed, and an allocator might ask the kernel
 * for pages and give them back for each text. In front of each piece stands its size.
 */
static void *yajl_take(void *arena, size_t size)
{
	max_align_t *piece = arena_alloc(arena, sizeof(*piece) + size);

	memcpy(piece, &size, sizeof(size));
	return piece + 1;
}

static void *yajl_take_again(void *arena, void *piece, size_t size)
{
	void *again = yajl_take(arena, size);
	size_t before;

	if (!piece)
		return again;
	memcpy(&before, (max_align_t *)piece - 1, sizeof(before));
	return memcpy(again, piece, before < size ? before : size);
}

static void yajl_give_back(void *arena, void *piece)
{
	(void)arena;
	(void)piece; /* it goes with the arena */
}

/* ---- the whole ---------------------------------------------------------------------------- */

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_object_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_array_end,
};

/* "lexical error: invalid char in json text.\n" in our manner. */
static int fail_syntax(struct parse *parse)
{
	unsigned char *said = yajl_get_error(parse->yajl, 0, NULL, 0);
	const char *words = strstr((const char *)said, ": ");
	char sentence[256];

	snprintf(sentence, sizeof(sentence), "not JSON: %s",
		 words ? words + 2 : (const char *)said);
	sentence[strcspn(sentence, "\n")] = '\0';
	if (sentence[strlen(sentence) - 1] == '.')
		sentence[strlen(sentence) - 1] = '\0';
	yajl_free_error(parse->yajl, said);
	return fail_at(parse->document, token_end(parse), parse->err, sentence);
}

int json_parse(struct json_document *document, struct arena *arena, struct error *err)
{
	struct parse parse = {.document = document, .arena = arena, .err = err};
	yajl_alloc_funcs memory = {yajl_take, yajl_take_again, yajl_give_back, arena};
	size_t valid = utf8_span(document->text,
				 document->size > MOST_BYTES ? MOST_BYTES : document->size);
	yajl_status status;

	if (document->size > MOST_BYTES)
		return fail(err, SPEC, "%s: larger than %d MiB", document->name, MOST_BYTES >> 20);
	if (valid < document->size)
		return fail_at(document, valid, err, "not UTF-8");

	parse.levels[0].next = &parse.root;
	parse.strings = arena_alloc(arena, document->size + 1);
	parse.yajl = yajl_alloc(&callbacks, &memory, &parse);
	if (!parse.yajl)
		return fail(err, BUG, "%s: the JSON parser is out of memory", document->name);
	yajl_config(parse.yajl, yajl_dont_validate_strings, 1);
	status = yajl_parse(parse.yajl, (const unsigned char *)document->text, document->size);
	if (status == yajl_status_ok) {
		parse.at_end = true;
		status = yajl_complete_parse(parse.yajl);
	}
	if (status == yajl_status_error)
		fail_syntax(&parse);
	yajl_free(parse.yajl);
	if (status != yajl_status_ok)
		return -1;
	document->root = parse.root;
	return 0;
}

size_t json_end(const struct json_document *document, const struct json_value *value)
{
	bool in_string = false;
	size_t at = value->offset;
	int depth = 0;

	/* It has been parsed: brackets come in pairs, and strings end. */
	for (; at < document->size; at++) {
		char byte = document->text[at];

		if (in_string && byte == '\\')
			at++;
		else if (byte == '"')
			in_string = !in_string;
		else if (!in_string && (byte == '[' || byte == '{'))
			depth++;
		else if (!in_string && (byte == ']' || byte == '}') && --depth == 0)
			return at + 1;
	}
	return at;
}
