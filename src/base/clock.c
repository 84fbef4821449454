/*
 * clock.c - times of day and deadlines
 *
 * The date is worked out here: gmtime_r() would read the time zone's files, at every
 * start, to tell the time in UTC.
 */
#include <stdio.h>
#include <time.h>

#include "clock.h"

/* Days since 1970-01-01 to a date of the Gregorian calendar, counted in years from March. */
static void date_of(int64_t days, int *year, int *month, int *day)
{
	int64_t shifted = days + 719468; /* days since 0000-03-01 */
	int64_t era = shifted / 146097;
	int64_t of_era = shifted - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t from_march = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

const char *clock_now_text(char buffer[CLOCK_TEXT])
{
	struct timespec now;
	int year, month, day, second;

	clock_gettime(CLOCK_REALTIME, &now);
	date_of(now.tv_sec / 86400, &year, &month, &day);
	second = (int)(now.tv_sec % 86400);
	snprintf(buffer, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%09ldZ", year, month, day,
		 second / 3600, second / 60 % 60, second % 60, now.tv_nsec);
	return buffer;
}

int64_t clock_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int clock_left(int64_t moment)
{
	int64_t left = (moment - clock_monotonic() + 999999) / 1000000;

	return left < 0 ? 0 : left > 86400000 ? 86400000 : (int)left;
}
