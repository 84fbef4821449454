/*
 * bus_message.h - D-Bus messages as bytes
 *
 * Written into a struct text, read from any bytes. A value stands at a multiple of its own
 * size from the message's start; a body starts at a multiple of 8, so that its own start
 * serves as well. Numbers are written the way this machine has them: the first byte says
 * which way that is, and the other way is read too.
 *
 * Reading trusts nothing. A reader that comes to what cannot be is broken for good, and gives
 * 0 and "" from there on: so a body is read without a test for each value, and one in the end.
 */
#ifndef BERTH_BUS_MESSAGE_H
#define BERTH_BUS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* ---- writing ------------------------------------------------------------------------------- */

void bus_put_byte(struct text *out, uint8_t value);
void bus_put_u32(struct text *out, uint32_t value); /* u, i and b are written alike */
void bus_put_u64(struct text *out, uint64_t value);
void bus_put_string(struct text *out, const char *string); /* s and o */
void bus_put_signature(struct text *out, const char *signature);
void bus_put_padding(struct text *out, size_t alignment); /* a struct begins at 8 */

/* What stands between begin and end are the items, aligned alike; begin gives what end needs. */
struct bus_array {
	size_t length_at, items_at;
};
struct bus_array bus_begin_array(struct text *out, size_t alignment);
void bus_end_array(struct text *out, struct bus_array array);

enum bus_kind {
	BUS_CALL = 1,
	BUS_RETURN = 2,
	BUS_ERROR = 3,
	BUS_SIGNAL = 4
};

struct bus_call {
	const char *destination, *path, *interface, *member;
	const char *signature; /* of the body; NULL: there is none */
};

/* A whole message: header, and the body that was written before. */
void bus_put_call(struct text *out, const struct bus_call *call, uint32_t serial,
		  const struct text *body);

/* ---- reading ------------------------------------------------------------------------------- */

struct bus_reader {
	const unsigned char *bytes; /* aligned as the message is */
	size_t size, at;
	bool swapped, broken;
};

uint8_t bus_get_byte(struct bus_reader *reader);
uint32_t bus_get_u32(struct bus_reader *reader);
const char *bus_get_string(struct bus_reader *reader); /* within the bytes */

struct bus_message {
	uint8_t kind; /* enum bus_kind, or one that is yet to be invented */
	uint32_t reply_serial;
	const char *interface, *member, *error, *signature; /* "" when not given */
	struct bus_reader body;
};

/* The size of the message that begins there; 0: too little is there to tell; -1: it is none. */
int64_t bus_message_size(const void *bytes, size_t available);

/* Takes one whole message apart. -1 when it is malformed. */
int bus_message_read(const void *bytes, size_t size, struct bus_message *message);

#endif
