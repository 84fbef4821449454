/*
 * number_list.c - lists of processors and memory nodes, "0-3,7"
 */
#include <errno.h>
#include <string.h>

#include "number.h"
#include "planners.h"

#define WORD    (8 * sizeof(unsigned long))
#define LONGEST 10 /* digits of a number: more are none of ours */

static int read_number(const char **at, size_t count, uint64_t *number)
{
	char digits[LONGEST + 1];
	size_t length = strspn(*at, "0123456789");

	errno = EINVAL;
	if (!length || length > LONGEST)
		return -1;
	memcpy(digits, *at, length);
	digits[length] = '\0';
	*at += length;
	errno = ERANGE;
	return number_unsigned(digits, count - 1, number);
}

int number_list_read(const char *list, unsigned long *bits, size_t count)
{
	uint64_t first, last;

	memset(bits, 0, count / 8);
	for (const char *at = list;; at++) {
		if (read_number(&at, count, &first))
			return -1;
		last = first;
		if (*at == '-') {
			at++;
			if (read_number(&at, count, &last))
				return -1;
		}
		errno = EINVAL;
		if (last < first || (*at && *at != ','))
			return -1;
		for (uint64_t i = first; i <= last; i++)
			bits[i / WORD] |= 1ul << i % WORD;
		if (!*at)
			return 0;
	}
}
