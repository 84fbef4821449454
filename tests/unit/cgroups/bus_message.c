/*
 * bus_message.c - D-Bus messages as bytes
 */
#include "bus_message.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/* The bytes as the specification has them. */
static const unsigned char hello[] =
	"l\1\0\1"           /* a call */
	"\0\0\0\0"          /* without a body */
	"\1\0\0\0"          /* the first */
	"\x6e\0\0\0"        /* 110 bytes of fields */
	"\1\1o\0\x15\0\0\0" /* path */
	"/org/freedesktop/DBus\0\0\0"
	"\6\1s\0\x14\0\0\0" /* destination */
	"org.freedesktop.DBus\0\0\0\0"
	"\2\1s\0\x14\0\0\0" /* interface */
	"org.freedesktop.DBus\0\0\0\0"
	"\3\1s\0\5\0\0\0" /* member */
	"Hello\0"
	"\0"; /* and the literal's own: the body is at a multiple of 8 */

static const unsigned char big_signal[] = "B\4\0\1"         /* big endian, a signal */
					  "\0\0\0\x0b"      /* 11 bytes of body */
					  "\0\0\0\7"        /* serial */
					  "\0\0\0\x28"      /* 40 bytes of fields */
					  "\3\1s\0\0\0\0\3" /* member */
					  "Was\0\0\0\0\0"
					  "\5\1u\0\0\0\1\2" /* reply serial */
					  "\x8\1g\0\2us\0"  /* signature */
					  "\x9\1u\0\0\0\0\1"
					  "\0\0\0\x2a" /* 42 */
					  "\0\0\0\2"
					  "ok";

static struct bus_message message;

static int read_bytes(const void *bytes, size_t size)
{
	/* On the heap, to the byte: a sanitizer then sees what is read beyond. */
	auto_free unsigned char *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	return bus_message_read(copy, size, &message);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
Test(cgroups_bus_message, a_call_is_written_as_the_specification_says)
{
	const struct bus_call call = {.destination = "org.freedesktop.DBus",
				      .path = "/org/freedesktop/DBus",
				      .interface = "org.freedesktop.DBus",
				      .member = "Hello"};
	auto_text struct text body = NO_TEXT, out = NO_TEXT;

	bus_put_call(&out, &call, 1, &body);
	cr_assert_eq(out.length, sizeof(hello), "%zu bytes", out.length);
	cr_assert_arr_eq(out.start, hello, sizeof(hello));
}

Test(cgroups_bus_message, values_stand_at_multiples_of_their_size)
{
	static const char expected[] = "\7\0\0\0\2\0\0\0" /* 7 and padding; u 2 */
				       "\3\0\0\0abc\0"    /* s */
				       "\5\0\0\0\0\0\0\0" /* t */
				       "\2as\0\x10\0\0\0" /* g; the size of an array */
				       "\1\0\0\0x\0\0\0"  /* its items */
				       "\3\0\0\0yyy\0"
				       "\0\0\0\0\0\0\0\0" /* an empty array of structs */
				       "\4\0\0\0\0\0\0\0" /* another: padding is not counted */
				       "\1\0\0\0";
	auto_text struct text out = NO_TEXT;
	struct bus_array array;

	bus_put_byte(&out, 7);
	bus_put_u32(&out, 2);
	bus_put_string(&out, "abc");
	bus_put_u64(&out, 5);
	bus_put_signature(&out, "as");
	array = bus_begin_array(&out, 4);
	bus_put_string(&out, "x");
	bus_put_string(&out, "yyy");
	bus_end_array(&out, array);
	array = bus_begin_array(&out, 8);
	bus_end_array(&out, array);
	array = bus_begin_array(&out, 8);
	bus_put_u32(&out, 1);
	bus_end_array(&out, array);
	cr_assert_eq(out.length, sizeof(expected) - 1, "%zu bytes", out.length);
	cr_assert_arr_eq(out.start, expected, sizeof(expected) - 1);
}
#endif

Test(cgroups_bus_message, the_other_byte_order_is_read)
{
	auto_free char *bytes = malloc(sizeof(big_signal));
	struct bus_reader *body = &message.body;

	memcpy(bytes, big_signal, sizeof(big_signal));
	cr_assert_eq(bus_message_size(bytes, sizeof(big_signal)), sizeof(big_signal));
	cr_assert_eq(bus_message_read(bytes, sizeof(big_signal), &message), 0);
	cr_expect_eq(message.kind, BUS_SIGNAL);
	cr_expect_str_eq(message.member, "Was");
	cr_expect_str_eq(message.signature, "us");
	cr_expect_str_eq(message.interface, "");
	cr_expect_eq(message.reply_serial, 258);
	cr_expect_eq(bus_get_u32(body), 42);
	cr_expect_str_eq(bus_get_string(body), "ok");
	cr_expect_not(body->broken);
	cr_expect_eq(bus_get_byte(body), 0);
	cr_expect(body->broken, "what is behind the end cannot be read");
	cr_expect_str_eq(bus_get_string(body), "");
}

Test(cgroups_bus_message, a_part_of_a_message_is_none_yet)
{
	for (size_t i = 0; i < 16; i++)
		cr_expect_eq(bus_message_size(big_signal, i), 0);
	for (size_t i = 0; i < sizeof(big_signal); i++)
		cr_expect_eq(read_bytes(big_signal, i), -1, "%zu bytes", i);
}

Test(cgroups_bus_message, what_is_no_message_is_refused)
{
	static const struct {
		const char *why;
		size_t at;
		unsigned char byte;
	} cases[] = {
		{"no byte order",                  0,  'x' },
		{"no kind",                        1,  0   },
		{"another protocol",               3,  2   },
		{"a body of 256 MiB",              4,  0x10},
		{"fields of 256 MiB",              12, 0x10},
		{"a string longer than all",       20, 0x7f},
		{"a string that is not ended",     27, 'x' },
		{"a string that ends early",       25, 0   },
		{"a field of an unheard type",     18, 'v' },
		{"a type that is longer than all", 17, 0xff},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char bytes[sizeof(big_signal)];

		memcpy(bytes, big_signal, sizeof(bytes));
		bytes[cases[i].at] = cases[i].byte;
		cr_expect_eq(read_bytes(bytes, sizeof(bytes)), -1, "%s", cases[i].why);
	}
}

/* No byte of a message, whatever it is, may lead the reader beyond the end or into a loop. */
Test(cgroups_bus_message, any_byte_may_be_any_other)
{
	size_t taken = 0;

	for (size_t at = 0; at < sizeof(big_signal); at++) {
		for (unsigned byte = 0; byte < 256; byte++) {
			auto_free unsigned char *bytes = malloc(sizeof(big_signal));

			memcpy(bytes, big_signal, sizeof(big_signal));
			bytes[at] = (unsigned char)byte;
			if (bus_message_read(bytes, sizeof(big_signal), &message))
				continue;
			taken++;
			(void)strlen(message.member);
			(void)bus_get_u32(&message.body);
			(void)strlen(bus_get_string(&message.body));
		}
	}
	cr_assert_gt(taken, sizeof(big_signal), "each byte as it was makes a message");
}
