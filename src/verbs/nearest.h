/*
 * nearest.h - what a mistyped word was meant to be
 */
#ifndef BERTH_NEAREST_H
#define BERTH_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word; /* as typed */
	size_t length;
	const char *best; /* or NULL: nothing is near */
	size_t distance;
};

#define NEAREST(word, length) ((struct nearest){(word), (length), NULL, 0})

/* Looks whether a name is nearer to the word than those before. */
void nearest_consider(struct nearest *nearest, const char *name);

#endif
