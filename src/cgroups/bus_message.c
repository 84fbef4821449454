/*
 * bus_message.c - D-Bus messages as bytes
 *
 * A message is
 *
 *	y  'l' or 'B': little or big endian
 *	y  kind
 *	y  flags
 *	y  1, the protocol's version
 *	u  size of the body
 *	u  serial, by which the reply names it
 *	a(yv)  fields: path, interface, member ..., each with its type
 *	padding to 8, then the body
 */
#include "bus_message.h"

#include <byteswap.h>
#include <string.h>

#define FIXED        12          /* bytes before the fields */
#define VERSION      1           /* of the protocol */
#define MOST_BYTES   (1U << 26)  /* of an array, says the specification */
#define MOST_MESSAGE (16U << 20) /* the specification has 128 MiB; systemd's are a few KiB */

enum field {
	PATH = 1,
	INTERFACE = 2,
	MEMBER = 3,
	ERROR_NAME = 4,
	REPLY_SERIAL = 5,
	DESTINATION = 6,
	SIGNATURE = 8
};

static size_t padding(size_t at, size_t alignment)
{
	return (alignment - at % alignment) % alignment;
}

/* ---- writing ------------------------------------------------------------------------------- */

void bus_put_padding(struct text *out, size_t alignment)
{
	text_add_bytes(out, "\0\0\0\0\0\0\0", padding(out->length, alignment));
}

void bus_put_byte(struct text *out, uint8_t value)
{
	text_add_bytes(out, &value, sizeof(value));
}

void bus_put_u32(struct text *out, uint32_t value)
{
	bus_put_padding(out, sizeof(value));
	text_add_bytes(out, &value, sizeof(value));
}

void bus_put_u64(struct text *out, uint64_t value)
{
	bus_put_padding(out, sizeof(value));
	text_add_bytes(out, &value, sizeof(value));
}

void bus_put_string(struct text *out, const char *string)
{
	bus_put_u32(out, (uint32_t)strlen(string));
	text_add_bytes(out, string, strlen(string) + 1);
}

void bus_put_signature(struct text *out, const char *signature)
{
	bus_put_byte(out, (uint8_t)strlen(signature));
	text_add_bytes(out, signature, strlen(signature) + 1);
}

struct bus_array bus_begin_array(struct text *out, size_t alignment)
{
	struct bus_array array;

	bus_put_u32(out, 0);
	array.length_at = out->length - sizeof(uint32_t);
	bus_put_padding(out, alignment); /* it is there without items too, and not counted */
	array.items_at = out->length;
	return array;
}

void bus_end_array(struct text *out, struct bus_array array)
{
	uint32_t length = (uint32_t)(out->length - array.items_at);

	memcpy(out->start + array.length_at, &length, sizeof(length));
}

static void put_field(struct text *out, enum field field, const char *type, const char *value)
{
	if (!value)
		return;
	bus_put_padding(out, 8);
	bus_put_byte(out, (uint8_t)field);
	bus_put_signature(out, type);
	if (field == SIGNATURE)
		bus_put_signature(out, value);
	else
		bus_put_string(out, value);
}

