/*
 * suggest.c - the nearest known name to a misspelt one
 *
 * Nearness is the number of letters put in, left out, replaced or swapped with their
 * neighbour; case does not count. A third of the word may be wrong.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "suggest.h"

#define LONGEST 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char one, char other)
{
	return tolower((unsigned char)one) == tolower((unsigned char)other);
}

/* Three rows of the usual matrix: this one, the last, and the one before for swaps. */
static size_t distance(const char *one, const char *other)
{
	size_t rows[3][LONGEST + 1], length = strlen(other);
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= length; j++)
		last[j] = j;
	for (size_t i = 1; one[i - 1]; i++) {
		size_t *oldest = before;

		now[0] = i;
		for (size_t j = 1; j <= length; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				       last[j - 1] + !same(one[i - 1], other[j - 1]));
			if (i > 1 && j > 1 && same(one[i - 1], other[j - 2]) &&
			    same(one[i - 2], other[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[length];
}

const char *suggest_nearest(const char *word, const char *const *names, size_t count, size_t stride)
{
	size_t nearest = strlen(word) / 3 + 1;
	const char *found = NULL;

	if (strlen(word) > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const char *name = *(const char *const *)((const char *)names + i * stride);
		size_t far = name && strlen(name) <= LONGEST ? distance(word, name) : LONGEST;

		if (far >= nearest)
			continue;
		nearest = far;
		found = name;
	}
	return found;
}
