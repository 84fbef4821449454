#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "json.h"
#include "text.h"

static struct arena arena;
static struct error err;

static const struct json_value *parse(const char *text, size_t size)
{
	struct json_document document = {.name = "x.json", .text = text, .size = size};

	err = NO_ERROR;
	return json_parse(&document, &arena, &err) ? NULL : document.root;
}

static const struct json_value *parse_string(const char *text)
{
	return parse(text, strlen(text));
}

Test(json_parse, numbers_keep_their_digits)
{
	const struct json_value *list = parse_string("[18446744073709551615, -0, 1.50e3]");
	const struct json_value *item;

	cr_assert(list, "%s", err.text);
	item = list->first;
	cr_expect_str_eq(item->text, "18446744073709551615");
	item = item->next;
	cr_expect_str_eq(item->text, "-0");
	item = item->next;
	cr_expect_str_eq(item->text, "1.50e3");
	cr_expect_null(item->next);
	cr_expect_eq(list->count, 3);
}

Test(json_parse, every_value_knows_its_first_byte)
{
	static const char text[] = "{ \"a\" : true, \"b\":null,\"c\\\"\\\\\": \"d\\\\\", \"e\":[ "
				   "-12 ,{} ] , \"f\":false}";
	static const char *const starts[] = {"true", "null", "\"d\\\\\"", "[ -12", "false}"};
	const struct json_value *object = parse_string(text), *member;
	size_t i = 0;

	cr_assert(object, "%s", err.text);
	cr_assert_eq(object->count, COUNT(starts));
	for (member = object->first; member; member = member->next, i++)
		cr_expect(text_starts_with(text + member->offset, starts[i]), "%s",
			  text + member->offset);
	member = json_find(object, "e");
	cr_expect(text_starts_with(text + member->first->offset, "-12"));
	cr_expect(text_starts_with(text + member->first->next->offset, "{}"));
}

Test(json_parse, a_number_may_be_all_there_is)
{
	const struct json_value *value = parse_string(" 42");

	cr_assert(value, "%s", err.text);
	cr_expect_str_eq(value->text, "42");
	cr_expect_eq(value->offset, 1);
}

Test(json_parse, escapes_are_resolved)
{
	const struct json_value *value =
		parse_string("\"\\u0041\\ud83d\\uDE00\\n\\\\u\\/\\\"\\ue000\"");

	cr_assert(value, "%s", err.text);
	cr_assert_str_eq(value->text, "A\xf0\x9f\x98\x80\n\\u/\"\xee\x80\x80");
}

Test(json_parse, a_complaint_counts_lines_and_columns_from_one)
{
	static const char text[] = "{\n\t\"a\": [\n\t\t7\n\t]\n}";
	struct json_document document = {.name = "x.json", .text = text, .size = strlen(text)};

	cr_assert_eq(json_parse(&document, &arena, &err), 0);
	cr_expect_eq(json_fail(&document, document.root, &err, "all of it"), -1);
	cr_expect_str_eq(err.text, "x.json:1:1: all of it");
	json_fail(&document, document.root->first, &err, "the %s", "list");
	cr_expect_str_eq(err.text, "x.json:2:7: the list");
	json_fail(&document, document.root->first->first, &err, "the item");
	cr_expect_str_eq(err.text, "x.json:3:3: the item");
	cr_expect_eq(err.kind, SPEC);
}

