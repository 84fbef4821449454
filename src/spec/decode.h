/*
 * decode.h - from JSON to a struct, by its field table
 */
#ifndef BERTH_DECODE_H
#define BERTH_DECODE_H

#include "field.h"
#include "json.h"

struct error;

/* One step of the way to where we are: a property, a key of a map, or an index. */
struct place {
	const struct place *up;
	const char *name, *key;
	size_t index;
};

struct decode {
	const struct json_document *document;
	struct arena *arena;
	struct error *err;
	const struct place *place; /* NULL: the outermost object */
};

/* Fills the zeroed struct. */
int decode_object(struct decode *decode, const struct field_table *table,
		  const struct json_value *object, void *target);

/* The row of that name, whatever its case; or NULL. */
const struct field *decode_row(const struct field_table *table, const char *name);

/* Fills the one member; readers.c has a function for each kind of row. */
int decode_field(struct decode *decode, const struct field *field, const struct json_value *value,
		 void *target);

/* A MAP's item learns its name. */
int decode_key(struct decode *decode, const struct field_table *table,
	       const struct json_value *value, void *target);

/* Complains with position and path: "config.json:4:20: linux.namespaces[1].type: ...". */
int decode_fail(const struct decode *decode, const struct json_value *value, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Appends the value between quotes, escaped, and cut if it is long. */
void quote_word(struct text *text, const char *word);

#endif
