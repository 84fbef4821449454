/*
 * suggest.h - the nearest known name to a misspelt one
 */
#ifndef BERTH_SUGGEST_H
#define BERTH_SUGGEST_H

#include <stddef.h>

/*
 * The name nearest to the word, or NULL when none is near. The names stand stride bytes apart,
 * so that those in a table of rows can be given where they are; NULLs are passed over.
 */
const char *suggest_nearest(const char *word, const char *const *names, size_t count,
			    size_t stride);

#endif
