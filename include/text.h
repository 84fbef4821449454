/*
 * text.h - strings that grow
 *
 * A struct text starts as NO_TEXT, grows as it is written to, is always terminated
 * and ends with text_drop() (or is declared auto_text). Nothing here can fail: see
 * alloc.h for what happens when memory runs out.
 *
 *	auto_text struct text line = NO_TEXT;
 *
 *	text_format(&line, "%s %d\n", name, value);
 *	fputs(line.start, stdout);
 */
#ifndef BERTH_TEXT_H
#define BERTH_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *start; /* NULL until something is written */
	size_t length;
	size_t room;
};

#define NO_TEXT   ((struct text){.start = NULL})
#define auto_text __attribute__((cleanup(text_drop)))

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t count);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vformat(struct text *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
void text_clear(struct text *text);

/*
 * Room for so many more bytes behind the last one, and for a '\0'. Who writes there keeps
 * text->length and the '\0' right himself.
 */
char *text_room(struct text *text, size_t more);

void text_drop(struct text *text);

/* Memory that texts may use, TEXT_ROOM bytes for each, from now on to the end of the program. */
#define TEXT_ROOM 4096
void texts_lend(void *memory, size_t size);

/* What has been written, never NULL. */
const char *text_string(const struct text *text);

bool text_starts_with(const char *string, const char *prefix);
bool text_ends_with(const char *string, const char *suffix);

/* True when neither is NULL and they are the same. */
bool text_equal(const char *one, const char *other);

#endif
