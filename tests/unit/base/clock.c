/* clock.c: times of day and deadlines */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"

static int64_t set_to; /* the second a test has set the wall clock to, or 0 */

/* Takes the place of libc's. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	if (clock == CLOCK_REALTIME && set_to) {
		*now = (struct timespec){.tv_sec = set_to, .tv_nsec = 5};
		return 0;
	}
	return (int)syscall(SYS_clock_gettime, clock, now);
}

Test(base_clock, a_moment_is_told_with_nanoseconds_in_utc)
{
	static const struct {
		int64_t second;
		const char *text;
	} rows[] = {
		{1,          "1970-01-01T00:00:01.000000005Z"},
		{951782399,  "2000-02-28T23:59:59.000000005Z"},
		{951782400,  "2000-02-29T00:00:00.000000005Z"},
		{951868800,  "2000-03-01T00:00:00.000000005Z"},
		{1709164800, "2024-02-29T00:00:00.000000005Z"},
		{1735689599, "2024-12-31T23:59:59.000000005Z"},
		{1735689600, "2025-01-01T00:00:00.000000005Z"},
		{4107542399, "2100-02-28T23:59:59.000000005Z"},
		{4107542400, "2100-03-01T00:00:00.000000005Z"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[CLOCK_TEXT];

		set_to = rows[i].second;
		cr_expect_str_eq(clock_now_text(text), rows[i].text, "%" PRId64 " is %s", set_to,
				 text);
	}
}

/* clock.c has a calendar of its own so that no time zone file is read. */
Test(base_clock, the_calendar_is_that_of_gmtime)
{
	for (set_to = 1; set_to < INT64_C(8000000000); set_to += 86400 * 13 + 3661) {
		char text[CLOCK_TEXT], wanted[CLOCK_TEXT];
		time_t second = set_to;
		struct tm parts;

		gmtime_r(&second, &parts);
		strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%S.000000005Z", &parts);
		cr_assert_str_eq(clock_now_text(text), wanted);
	}
}

Test(base_clock, the_monotonic_clock_never_goes_back)
{
	int64_t before = clock_monotonic();

	cr_assert_gt(before, 0);
	cr_assert_geq(clock_monotonic(), before);
}

Test(base_clock, what_is_left_is_never_negative_and_rounds_up)
{
	int64_t now = clock_monotonic();

	cr_assert_eq(clock_left(0), 0);
	cr_assert_eq(clock_left(now - 1000000000), 0);
	cr_assert_gt(clock_left(now + INT64_C(3600000000000)), 0);
	cr_assert_leq(clock_left(now + INT64_C(3600000000000)), 3600000);
	/* poll() takes an int. */
	cr_assert_leq(clock_left(INT64_MAX), INT_MAX);
	cr_assert_gt(clock_left(INT64_MAX), 0);
}
