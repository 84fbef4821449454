/*
 * process_status.h - what the kernel says of the test's own process
 */
#ifndef BERTH_TESTS_PROCESS_STATUS_H
#define BERTH_TESTS_PROCESS_STATUS_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "text.h"

/* The value of a line of /proc/self/status, "CapEff". Static: one at a time. */
static inline const char *process_status(const char *name)
{
	static char value[256];
	auto_text struct text status = NO_TEXT;
	auto_text struct text line = NO_TEXT;
	const char *at;

	cr_assert_eq(file_read(AT_FDCWD, "/proc/self/status", 1 << 16, &status), 0);
	text_format(&line, "\n%s:\t", name);
	at = strstr(status.start, line.start);
	cr_assert_not_null(at, "%s", name);
	at += line.length;
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\n"), at);
	return value;
}

static inline unsigned long long process_set(const char *name)
{
	return strtoull(process_status(name), NULL, 16);
}

#endif
