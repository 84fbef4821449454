/*
 * record_limits.c - the limits on record: the former ones until the new ones hold
 */
#include "../../fakes/limit_files.h"

#include "record.h"

TestSuite(container_record_limits, .init = limit_files_make, .fini = limit_files_drop);

Test(container_record_limits, they_are_replaced_whole_and_late)
{
	struct record record = {.dir = limit_files, .id = "c1"};
	auto_text struct text none = NO_TEXT, next = NO_TEXT, now = NO_TEXT;
	struct error err = NO_ERROR;

	cr_assert_eq(record_limits_read(&record, &none, &err), 0, "%s", err.text);
	cr_expect_str_eq(text_string(&none), "");
	text_add(&next, "[1]");
	cr_assert_eq(record_limits_prepare(&record, &next, &err), 0, "%s", err.text);
	cr_assert_eq(record_limits_read(&record, &none, &err), 0, "%s", err.text);
	cr_expect_str_eq(text_string(&none), "", "what is prepared does not count yet");
	cr_assert_eq(record_limits_commit(&record, &err), 0, "%s", err.text);
	cr_assert_eq(record_limits_read(&record, &now, &err), 0, "%s", err.text);
	cr_expect_str_eq(now.start, "[1]");
	cr_expect_eq(record_limits_commit(&record, &err), -1);
	cr_expect_str_eq(err.text, "record the limits of container c1: no such file or directory");
}
