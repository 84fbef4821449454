/*
 * clock.h - times of day and deadlines
 */
#ifndef BERTH_CLOCK_H
#define BERTH_CLOCK_H

#include <stdint.h>

#define CLOCK_TEXT 40

/* RFC 3339 in UTC with nanoseconds, "2026-11-23T19:17:52.123456789Z"; returns buffer. */
const char *clock_now_text(char buffer[CLOCK_TEXT]);

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t clock_monotonic(void);

/* Milliseconds left until a moment of clock_monotonic(), as poll() wants it: never below 0. */
int clock_left(int64_t moment);

#endif
