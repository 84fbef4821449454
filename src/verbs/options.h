/*
 * options.h - options taken off the front of an argument vector, by a table
 */
#ifndef BERTH_OPTIONS_H
#define BERTH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct option_row;
struct request;

/* The row with that name, --help included, or NULL. */
const struct option_row *option_find(const struct option_row *rows, const char *name,
				     size_t length);
const struct option_row *option_find_letter(const struct option_row *rows, char letter);

/* "-x" and "--name" are; "-", which stands for standard input, is none. */
bool option_is(const char *word);

/* **next is an option: puts it into the request and moves on behind its value. */
int option_read(struct request *req, const struct option_row *rows, char ***next,
		struct error *err);

#endif