void bus_put_call(struct text *out, const struct bus_call *call, uint32_t serial,
		  const struct text *body)
{
	auto_text struct text message = NO_TEXT; /* its own start is what alignment counts from */
	struct bus_array fields;

	bus_put_byte(&message, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B');
	bus_put_byte(&message, BUS_CALL);
	bus_put_byte(&message, 0);
	bus_put_byte(&message, VERSION);
	bus_put_u32(&message, (uint32_t)body->length);
	bus_put_u32(&message, serial);
	fields = bus_begin_array(&message, 8);
	put_field(&message, PATH, "o", call->path);
	put_field(&message, DESTINATION, "s", call->destination);
	put_field(&message, INTERFACE, "s", call->interface);
	put_field(&message, MEMBER, "s", call->member);
	put_field(&message, SIGNATURE, "g", call->signature);
	bus_end_array(&message, fields);
	bus_put_padding(&message, 8);
	text_add_bytes(out, message.start, message.length);
	text_add_bytes(out, text_string(body), body->length);
}

/* ---- reading ------------------------------------------------------------------------------- */

/* The next bytes, or NULL and a broken reader. */
static const unsigned char *get(struct bus_reader *reader, size_t size, size_t alignment)
{
	size_t left = reader->size - reader->at, skipped = padding(reader->at, alignment);
	const unsigned char *bytes;

	if (reader->broken || skipped > left || size > left - skipped) {
		reader->broken = true;
		return NULL;
	}
	bytes = reader->bytes + reader->at + skipped;
	reader->at += skipped + size;
	return bytes;
}

uint8_t bus_get_byte(struct bus_reader *reader)
{
	const unsigned char *bytes = get(reader, 1, 1);

	return bytes ? bytes[0] : 0;
}

uint32_t bus_get_u32(struct bus_reader *reader)
{
	const unsigned char *bytes = get(reader, sizeof(uint32_t), sizeof(uint32_t));
	uint32_t value = 0;

	if (bytes)
		memcpy(&value, bytes, sizeof(value));
	return reader->swapped ? bswap_32(value) : value;
}

/* With its '\0', and with no other. */
static const char *get_characters(struct bus_reader *reader, size_t length)
{
	const unsigned char *bytes = get(reader, length + 1, 1);

	if (bytes && memchr(bytes, '\0', length + 1) == bytes + length)
		return (const char *)bytes;
	reader->broken = true;
	return "";
}

const char *bus_get_string(struct bus_reader *reader)
{
	return get_characters(reader, bus_get_u32(reader));
}

static const char *get_signature(struct bus_reader *reader)
{
	return get_characters(reader, bus_get_byte(reader));
}

static void read_field(struct bus_reader *reader, struct bus_message *message)
{
	uint8_t field = bus_get_byte(reader);
	const char *type = get_signature(reader), *words = "";
	uint32_t number = 0;

	if (text_equal(type, "s") || text_equal(type, "o"))
		words = bus_get_string(reader);
	else if (text_equal(type, "g"))
		words = get_signature(reader);
	else if (text_equal(type, "u"))
		number = bus_get_u32(reader);
	else
		reader->broken = true; /* no field has another type */
	switch (field) {
	case INTERFACE:
		message->interface = words;
		break;
	case MEMBER:
		message->member = words;
		break;
	case ERROR_NAME:
		message->error = words;
		break;
	case REPLY_SERIAL:
		message->reply_serial = number;
		break;
	case SIGNATURE:
		message->signature = words;
		break;
	default: /* what concerns nobody here, or is yet to be invented */
		break;
	}
}

/* Byte order, sizes: what stands at fixed places. */
static int read_sizes(const unsigned char *bytes, struct bus_reader *reader, uint32_t *body,
		      uint32_t *fields)
{
	unsigned char native = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B';

	if ((bytes[0] != 'l' && bytes[0] != 'B') || !bytes[1] || bytes[3] != VERSION)
		return -1;
	*reader = (struct bus_reader){.bytes = bytes,
				      .size = FIXED + sizeof(uint32_t),
				      .at = sizeof(uint32_t),
				      .swapped = bytes[0] != native};
	*body = bus_get_u32(reader);
	(void)bus_get_u32(reader); /* the serial: nobody here answers */
	*fields = bus_get_u32(reader);
	return *fields > MOST_BYTES || *body > MOST_MESSAGE ? -1 : 0;
}

int64_t bus_message_size(const void *bytes, size_t available)
{
	struct bus_reader reader;
	uint32_t body, fields;
	size_t header;

	if (available < FIXED + sizeof(uint32_t))
		return 0;
	if (read_sizes(bytes, &reader, &body, &fields))
		return -1;
	header = FIXED + sizeof(uint32_t) + fields;
	header += padding(header, 8) + body;
	return header > MOST_MESSAGE ? -1 : (int64_t)header;
}

int bus_message_read(const void *bytes, size_t size, struct bus_message *message)
{
	struct bus_reader reader;
	uint32_t body, fields;

	*message =
		(struct bus_message){.interface = "", .member = "", .error = "", .signature = ""};
	if (bus_message_size(bytes, size) != (int64_t)size || !size ||
	    read_sizes(bytes, &reader, &body, &fields))
		return -1;
	message->kind = ((const unsigned char *)bytes)[1];
	for (reader.size += fields; !reader.broken && reader.at < reader.size;) {
		(void)get(&reader, 0, 8);
		read_field(&reader, message);
	}
	message->body = (struct bus_reader){.bytes = (const unsigned char *)bytes + size - body,
					    .size = body,
					    .swapped = reader.swapped};
	return reader.broken ? -1 : 0;
}