static const struct {
	const char *text, *sentence;
} refused[] = {
	{"",                                     "x.json:1:1: not JSON: premature EOF"                             },
	{"{\n",                                  "x.json:2:1: not JSON: premature EOF"                             },
	{"nul",                                  "x.json:1:4: not JSON: invalid string in json text"               },
	{"[1,]",                                 "x.json:1:5: not JSON: unallowed token at this point in JSON text"},
	{"{} {}",                                "x.json:1:5: not JSON: trailing garbage"                          },
	{"{}x",                                  "x.json:1:4: not JSON: trailing garbage"                          },
	{"[01]",                                 "x.json:1:4: not JSON: after array element, I expect ',' or ']'"  },
	{"\xef\xbb\xbf{}",                       "x.json:1:2: not JSON: invalid char in json text"                 },
	{"{\"a\": 1,\n \"b\": 2, \"a\": 3}",     "x.json:2:15: \"a\" is given twice"                               },
	{"{\"a\": {\"b\": {}, \"\\u0062\": 1}}", "x.json:1:27: \"b\" is given twice"                               },
	{"[\"\\ud800\"]",                        "x.json:1:2: half a surrogate pair in a string"                   },
	{"[\"\\uDC00\"]",                        "x.json:1:2: half a surrogate pair in a string"                   },
	{"[\"\\ud83d\\u0041\"]",                 "x.json:1:2: half a surrogate pair in a string"                   },
	{"[\"\\ud83d\\ud83d\\ude00\"]",          "x.json:1:2: half a surrogate pair in a string"                   },
	{"[\"\\ud83dtoo long for it\"]",         "x.json:1:2: half a surrogate pair in a string"                   },
	{"{\"\\udbff\": 1}",                     "x.json:1:2: half a surrogate pair in a string"                   },
	{"[\"/etc\\u0000x\"]",                   "x.json:1:2: a NUL in a string"                                   },
	{"{\"\\u0000\": 1}",                     "x.json:1:2: a NUL in a string"                                   },
	{"[\"\xc0\x80\"]",                       "x.json:1:3: not UTF-8"                                           },
	{"[\"\xed\xa0\x80\"]",                   "x.json:1:3: not UTF-8"                                           },
};

Test(json_parse, what_two_readers_could_take_differently_is_refused)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		cr_expect_null(parse_string(refused[i].text), "%s", refused[i].text);
		cr_expect_str_eq(err.text, refused[i].sentence);
		cr_expect_eq(err.kind, SPEC);
	}
}

Test(json_parse, a_name_given_twice_among_many_is_found)
{
	auto_text struct text text = NO_TEXT;

	text_add(&text, "{");
	for (int i = 0; i < 1000; i++)
		text_format(&text, "\"k%d\":%d,", i, i);
	text_add(&text, "\n\"k500\":0}");
	cr_assert_null(parse(text.start, text.length));
	cr_assert_str_eq(err.text, "x.json:2:8: \"k500\" is given twice");
}

static const struct json_value *parse_nested(int depth)
{
	auto_text struct text text = NO_TEXT;

	for (int i = 0; i < depth; i++)
		text_add(&text, "[");
	for (int i = 0; i < depth; i++)
		text_add(&text, "]");
	return parse(text.start, text.length);
}

Test(json_parse, depth_is_bounded)
{
	cr_expect(parse_nested(64), "%s", err.text);
	cr_expect_null(parse_nested(65));
	cr_expect_str_eq(err.text, "x.json:1:65: nested too deep");
	cr_expect_null(parse_nested(200000));
}

Test(json_parse, size_is_bounded)
{
	size_t most = 16 << 20;
	auto_free char *text = alloc(1, most + 1);

	memset(text, ' ', most + 1);
	text[0] = '1';
	cr_expect(parse(text, most), "%s", err.text);
	cr_expect_null(parse(text, most + 1));
	cr_expect_str_eq(err.text, "x.json: larger than 16 MiB");
}

Test(json_parse, a_member_is_found_by_its_exact_name)
{
	const struct json_value *object = parse_string("{\"a\": 1, \"B\": 2}");

	cr_expect_eq(json_find(object, "a")->kind, JSON_NUMBER);
	cr_expect_null(json_find(object, "b"));
	cr_expect_null(json_find(object->first, "a"));
}

Test(json_parse, where_an_array_ends_is_told_whatever_its_strings_say)
{
	static const char text[] = "{\"a\": [1, \"]\\\\\", [{\"b\": \"}\\\"]\"}]], \"c\": 1}";
	struct json_document document = {.name = "text", .text = text, .size = strlen(text)};

	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
	cr_assert_str_eq(text + json_end(&document, json_find(document.root, "a")), ", \"c\": 1}");
	cr_assert_eq(json_end(&document, document.root), strlen(text));
}
