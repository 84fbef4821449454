/*
 * knob_parts.h - the single limits in a limit file
 *
 * Some files hold one limit; some hold one for each device or resource, on a line of its own;
 * some hold several on each of these lines:
 *
 *	memory.max	67108864
 *	cpu.max		50000 100000
 *	io.weight	default 100
 *			8:16 300
 *	io.max		8:0 rbps=1048576 wbps=max riops=max wiops=max
 *
 * A part is one of them: what is written is taken apart, so that it can be compared with what
 * the kernel then holds, and put back. Everything is allocated from the arena given.
 */
#ifndef BERTH_KNOB_PARTS_H
#define BERTH_KNOB_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct knob_part {
	const char *field; /* the spec's name of it, where it is known */
	const char *file;
	const char *key;  /* "8:0", "default"; NULL in a file that holds one limit */
	const char *name; /* "rbps"; NULL where a line holds one limit */
	const char *value;
};

struct knob_parts {
	struct knob_part *items;
	size_t count;
};

/* Adds the parts of what is written to a file. */
void knob_parts_add(struct arena *arena, struct knob_parts *parts, const char *file,
		    const char *written);

/* The value that the file's content has for such a part; the kernel's default when it has none. */
const char *knob_part_value(struct arena *arena, const struct knob_part *part, const char *content);

/* As it is written to its file. */
const char *knob_part_line(struct arena *arena, const struct knob_part *part);

/* The same limit, whatever its value. */
bool knob_part_is(const struct knob_part *one, const struct knob_part *other);

#endif
