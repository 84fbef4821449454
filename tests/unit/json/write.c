#include <criterion/criterion.h>

#include "alloc.h"
#include "json.h"
#include "text.h"

static void write_sample(struct json *json)
{
	const char *words[] = {"a", "b"};
	struct strings strings = {.items = words, .count = 2};

	json_begin_object(json, NULL);
	json_string(json, "path", "/run/c1");
	json_signed(json, "least", INT64_MIN);
	json_unsigned(json, "most", UINT64_MAX);
	json_boolean(json, "yes", true);
	json_string(json, "nothing", NULL);
	json_begin_object(json, "empty");
	json_end_object(json);
	json_strings(json, "words", &strings);
	json_begin_array(json, "mixed");
	json_begin_object(json, NULL);
	json_raw(json, "avg10", "0.25");
	json_end_object(json);
	json_signed(json, NULL, -1);
	json_end_array(json);
	json_end_object(json);
}

Test(json_write, without_an_indent_everything_stands_on_one_line)
{
	auto_text struct text text = NO_TEXT;
	struct json json = {.out = &text};

	write_sample(&json);
	cr_assert_str_eq(text.start,
			 "{\"path\":\"/run/c1\",\"least\":-9223372036854775808,"
			 "\"most\":18446744073709551615,\"yes\":true,\"nothing\":null,\"empty\":{},"
			 "\"words\":[\"a\",\"b\"],\"mixed\":[{\"avg10\":0.25},-1]}");
}

Test(json_write, with_an_indent_every_value_has_its_line)
{
	auto_text struct text text = NO_TEXT;
	struct json json = {.out = &text, .indent = "  "};

	write_sample(&json);
	cr_assert_str_eq(text.start, "{\n"
				     "  \"path\": \"/run/c1\",\n"
				     "  \"least\": -9223372036854775808,\n"
				     "  \"most\": 18446744073709551615,\n"
				     "  \"yes\": true,\n"
				     "  \"nothing\": null,\n"
				     "  \"empty\": {},\n"
				     "  \"words\": [\n"
				     "    \"a\",\n"
				     "    \"b\"\n"
				     "  ],\n"
				     "  \"mixed\": [\n"
				     "    {\n"
				     "      \"avg10\": 0.25\n"
				     "    },\n"
				     "    -1\n"
				     "  ]\n"
				     "}");
}

Test(json_write, strings_are_escaped_where_json_says_so_and_nowhere_else)
{
	static const struct {
		const char *string, *json;
	} rows[] = {
		{"",                           "\"\""                                    },
		{"a/b",                        "\"a/b\""                                 },
		{"say \"hi\"",                 "\"say \\\"hi\\\"\""                      },
		{"C:\\",                       "\"C:\\\\\""                              },
		{"\b\f\n\r\t",                 "\"\\b\\f\\n\\r\\t\""                     },
		{"\x01\x1f\x7f",               "\"\\u0001\\u001f\\u007f\""               },
		{"h\xc3\xa9 \xf0\x9f\x98\x80", "\"h\xc3\xa9 \xf0\x9f\x98\x80\""          },
		{"caf\xe9!",                   "\"caf\xef\xbf\xbd!\""                    },
		{"\xed\xa0\x80",               "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_text struct text text = NO_TEXT;
		struct json json = {.out = &text};

		json_string(&json, NULL, rows[i].string);
		cr_expect_str_eq(text.start, rows[i].json, "row %zu", i);
	}
}

Test(json_write, keys_are_escaped_like_strings)
{
	auto_text struct text text = NO_TEXT;
	struct json json = {.out = &text};

	json_begin_object(&json, NULL);
	json_signed(&json, "a\"b", 1);
	json_end_object(&json);
	cr_assert_str_eq(text.start, "{\"a\\\"b\":1}");
}
