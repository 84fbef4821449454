/*
 * stat_lines.h - the kernel's statistics files, line by line
 *
 *	"file 4096"				a name and a value
 *	"8:0 rbytes=1 wbytes=2"			a name and pairs
 *	"some avg10=0.00 total=0"
 */
#ifndef BERTH_STAT_LINES_H
#define BERTH_STAT_LINES_H

#include <stdbool.h>
#include <stdint.h>

#define MOST_OF_STATS (1024 * 1024)

struct stat_line {
	char name[64];
	char rest[1024];
};

struct stat_pair {
	char key[64];
	char value[64]; /* a number, as the kernel wrote it */
};

/* Moves on to the next line; false at the end. */
bool stat_next_line(const char **at, struct stat_line *line);

/* Moves on to the next KEY=NUMBER of a line's rest; others are passed over. */
bool stat_next_pair(const char **at, struct stat_pair *pair);

/* The number behind a name, 0 when it is not there. */
uint64_t stat_value(const char *text, const char *name);

/* The same from a file. -1 and errno, and *value untouched. */
int stat_file_value(int cgroup, const char *file, const char *name, uint64_t *value);

#endif
