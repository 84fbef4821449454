/*
 * number.c - text to numbers, strictly
 */
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "number.h"

/* Reads digits and moves on; -1 when there is none or the number is above most. */
static int digits(const char **text, uint64_t most, uint64_t *value)
{
	uint64_t sum = 0;

	if (!isdigit((unsigned char)**text))
		return -1;
	for (; isdigit((unsigned char)**text); ++*text) {
		unsigned digit = (unsigned)(**text - '0');

		if (digit > most || sum > (most - digit) / 10)
			return -1;
		sum = sum * 10 + digit;
	}
	*value = sum;
	return 0;
}

int number_unsigned(const char *text, uint64_t most, uint64_t *value)
{
	uint64_t read;

	if (digits(&text, most, &read) || *text)
		return -1;
	*value = read;
	return 0;
}

int number_signed(const char *text, int64_t least, int64_t most, int64_t *value)
{
	int negative = text[0] == '-';
	uint64_t size;

	if (number_unsigned(text + negative, (uint64_t)INT64_MAX + (uint64_t)negative, &size))
		return -1;
	int64_t read = negative ? (int64_t)(0 - size) : (int64_t)size;

	if (read < least || read > most)
		return -1;
	*value = read;
	return 0;
}

int number_size(const char *text, int64_t *bytes)
{
	static const char units[] = "kmgtp";
	int negative = text[0] == '-', shift = 0;
	const char *unit;
	uint64_t size;

	text += negative;
	if (digits(&text, INT64_MAX, &size))
		return -1;
	unit = *text ? strchr(units, tolower((unsigned char)*text)) : NULL;
	if (unit) {
		shift = 10 * (int)(unit - units + 1);
		text++;
	}
	if (strcasecmp(text, "b") == 0 || (unit && strcasecmp(text, "ib") == 0))
		text += strlen(text);
	if (*text || size > ((uint64_t)INT64_MAX >> shift))
		return -1;
	*bytes = (int64_t)(size << shift);
	if (negative)
		*bytes = -*bytes;
	return 0;
}

int number_duration(const char *text, int64_t *nanoseconds)
{
	static const struct {
		const char *name;
		int64_t size;
	} units[] = {
		{"",   1000000000   },
		{"h",  3600000000000},
		{"m",  60000000000  },
		{"s",  1000000000   },
		{"ms", 1000000      },
		{"us", 1000         },
		{"ns", 1            },
	};
	uint64_t whole, part = 0;
	double scale = 1;

	if (digits(&text, INT64_MAX, &whole))
		return -1;
	if (*text == '.') {
		const char *start = ++text;

		if (digits(&text, 999999999, &part))
			return -1;
		for (; start < text; start++)
			scale *= 10;
	}
	for (size_t i = 0; i < COUNT(units); i++) {
		if (strcmp(text, units[i].name))
			continue;
		/* One unit is left free: the part behind the point is less than that. */
		if ((int64_t)whole >= INT64_MAX / units[i].size)
			return -1;
		*nanoseconds = (int64_t)whole * units[i].size +
			       (int64_t)((double)part * (double)units[i].size / scale);
		return 0;
	}
	return -1;
}
