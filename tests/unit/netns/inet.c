#include <criterion/criterion.h>

#include "alloc.h"
#include "inet.h"

static struct inet address(const char *text)
{
	struct inet read;

	cr_assert_eq(inet_read(text, &read), 0, "%s", text);
	return read;
}

static struct inet subnet(const char *text)
{
	struct inet read;

	cr_assert_eq(inet_read_with_prefix(text, &read), 0, "%s", text);
	return read;
}

Test(netns_inet, what_is_read_is_written_as_it_was)
{
	static const char *const texts[] = {"10.77.0.0/24", "0.0.0.0/0",      "fd00::/64",
					    "::/0",         "192.168.1.1/32", "fe80::1/128"};
	char text[INET_TEXT];

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct inet read = subnet(texts[i]);

		cr_expect_str_eq(inet_text_with_prefix(&read, text), texts[i]);
	}
}

Test(netns_inet, what_is_no_address_is_refused)
{
	static const char *const texts[] = {"",
					    "10.1.2",
					    "10.1.2.3.4",
					    "10.1.2.256",
					    "::g",
					    "10.1.2.3/33",
					    "fd00::/129",
					    "10.1.2.3/",
					    "10.1.2.3/-1",
					    "10.1.2.3/ 8",
					    "/24",
					    "10.01.2.3/24",
					    "fd00::1%eth0/64"};
	struct inet read = {.family = 77};

	for (size_t i = 0; i < COUNT(texts); i++)
		cr_expect_eq(inet_read_with_prefix(texts[i], &read), -1, "%s", texts[i]);
	cr_expect_eq(inet_read("10.1.2.3/24", &read), -1);
	cr_expect_eq(read.family, 77, "untouched on failure");
}

Test(netns_inet, a_subnet_begins_and_ends)
{
	static const struct {
		const char *in, *first, *last;
	} rows[] = {
		{"10.77.3.9/24",     "10.77.3.0",  "10.77.3.255"                   },
		{"10.77.3.9/9",      "10.0.0.0",   "10.127.255.255"                },
		{"10.77.3.9/31",     "10.77.3.8",  "10.77.3.9"                     },
		{"10.77.3.9/32",     "10.77.3.9",  "10.77.3.9"                     },
		{"10.77.3.9/0",      "0.0.0.0",    "255.255.255.255"               },
		{"fd00:1:2:3::9/62", "fd00:1:2::", "fd00:1:2:3:ffff:ffff:ffff:ffff"},
	};
	char text[INET_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct inet in = subnet(rows[i].in), first = inet_first(&in), last = inet_last(&in);

		cr_expect_str_eq(inet_text(&first, text), rows[i].first);
		cr_expect_str_eq(inet_text(&last, text), rows[i].last);
	}
}

Test(netns_inet, subnets_lie_in_each_other_or_apart)
{
	static const struct {
		const char *one, *other;
		bool overlap;
	} rows[] = {
		{"10.77.0.0/24", "10.77.0.0/24",    true },
		{"10.77.0.0/16", "10.77.9.0/24",    true },
		{"10.77.9.0/24", "10.77.0.0/16",    true },
		{"10.77.0.0/24", "10.77.1.0/24",    false},
		{"10.77.0.0/25", "10.77.0.128/25",  false},
		{"0.0.0.0/0",    "10.77.1.0/24",    true },
		{"fd00::/64",    "fd00::/8",        true },
		{"fd00::/64",    "fd00:0:0:1::/64", false},
		{"::/0",         "10.77.1.0/24",    false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct inet one = subnet(rows[i].one), other = subnet(rows[i].other);

		cr_expect_eq(inet_overlap(&one, &other), rows[i].overlap, "%s %s", rows[i].one,
			     rows[i].other);
	}
}

Test(netns_inet, steps_carry_over)
{
	static const struct {
		const char *from;
		int64_t steps;
		const char *to;
	} rows[] = {
		{"10.77.0.255",     1,    "10.77.1.0"    },
		{"10.77.1.0",       -1,   "10.77.0.255"  },
		{"10.77.0.0",       256,  "10.77.1.0"    },
		{"10.77.0.7",       0,    "10.77.0.7"    },
		{"10.77.1.0",       -257, "10.76.255.255"},
		{"fd00::ffff",      1,    "fd00::1:0"    },
		{"255.255.255.255", 1,    "0.0.0.0"      },
	};
	char text[INET_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct inet from = address(rows[i].from), to = inet_step(&from, rows[i].steps);

		cr_expect_str_eq(inet_text(&to, text), rows[i].to);
	}
}
