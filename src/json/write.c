/*
 * write.c - values to JSON text
 */
#include <inttypes.h>
#include <string.h>

#include "json.h"
#include "text.h"
#include "utf8.h"

static void begin_line(struct json *json)
{
	if (!json->indent)
		return;
	text_add(json->out, "\n");
	for (unsigned i = 0; i < json->depth; i++)
		text_add(json->out, json->indent);
}

/* The bytes that may stand between quotes as they are. */
static size_t plain_span(const char *string, size_t size)
{
	size_t at = 0;

	while (at < size && (unsigned char)string[at] >= 0x20 && string[at] != '"' &&
	       string[at] != '\\' && string[at] != 0x7f && !(string[at] & 0x80))
		at++;
	return at;
}

static void add_escaped(struct text *out, unsigned char byte)
{
	static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *at = byte ? strchr(named, byte) : NULL;

	if (at)
		text_format(out, "\\%c", names[at - named]);
	else
		text_format(out, "\\u%04x", byte);
}

static void add_quoted(struct text *out, const char *string)
{
	size_t left = strlen(string);

	text_add(out, "\"");
	while (left) {
		size_t length = plain_span(string, left);

		if (length) {
			text_add_bytes(out, string, length);
		} else if (*string & 0x80) {
			length = utf8_character((const unsigned char *)string, left);
			text_add_bytes(out, length ? string : "\xef\xbf\xbd", length ? length : 3);
			length += !length;
		} else {
			add_escaped(out, (unsigned char)*string);
			length = 1;
		}
		string += length;
		left -= length;
	}
	text_add(out, "\"");
}

/* All that comes before a value: the comma, the line, the key. */
static void begin_value(struct json *json, const char *key)
{
	if (json->begun)
		text_add(json->out, ",");
	if (json->depth)
		begin_line(json);
	json->begun = true;
	if (!key)
		return;
	add_quoted(json->out, key);
	text_add(json->out, json->indent ? ": " : ":");
}

static void begin(struct json *json, const char *key, const char *bracket)
{
	begin_value(json, key);
	text_add(json->out, bracket);
	json->depth++;
	json->begun = false;
}

static void end(struct json *json, const char *bracket)
{
	json->depth--;
	if (json->begun)
		begin_line(json);
	text_add(json->out, bracket);
	json->begun = true;
}

void json_begin_object(struct json *json, const char *key)
{
	begin(json, key, "{");
}

void json_end_object(struct json *json)
{
	end(json, "}");
}

void json_begin_array(struct json *json, const char *key)
{
	begin(json, key, "[");
}

void json_end_array(struct json *json)
{
	end(json, "]");
}

void json_raw(struct json *json, const char *key, const char *value)
{
	begin_value(json, key);
	text_add(json->out, value);
}

void json_string(struct json *json, const char *key, const char *value)
{
	begin_value(json, key);
	if (value)
		add_quoted(json->out, value);
	else
		text_add(json->out, "null");
}

void json_signed(struct json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	text_format(json->out, "%" PRId64, value);
}

void json_unsigned(struct json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	text_format(json->out, "%" PRIu64, value);
}

void json_boolean(struct json *json, const char *key, bool value)
{
	json_raw(json, key, value ? "true" : "false");
}

void json_strings(struct json *json, const char *key, const struct strings *values)
{
	json_begin_array(json, key);
	for (size_t i = 0; i < values->count; i++)
		json_string(json, NULL, values->items[i]);
	json_end_array(json);
}
