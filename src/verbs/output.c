/*
 * output.c - columns for people
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

#define GAP 3

void columns_add(struct columns *columns, const char *const *line)
{
	for (size_t i = 0; i < columns->count; i++)
		strings_add(columns->arena, &columns->cells, line[i]);
}

static size_t width(const struct columns *columns, size_t column)
{
	size_t widest = 0;

	for (size_t i = column; i < columns->cells.count; i += columns->count) {
		size_t length = strlen(columns->cells.items[i]);

		if (length > widest)
			widest = length;
	}
	return widest;
}

void columns_print(const struct columns *columns)
{
	size_t *widths;

	assert(columns->count);
	widths = arena_alloc(columns->arena, columns->count * sizeof(*widths));

	for (size_t i = 0; i < columns->count; i++)
		widths[i] = width(columns, i) + GAP;
	for (size_t i = 0; i < columns->cells.count; i++) {
		size_t column = i % columns->count;

		if (column + 1 == columns->count)
			printf("%s\n", columns->cells.items[i]);
		else
			printf("%-*s", (int)widths[column], columns->cells.items[i]);
	}
}
