/* protobuf.c: the wire format, byte by byte, and what is none */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "protobuf.h"
#include "text.h"

static void expect_bytes(const struct text *text, const char *bytes, size_t size)
{
	cr_assert_eq(text->length, size, "%zu bytes", text->length);
	cr_assert_arr_eq(text->start, bytes, size);
}

Test(criu_protobuf, numbers_are_written_as_the_format_says)
{
	static const struct {
		unsigned field;
		int64_t value;
		const char *bytes;
		size_t size;
	} rows[] = {
		{1,  0,         "\x08\x00",                                     2 },
		{1,  1,         "\x08\x01",                                     2 },
		{2,  127,       "\x10\x7f",                                     2 },
		{2,  128,       "\x10\x80\x01",                                 3 },
		{15, 300,       "\x78\xac\x02",                                 3 },
		{16, 1,         "\x80\x01\x01",                                 3 },
		{68, INT32_MAX, "\xa0\x04\xff\xff\xff\xff\x07",                 7 },
		{1,  -1,        "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_text struct text out = NO_TEXT;

		protobuf_add_number(&out, rows[i].field, rows[i].value);
		expect_bytes(&out, rows[i].bytes, rows[i].size);
	}
}

Test(criu_protobuf, strings_are_written_with_their_length)
{
	auto_text struct text out = NO_TEXT;

	protobuf_add_string(&out, 2, "testing");
	protobuf_add_string(&out, 37, "");
	expect_bytes(&out, "\x12\x07testing\xaa\x02\x00", 12);
}

Test(criu_protobuf, what_is_written_is_read_again)
{
	auto_text struct text inner = NO_TEXT, out = NO_TEXT;
	struct protobuf_reader reader, within;
	struct protobuf_field field;

	protobuf_add_number(&inner, 1, 4711);
	protobuf_add_number(&out, 1, 6);
	protobuf_add_bytes(&out, 5, inner.start, inner.length);
	reader = protobuf_read(out.start, out.length);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.number, 1);
	cr_assert_eq(field.value, 6);
	cr_assert_not(field.is_bytes);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.number, 5);
	cr_assert(field.is_bytes);
	within = protobuf_read_within(&field);
	cr_assert_eq(protobuf_next(&within, &field), 1);
	cr_assert_eq(field.value, 4711);
	cr_assert_eq(protobuf_next(&within, &field), 0);
	cr_assert_eq(protobuf_next(&reader, &field), 0);
}

Test(criu_protobuf, fields_of_a_fixed_size_are_passed_over)
{
	static const char message[] =
		"\x09\x01\x02\x03\x04\x05\x06\x07\x08\x15\x01\x02\x03\x04\x18\x05";
	struct protobuf_reader reader = protobuf_read(message, sizeof(message) - 1);
	struct protobuf_field field;

	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.size, 8);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.size, 4);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.value, 5);
}

Test(criu_protobuf, what_is_no_message_is_refused)
{
	static const struct {
		const char *what, *bytes;
		size_t size;
	} rows[] = {
		{"a key alone",              "\x08",                                             1 },
		{"a key without an end",     "\x88",                                             1 },
		{"a number without an end",  "\x08\xff\xff",                                     3 },
		{"a number of eleven bytes", "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
		 12                                                                                },
		{"a length without bytes",
		 "\x12\x05"
		 "abcd",                                                                         6 },
		{"an enormous length",       "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",     11},
		{"field number zero",        "\x00\x01",                                         2 },
		{"an end of a group",        "\x0c",                                             1 },
		{"type seven",               "\x0f\x01",                                         2 },
		{"half of eight bytes",      "\x09\x01\x02\x03\x04",                             5 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct protobuf_reader reader = protobuf_read(rows[i].bytes, rows[i].size);
		struct protobuf_field field;

		cr_expect_eq(protobuf_next(&reader, &field), -1, "%s", rows[i].what);
	}
}
