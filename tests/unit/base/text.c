/* text.c: strings that grow */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "text.h"

Test(base_text, what_was_never_written_is_empty_and_not_null)
{
	auto_text struct text text = NO_TEXT;

	cr_assert_str_eq(text_string(&text), "");
	cr_assert_eq(text.length, 0);
}

Test(base_text, pieces_follow_each_other)
{
	auto_text struct text text = NO_TEXT;

	text_add(&text, "one");
	text_add(&text, "");
	text_format(&text, " %d", 2);
	text_add_bytes(&text, " three and more", 6);
	cr_assert_str_eq(text_string(&text), "one 2 three");
	cr_assert_eq(text.length, strlen("one 2 three"));
}

Test(base_text, it_is_terminated_at_every_length)
{
	auto_text struct text text = NO_TEXT;

	for (size_t i = 1; i <= 5000; i++) {
		text_add(&text, "x");
		cr_assert_eq(text.length, i);
		cr_assert_eq(strlen(text.start), i);
	}
}

Test(base_text, a_format_longer_than_the_room_is_written_whole)
{
	auto_text struct text text = NO_TEXT;

	text_format(&text, "%0200d|%0300d", 1, 2);
	cr_assert_eq(text.length, 501);
	cr_assert_eq(text.start[199], '1');
	cr_assert_eq(text.start[500], '2');
}

Test(base_text, bytes_may_be_zero)
{
	auto_text struct text text = NO_TEXT;

	text_add_bytes(&text, "a\0b", 3);
	cr_assert_eq(text.length, 3);
	cr_assert_eq(memcmp(text.start, "a\0b", 4), 0);
}

Test(base_text, a_cleared_text_starts_again)
{
	auto_text struct text text = NO_TEXT;

	text_clear(&text);
	text_add(&text, "old");
	text_clear(&text);
	cr_assert_str_eq(text_string(&text), "");
	text_add(&text, "new");
	cr_assert_str_eq(text_string(&text), "new");
}

Test(base_text, a_dropped_text_may_be_dropped_again_and_written_to)
{
	auto_text struct text text = NO_TEXT;

	text_add(&text, "old");
	text_drop(&text);
	text_drop(&text);
	cr_assert_null(text.start);
	text_add(&text, "new");
	cr_assert_str_eq(text_string(&text), "new");
}

Test(base_text, lent_memory_is_used_and_what_outgrows_it_is_elsewhere)
{
	static char lent[2 * TEXT_ROOM];
	auto_text struct text one = NO_TEXT, two = NO_TEXT, three = NO_TEXT;

	texts_lend(lent, sizeof(lent));
	text_add(&one, "one");
	text_add(&two, "two");
	text_add(&three, "three");
	cr_assert(one.start >= lent && one.start < lent + sizeof(lent));
	cr_assert(two.start >= lent && two.start < lent + sizeof(lent));
	cr_assert(three.start < lent || three.start >= lent + sizeof(lent));
	for (size_t i = 0; i < TEXT_ROOM; i++)
		text_add(&one, "x");
	cr_assert(one.start < lent || one.start >= lent + sizeof(lent));
	cr_assert_eq(strncmp(one.start, "onexxx", 6), 0);
	cr_assert_eq(strlen(one.start), 3 + TEXT_ROOM);
	cr_assert_str_eq(two.start, "two");
}

Test(base_text, starts_and_ends_are_compared_whole)
{
	static const struct {
		const char *string, *part;
		bool starts, ends;
	} rows[] = {
		{"cgroup.kill", "cgroup.",     true,  false},
		{"cgroup.kill", ".kill",       false, true },
		{"cgroup",      "cgroup",      true,  true },
		{"cgroup",      "",            true,  true },
		{"",            "cgroup",      false, false},
		{"kill",        "cgroup.kill", false, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		cr_expect_eq(text_starts_with(rows[i].string, rows[i].part), rows[i].starts,
			     "\"%s\" starts with \"%s\"", rows[i].string, rows[i].part);
		cr_expect_eq(text_ends_with(rows[i].string, rows[i].part), rows[i].ends,
			     "\"%s\" ends with \"%s\"", rows[i].string, rows[i].part);
	}
}

Test(base_text, null_equals_nothing)
{
	cr_assert(text_equal("a", "a"));
	cr_assert_not(text_equal("a", "b"));
	cr_assert_not(text_equal("a", NULL));
	cr_assert_not(text_equal(NULL, "a"));
	cr_assert_not(text_equal(NULL, NULL));
}
