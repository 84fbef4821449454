/*
 * protobuf.h - as much of protocol buffers as CRIU's messages need
 *
 * A message is a row of fields: a number, and either a whole number or a string of bytes,
 * which may be a message itself.
 */
#ifndef BERTH_PROTOBUF_H
#define BERTH_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* Negative numbers are written as int32 and int64 are: in ten bytes. */
void protobuf_add_number(struct text *message, unsigned field, int64_t value);
void protobuf_add_bytes(struct text *message, unsigned field, const void *bytes, size_t size);
void protobuf_add_string(struct text *message, unsigned field, const char *string);

struct protobuf_reader {
	const unsigned char *at, *end;
};

struct protobuf_field {
	unsigned number;
	bool is_bytes;
	uint64_t value;    /* a number */
	const char *bytes; /* within the message, not terminated */
	size_t size;
};

struct protobuf_reader protobuf_read(const void *message, size_t size);
struct protobuf_reader protobuf_read_within(const struct protobuf_field *field);

/* 1 and the next field; 0 at the end; -1 when it is no message. */
int protobuf_next(struct protobuf_reader *reader, struct protobuf_field *field);

#endif
