/*
 * index_list.c - CPUs and memory nodes as the kernel lists them
 */
#include <stdio.h>
#include <string.h>

#include "index_list.h"

/* Moves on to the next "3" or "3-5"; false at the end. */
static bool next_range(const char **at, unsigned *first, unsigned *last)
{
	int numbers;

	if (!**at)
		return false;
	*first = 1;
	*last = 0; /* a range of none, for what is no number */
	numbers = sscanf(*at, "%u-%u", first, last);
	if (numbers == 1)
		*last = *first;
	*at += strcspn(*at, ",");
	*at += **at == ',';
	return true;
}

static bool has(const char *list, unsigned index)
{
	unsigned first, last;

	for (const char *at = list; next_range(&at, &first, &last);) {
		if (index >= first && index <= last)
			return true;
	}
	return false;
}

bool index_list_exceeds(const char *list, const char *other)
{
	unsigned first, last;

	for (const char *at = list; next_range(&at, &first, &last);) {
		for (unsigned index = first; index <= last; index++) {
			if (!has(other, index))
				return true;
		}
	}
	return false;
}
