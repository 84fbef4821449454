/*
 * protobuf.c - the wire format of protocol buffers
 *
 * Theory of operation
 *
 * A field begins with a key, (number << 3) | type. Of the types, CRIU's messages use
 *
 *	0	a varint: seven bits a byte, the lowest first, the top bit on all but the last
 *	2	a varint that is a length, and so many bytes
 *
 * and 1 and 5, eight and four bytes, are passed over by readers that do not know them. The
 * reader never looks behind the end of what it was given, whatever a length says.
 */
#include <string.h>

#include "protobuf.h"
#include "text.h"

enum wire_type {
	WIRE_VARINT = 0,
	WIRE_EIGHT_BYTES = 1,
	WIRE_BYTES = 2,
	WIRE_FOUR_BYTES = 5
};

#define LONGEST_VARINT 10

/* ---- writing ------------------------------------------------------------------------------ */

static void add_varint(struct text *message, uint64_t value)
{
	unsigned char bytes[LONGEST_VARINT];
	size_t count = 0;

	while (value > 0x7f) {
		bytes[count++] = (unsigned char)(value | 0x80);
		value >>= 7;
	}
	bytes[count++] = (unsigned char)value;
	text_add_bytes(message, bytes, count);
}

static void add_key(struct text *message, unsigned field, enum wire_type type)
{
	add_varint(message, (uint64_t)field << 3 | type);
}

void protobuf_add_number(struct text *message, unsigned field, int64_t value)
{
	add_key(message, field, WIRE_VARINT);
	add_varint(message, (uint64_t)value);
}

void protobuf_add_bytes(struct text *message, unsigned field, const void *bytes, size_t size)
{
	add_key(message, field, WIRE_BYTES);
	add_varint(message, size);
	text_add_bytes(message, bytes, size);
}

void protobuf_add_string(struct text *message, unsigned field, const char *string)
{
	protobuf_add_bytes(message, field, string, strlen(string));
}

/* ---- reading ------------------------------------------------------------------------------ */

static int read_varint(struct protobuf_reader *reader, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		unsigned char byte;

		if (reader->at == reader->end)
			return -1;
		byte = *reader->at++;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return 0;
	}
	return -1;
}

static int read_bytes(struct protobuf_reader *reader, uint64_t size, struct protobuf_field *field)
{
	if (size > (uint64_t)(reader->end - reader->at))
		return -1;
	field->is_bytes = true;
	field->bytes = (const char *)reader->at;
	field->size = (size_t)size;
	reader->at += size;
	return 1;
}

struct protobuf_reader protobuf_read(const void *message, size_t size)
{
	return (struct protobuf_reader){.at = message,
					.end = (const unsigned char *)message + size};
}

struct protobuf_reader protobuf_read_within(const struct protobuf_field *field)
{
	return protobuf_read(field->bytes, field->size);
}

int protobuf_next(struct protobuf_reader *reader, struct protobuf_field *field)
{
	uint64_t key, size;

	*field = (struct protobuf_field){.number = 0};
	if (reader->at == reader->end)
		return 0;
	if (read_varint(reader, &key) || key >> 3 == 0 || key >> 3 > UINT32_MAX >> 3)
		return -1;
	field->number = (unsigned)(key >> 3);
	switch (key & 7) {
	case WIRE_VARINT:
		return read_varint(reader, &field->value) ? -1 : 1;
	case WIRE_BYTES:
		return read_varint(reader, &size) ? -1 : read_bytes(reader, size, field);
	case WIRE_EIGHT_BYTES:
		return read_bytes(reader, 8, field);
	case WIRE_FOUR_BYTES:
		return read_bytes(reader, 4, field);
	default:
		return -1;
	}
}
