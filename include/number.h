/*
 * number.h - text to numbers, strictly
 *
 * The whole text must be the number: no leading blank, no plus sign, no tail, no
 * overflow. A user "1000abc" or "4294967296" is refused, not truncated: runtimes have
 * turned such words into root. All return 0, or -1 with *value untouched.
 */
#ifndef BERTH_NUMBER_H
#define BERTH_NUMBER_H

#include <stdint.h>

int number_unsigned(const char *text, uint64_t most, uint64_t *value);
int number_signed(const char *text, int64_t least, int64_t most, int64_t *value);

/* "50M", "1g", "4096", "-1": bytes, with k m g t (and b, ib) in powers of 1024. */
int number_size(const char *text, int64_t *bytes);

/* "1s", "100ms", "2m", "1h", "1.5s", "5": nanoseconds; a bare number is seconds. */
int number_duration(const char *text, int64_t *nanoseconds);

#endif
