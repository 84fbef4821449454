/*
 * nearest.c - what a mistyped word was meant to be
 *
 * The distance is the least number of letters to insert, delete, replace or swap with their
 * neighbour. A name is near when that is at most a third of it.
 */
#include <string.h>

#include "nearest.h"

#define LONGEST 32

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *word, size_t length, const char *name)
{
	size_t far[LONGEST + 1][LONGEST + 1], size = strlen(name);

	for (size_t i = 0; i <= length; i++) {
		for (size_t j = 0; j <= size; j++) {
			if (!i || !j) {
				far[i][j] = i + j;
				continue;
			}
			far[i][j] = far[i - 1][j - 1] + (word[i - 1] != name[j - 1]);
			far[i][j] = least(far[i][j], least(far[i - 1][j], far[i][j - 1]) + 1);
			if (i > 1 && j > 1 && word[i - 1] == name[j - 2] &&
			    word[i - 2] == name[j - 1])
				far[i][j] = least(far[i][j], far[i - 2][j - 2] + 1);
		}
	}
	return far[length][size];
}

void nearest_consider(struct nearest *nearest, const char *name)
{
	size_t size = strlen(name), far;

	if (size > LONGEST || nearest->length > LONGEST)
		return;
	far = distance(nearest->word, nearest->length, name);
	if (far > (size + 1) / 3 || (nearest->best && far >= nearest->distance))
		return;
	nearest->best = name;
	nearest->distance = far;
}
