/*
 * Rows of two processes, told by one of them. No time is asserted, only what is told.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "text.h"
#include "timing.h"

TestSuite(base_timing, .timeout = 20);

Test(base_timing, nothing_is_told_where_nobody_asked)
{
	auto_text struct text out = NO_TEXT;

	cr_assert_null(timing_row("host", "make the cgroup"));
	timing_end(NULL);
	timing_write(&out);
	cr_assert_str_eq(text_string(&out), "");
}

static void play(const char *who, const char *what)
{
	timing_end(timing_row(who, what));
}

Test(base_timing, both_sides_are_told_in_the_order_they_began)
{
	auto_text struct text out = NO_TEXT;
	struct error err = NO_ERROR;
	struct timing_row *row;
	const char *first, *second, *third;
	pid_t child;

	cr_assert_eq(timing_begin(&err), 0, "%s", err.text);
	row = timing_row("host", "one");
	child = fork();
	if (child == 0) {
		play("init", "two");
		(void)timing_row("init", "three");
		_exit(0);
	}
	waitpid(child, NULL, 0);
	timing_end(row);
	timing_write(&out);
	first = strstr(text_string(&out), "  host  one\n");
	second = strstr(text_string(&out), "  init  two\n");
	third = strstr(text_string(&out), " -  init  three\n");
	cr_assert(first && second && third, "%s", text_string(&out));
	cr_assert(first < second && second < third);
}

Test(base_timing, rows_that_do_not_fit_are_left_out)
{
	auto_text struct text out = NO_TEXT;
	struct error err = NO_ERROR;

	cr_assert_eq(timing_begin(&err), 0, "%s", err.text);
	for (int i = 0; i < 1000; i++)
		play("host", "again");
	timing_write(&out);
	cr_assert(text_ends_with(text_string(&out), "  host  done\n"));
}
