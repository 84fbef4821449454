/*
 * annotation.h - the annotations that change what berth does
 *
 * Each is a row. They come with the bundle, so whoever writes the bundle decides them:
 * `features` lists all of them as potentially unsafe, and --no-annotations turns all of them
 * off, the refused ones included. Whatever else stands in annotations is only kept and shown.
 */
#ifndef BERTH_ANNOTATION_H
#define BERTH_ANNOTATION_H

#include <stddef.h>

struct error;
struct spec;

struct annotation {
	const char *name;
	const char *refused; /* why it is not done, or NULL: it is done */
};

extern const struct annotation annotations[];
extern const size_t annotation_count;

/* The value that is in force: NULL when it is not given, or when annotations are off. */
const char *annotation_value(const struct spec *spec, const char *name);

/* REFUSED, naming the first annotation that asks for what berth does not do. */
int annotations_check(const struct spec *spec, struct error *err);

#endif
