/*
 * output.h - columns for people
 *
 *	struct columns columns = {.arena = arena, .count = 2};
 *
 *	columns_add(&columns, (const char *[]){"ID", "PID"});
 *	columns_print(&columns);
 */
#ifndef BERTH_OUTPUT_H
#define BERTH_OUTPUT_H

#include "arena.h"

struct columns {
	struct arena *arena;
	size_t count; /* of columns */
	struct strings cells;
};

/* One line: as many strings as there are columns. They are kept, not copied. */
void columns_add(struct columns *columns, const char *const *line);

/* On stdout, each column as wide as its widest cell; no blanks at the end of a line. */
void columns_print(const struct columns *columns);

#endif
