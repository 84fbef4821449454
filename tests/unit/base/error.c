/* error.c: one sentence about what went wrong */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "error.h"

Test(base_error, a_sentence_is_written_and_minus_one_returned)
{
	struct error err = NO_ERROR;

	cr_assert_eq(fail(&err, SPEC, "mount %s on %s", "tmpfs", "/dev"), -1);
	cr_assert_eq(err.kind, SPEC);
	cr_assert_str_eq(err.text, "mount tmpfs on /dev");
}

Test(base_error, the_kernels_reason_is_appended_for_system_failures_alone)
{
	struct error err = NO_ERROR;

	errno = ENOSPC;
	fail(&err, SYSTEM, "mount tmpfs on /dev");
	cr_assert_str_eq(err.text, "mount tmpfs on /dev: no space left on device");
	cr_assert_eq(err.system, ENOSPC);

	errno = ENOSPC;
	fail(&err, STATE, "container not running");
	cr_assert_str_eq(err.text, "container not running");
	cr_assert_eq(err.system, 0);
}

Test(base_error, without_an_errno_there_is_no_reason_to_append)
{
	struct error err = NO_ERROR;

	errno = 0;
	fail(&err, SYSTEM, "read the record");
	cr_assert_str_eq(err.text, "read the record");
}

Test(base_error, context_goes_before_and_the_cure_behind)
{
	struct error err = NO_ERROR;

	errno = EPERM;
	fail(&err, SYSTEM, "pivot_root");
	cr_assert_eq(fail_during(&err, "%s", "pivot into the root"), -1);
	cr_assert_eq(fail_during(&err, "create %s", "c1"), -1);
	cr_assert_eq(fail_cure(&err, "run it as %s", "root"), -1);
	cr_assert_str_eq(err.text, "create c1: pivot into the root: pivot_root: "
				   "operation not permitted; run it as root");
	cr_assert_eq(err.kind, SYSTEM, "the kind is that of the first failure");
	cr_assert_eq(err.system, EPERM);
}

Test(base_error, a_very_long_sentence_is_cut_and_stays_terminated)
{
	struct error err = NO_ERROR;
	char name[3000];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	errno = ENOENT;
	fail(&err, SYSTEM, "open %s", name);
	fail_during(&err, "%s", name);
	fail_cure(&err, "%s", name);
	cr_assert_eq(strlen(err.text), sizeof(err.text) - 1);
	cr_assert_eq(err.system, ENOENT);
}

Test(base_error, a_failure_can_be_forgotten)
{
	struct error err = NO_ERROR;

	errno = ENOENT;
	fail(&err, SYSTEM, "open /x");
	fail_clear(&err);
	cr_assert_eq(err.kind, NO_FAILURE);
	cr_assert_eq(err.system, 0);
	cr_assert_str_eq(err.text, "");
}

Test(base_error, the_kernels_words_begin_in_lower_case_unless_they_are_an_abbreviation)
{
	static const struct {
		int system;
		const char *words;
	} rows[] = {
		{ENOENT,   "no such file or directory" },
		{EPERM,    "operation not permitted"   },
		{EINVAL,   "invalid argument"          },
		{ENOTUNIQ, "name not unique on network"},
		{EDOTDOT,  "RFS specific error"        },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_str_eq(error_words(rows[i].system), rows[i].words);
}
