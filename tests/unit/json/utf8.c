#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "utf8.h"

static const struct {
	const char *name, *bytes;
	size_t length; /* of the first character */
} characters[] = {
	{"a letter",                      "a",                1},
	{"the last of one byte",          "\x7f",             1},
	{"the first of two",              "\xc2\x80",         2},
	{"the last of two",               "\xdf\xbf",         2},
	{"the first of three",            "\xe0\xa0\x80",     3},
	{"the last below surrogates",     "\xed\x9f\xbf",     3},
	{"the first above surrogates",    "\xee\x80\x80",     3},
	{"the last of three",             "\xef\xbf\xbf",     3},
	{"the first of four",             "\xf0\x90\x80\x80", 4},
	{"the last of all",               "\xf4\x8f\xbf\xbf", 4},
	{"a tail alone",                  "\x80",             0},
	{"an overlong NUL",               "\xc0\x80",         0},
	{"an overlong slash",             "\xc0\xaf",         0},
	{"an overlong slash of three",    "\xe0\x80\xaf",     0},
	{"an overlong slash of four",     "\xf0\x80\x80\xaf", 0},
	{"a surrogate",                   "\xed\xa0\x80",     0},
	{"one above the last",            "\xf4\x90\x80\x80", 0},
	{"a byte that never occurs",      "\xff",             0},
	{"a second byte that is no tail", "\xc3(",            0},
	{"a third byte that is no tail",  "\xe1\x80(",        0},
	{"a fourth byte that is no tail", "\xf1\x80\x80(",    0},
	{"an end within a character",     "\xe1\x80",         0},
};

Test(json_utf8, only_well_formed_characters_have_a_length)
{
	for (size_t i = 0; i < COUNT(characters); i++)
		cr_expect_eq(utf8_character((const unsigned char *)characters[i].bytes,
					    strlen(characters[i].bytes)),
			     characters[i].length, "%s", characters[i].name);
}

Test(json_utf8, the_span_ends_where_the_text_is_not_well_formed)
{
	static const struct {
		const char *text;
		size_t span;
	} rows[] = {
		{"",                           0 },
		{"plain",                      5 },
		{"eight by eight..",           16},
		{"h\xc3\xa9llo, w\xc3\xb6rld", 14},
		{"0123456\xff"
		 "89",        7 },
		{"01234567\xed\xa0\x80",       8 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(utf8_span(rows[i].text, strlen(rows[i].text)), rows[i].span, "row %zu",
			     i);
}
