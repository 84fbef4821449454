#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "decode.h"
#include "error.h"

struct part {
	const char *name;
	int64_t size;
};

struct sample {
	bool yes;
	const char *word;
	int64_t small;
	uint64_t large;
	struct optional maybe;
	struct part *part;
	struct part inside;
	struct part *parts;
	size_t part_count;
	struct part *named;
	size_t named_count;
	int64_t *numbers;
	size_t number_count;
	struct strings words;
	bool words_given;
	struct pairs pairs;
};

static const struct field part_rows[] = {
	KEY(part, name),
	INTEGER(part, size, "size", 0, 9, REQUIRED),
};

static TABLE(part);

static const char *const colours[] = {"red", "green", NULL};

static const struct field sample_rows[] = {
	BOOLEAN(sample, yes, "yes"),
	STRING(sample, word, "word", CHOICES(colours)),
	INTEGER(sample, small, "small", -1, 10),
	UNSIGNED(sample, large, "large"),
	OPTIONAL(sample, maybe, "maybe", 0, INT64_MAX),
	OBJECT(sample, part, "part", part),
	INLINE(sample, inside, "inside", part),
	LIST(sample, parts, part_count, "parts", part),
	MAP(sample, named, named_count, "named", part),
	INTEGERS(sample, numbers, number_count, "numbers", 0, 7),
	STRINGS(sample, words, "words", GIVEN(sample, words_given)),
	PAIRS(sample, pairs, "pairs"),
	IGNORED("ignored"),
	REFUSED("refused", "is not for us"),
};

static TABLE(sample);

static struct arena arena;
static struct error err;

static int read_sample(const char *json, struct sample *sample)
{
	struct json_document document = {.name = "c", .text = json, .size = strlen(json)};
	struct decode decode = {.document = &document, .arena = &arena, .err = &err};

	memset(sample, 0, sizeof(*sample));
	err = NO_ERROR;
	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s: %s", json, err.text);
	return decode_object(&decode, &sample_table, document.root, sample);
}

Test(spec_readers, single_values_arrive_in_their_members)
{
	struct sample sample;

	cr_assert_eq(read_sample("{\"yes\": true, \"word\": \"green\", \"small\": -1,"
				 " \"large\": 18446744073709551615, \"maybe\": 0,"
				 " \"part\": {\"size\": 3}, \"inside\": {\"size\": 4},"
				 " \"ignored\": [{}]}",
				 &sample),
		     0, "%s", err.text);
	cr_expect(sample.yes);
	cr_expect_str_eq(sample.word, "green");
	cr_expect_eq(sample.small, -1);
	cr_expect_eq(sample.large, UINT64_MAX);
	cr_expect(sample.maybe.given);
	cr_expect_eq(sample.maybe.value, 0);
	cr_expect_eq(sample.part->size, 3);
	cr_expect_eq(sample.inside.size, 4);
}

Test(spec_readers, lists_and_maps_keep_their_order)
{
	struct sample sample;

	cr_assert_eq(read_sample("{\"parts\": [{\"size\": 1}, {\"size\": 2}],"
				 " \"named\": {\"b\": {\"size\": 3}, \"a\": {\"size\": 4}},"
				 " \"numbers\": [7, 0], \"words\": [\"x\", \"\"],"
				 " \"pairs\": {\"z\": \"1\", \"none\": null, \"y\": \"\"}}",
				 &sample),
		     0, "%s", err.text);
	cr_assert_eq(sample.part_count, 2);
	cr_expect_eq(sample.parts[1].size, 2);
	cr_assert_eq(sample.named_count, 2);
	cr_expect_str_eq(sample.named[0].name, "b");
	cr_expect_eq(sample.named[1].size, 4);
	cr_assert_eq(sample.number_count, 2);
	cr_expect_eq(sample.numbers[0], 7);
	cr_assert_eq(sample.words.count, 2);
	cr_expect_str_eq(sample.words.items[1], "");
	cr_expect(sample.words_given);
	cr_assert_eq(sample.pairs.count, 2);
	cr_expect_str_eq(sample.pairs.items[1].name, "y");
	cr_expect_str_eq(sample.pairs.items[1].value, "");
}

Test(spec_readers, an_empty_list_is_remembered_where_it_matters)
{
	struct sample sample;

	cr_assert_eq(read_sample("{}", &sample), 0);
	cr_expect_not(sample.words_given);
	cr_assert_eq(read_sample("{\"words\": []}", &sample), 0);
	cr_expect(sample.words_given);
	cr_expect_eq(sample.words.count, 0);
}

static const struct {
	const char *json, *sentence;
} refused[] = {
	{"{\"yes\": 1}",                       "c:1:9: yes: expected a boolean, found a number"              },
	{"{\"word\": true}",                   "c:1:10: word: expected a string, found a boolean"            },
	{"{\"word\": \"blue\"}",               "c:1:10: word: \"blue\" is none of red, green"                },
	{"{\"word\": \"gren\"}",
	 "c:1:10: word: \"gren\" is none of red, green; did you mean green?"                                 },
	{"{\"small\": 11}",                    "c:1:11: small: 11 is out of range: -1 to 10"                 },
	{"{\"small\": -2}",                    "c:1:11: small: -2 is out of range: -1 to 10"                 },
	{"{\"small\": 1e1}",                   "c:1:11: small: 1e1 is not a whole number"                    },
	{"{\"small\": 1.0}",                   "c:1:11: small: 1.0 is not a whole number"                    },
	{"{\"small\": \"1\"}",                 "c:1:11: small: expected a number, found a string"            },
	{"{\"large\": -1}",                    "c:1:11: large: -1 is out of range: 0 to 18446744073709551615"},
	{"{\"maybe\": 18446744073709551615}",
	 "c:1:11: maybe: 18446744073709551615 is out of range: 0 to 9223372036854775807"                     },
	{"{\"part\": []}",                     "c:1:10: part: expected an object, found an array"            },
	{"{\"part\": {}}",                     "c:1:10: part: size is missing"                               },
	{"{\"inside\": {\"size\": 10}}",       "c:1:21: inside.size: 10 is out of range: 0 to 9"             },
	{"{\"parts\": {}}",                    "c:1:11: parts: expected an array, found an object"           },
	{"{\"parts\": [{\"size\": 1}, null]}", "c:1:25: parts[1]: expected an object, found null"            },
	{"{\"named\": []}",                    "c:1:11: named: expected an object, found an array"           },
	{"{\"named\": {\"a\": 1}}",            "c:1:17: named[\"a\"]: expected an object, found a number"    },
	{"{\"numbers\": [0, 8]}",              "c:1:17: numbers[1]: 8 is out of range: 0 to 7"               },
	{"{\"words\": [\"a\", 1]}",            "c:1:17: words[1]: expected a string, found a number"         },
	{"{\"pairs\": {\"a\": 1}}",            "c:1:17: pairs[\"a\"]: expected a string, found a number"     },
	{"{\"pairs\": {\"\": \"x\"}}",         "c:1:16: pairs[\"\"]: the name is empty"                      },
	{"{\"refused\": {}}",                  "c:1:13: refused: is not for us"                              },
};

Test(spec_readers, what_is_of_another_kind_or_out_of_range_is_refused)
{
	struct sample sample;

	for (size_t i = 0; i < COUNT(refused); i++) {
		cr_expect_eq(read_sample(refused[i].json, &sample), -1, "%s", refused[i].json);
		cr_expect_str_eq(err.text, refused[i].sentence);
	}
}
