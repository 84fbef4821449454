/*
 * json.h - JSON, read with positions and written with ease
 *
 * Writing appends to a struct text. indent is what one level is indented by; without it
 * everything stands on one line. The key is NULL for the outermost value and for the items of
 * an array. Commas, colons, line breaks and escapes are the writer's business:
 *
 *	struct json json = {.out = &text, .indent = "  "};
 *
 *	json_begin_object(&json, NULL);
 *	json_string(&json, "id", "c1");
 *	json_signed(&json, "pid", 4711);
 *	json_begin_array(&json, "caps");
 *	json_string(&json, NULL, "CAP_CHOWN");
 *	json_end_array(&json);
 *	json_end_object(&json);
 *
 * No line break follows the outermost value. Slashes are not escaped; bytes that are not
 * UTF-8 become U+FFFD, since a bundle's path may hold them and a reader would refuse them.
 *
 * Reading makes a tree in an arena. Every value knows where it stands, so that a complaint
 * can; numbers keep their digits, so that 18446744073709551615 survives. What other parsers
 * let pass is refused: keys given twice, half surrogates, NULs, and depth and size beyond all
 * use.
 *
 *	struct json_document document = {.name = "config.json", .text = text, .size = size};
 *
 *	if (json_parse(&document, arena, err))
 *		return -1;
 *	id = json_find(document.root, "id");
 *	if (!id || id->kind != JSON_STRING)
 *		return json_fail(&document, document.root, err, "id is missing");
 */
#ifndef BERTH_JSON_H
#define BERTH_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct error;
struct text;

/* ---- writing ------------------------------------------------------------------------------ */

struct json {
	struct text *out;
	const char *indent; /* NULL: one line */
	unsigned depth;
	bool begun; /* something stands at this level: a comma comes next */
};

void json_begin_object(struct json *json, const char *key);
void json_end_object(struct json *json);
void json_begin_array(struct json *json, const char *key);
void json_end_array(struct json *json);

void json_string(struct json *json, const char *key, const char *value); /* NULL is null */
void json_signed(struct json *json, const char *key, int64_t value);
void json_unsigned(struct json *json, const char *key, uint64_t value);
void json_boolean(struct json *json, const char *key, bool value);
void json_strings(struct json *json, const char *key, const struct strings *values);

/* What is JSON already, such as a decimal the kernel printed. */
void json_raw(struct json *json, const char *key, const char *value);

/* ---- reading ------------------------------------------------------------------------------ */

enum json_kind {
	JSON_NULL,
	JSON_BOOLEAN,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/* 32 bytes: a document of the largest size has less than 2^24 values. */
struct json_value {
	enum json_kind kind : 8;
	uint32_t count : 24;           /* items of an object or array */
	uint32_t offset;               /* of its first byte in the document */
	const char *key;               /* in an object */
	const struct json_value *next; /* in an object or array */
	union {
		bool truth;
		const char *text;               /* a string, or the digits of a number */
		const struct json_value *first; /* of an object or array */
	};
};

struct json_document {
	const char *name; /* what complaints call it */
	const char *text;
	size_t size;
	const struct json_value *root;
};

int json_parse(struct json_document *document, struct arena *arena, struct error *err);

/* The member of an object with exactly this key, or NULL. */
const struct json_value *json_find(const struct json_value *object, const char *key);

/* Behind the last byte of an object or array, in the text of its document. */
size_t json_end(const struct json_document *document, const struct json_value *value);

/* "a string", "an object": for sentences. */
const char *json_kind_name(enum json_kind kind);

/* Writes "config.json:4:20: ..." about a value as a SPEC failure and returns -1. */
int json_fail(const struct json_document *document, const struct json_value *value,
	      struct error *err, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
