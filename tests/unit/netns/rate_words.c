#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "json.h"
#include "network.h"
#include "rate.h"
#include "text.h"

Test(netns_rate_words, words_are_those_of_tc)
{
	static const struct {
		const char *words;
		uint64_t bits;
	} rows[] = {
		{"8000",       8000           },
		{"8kbit",      8000           },
		{"10mbit",     10000000       },
		{"10MBit",     10000000       },
		{"1.5gbit",    1500000000     },
		{"0.5mbit",    500000         },
		{"1tbit",      1000000000000  },
		{"100tbit",    100000000000000},
		{"10kibit",    10240          },
		{"1mibit",     1048576        },
		{"2000bps",    16000          },
		{"1kbps",      8000           },
		{"1MBps",      8000000        },
		{"1KiBps",     8192           },
		{"1.25gibps",  10737418240    },
		{"8000.9",     8000           },
		{"1000000bit", 1000000        },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t rate = 0;

		cr_expect_eq(rate_read(rows[i].words, &rate), 0, "%s", rows[i].words);
		cr_expect_eq(rate, rows[i].bits, "%s: %llu", rows[i].words,
			     (unsigned long long)rate);
	}
}

Test(netns_rate_words, what_is_no_rate_is_refused)
{
	static const char *const words[] = {
		"",
		"mbit",
		".",
		"-1mbit",
		"1 mbit",
		"1mbits",
		"1mb",
		"1m",
		"7999",
		"7kbit",
		"101tbit",
		"1..5g",
		"1.5.5mbit",
		"1ebit",
		"0x10mbit",
		"99999999999999999999",
		"999999999999999tbit",
		"1e9",
		"1ki",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		uint64_t rate = 4711;

		cr_expect_eq(rate_read(words[i], &rate), -1, "%s", words[i]);
		cr_expect_eq(rate, 4711, "%s", words[i]);
	}
}

Test(netns_rate_words, the_shortest_word_says_the_same)
{
	static const struct {
		uint64_t rate;
		const char *words;
	} rows[] = {
		{8000,          "8kbit"   },
		{8001,          "8001bit" },
		{1500000,       "1500kbit"},
		{10000000,      "10mbit"  },
		{2000000000,    "2gbit"   },
		{1000000000000, "1tbit"   },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[RATE_TEXT];
		uint64_t again;

		cr_expect_str_eq(rate_text(rows[i].rate, text), rows[i].words);
		cr_expect_eq(rate_read(text, &again), 0);
		cr_expect_eq(again, rows[i].rate);
	}
}

static int read_json(const char *json, struct rates *rates)
{
	auto_arena struct arena arena = NO_ARENA;
	struct json_document document = {.name = "x", .text = json, .size = strlen(json)};
	struct error err = NO_ERROR;

	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
	return rates_read(document.root, rates);
}

Test(netns_rate_words, as_json)
{
	struct rates rates;

	cr_assert_eq(read_json("{\"rate_out\":9000}", &rates), 0);
	cr_assert_eq(rates.in, 0);
	cr_assert_eq(rates.out, 9000);
	cr_assert_eq(read_json("{\"rate_in\":\"9000\"}", &rates), -1);
	cr_assert_eq(read_json("{\"rate_in\":-1}", &rates), -1);
}
