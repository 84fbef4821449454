/*
 * ancestors.h - a cgroup and those above it, by level
 *
 * Level 0 is the cgroup itself, level 1 the one above it, and so on to the one just below the
 * root, which has no limits. Their files are reached from the cgroup's descriptor by "..": what
 * is above a directory of the hierarchy cannot change.
 */
#ifndef BERTH_ANCESTORS_H
#define BERTH_ANCESTORS_H

#include <stddef.h>

#include "arena.h"
#include "oom.h"

#define MOST_LEVELS   OOM_MOST_LEVELS /* those farther up are not looked at */
#define ANCESTOR_NAME (MOST_LEVELS * 3 + 64)

unsigned ancestor_levels(const char *path);

/* "../../memory.max" for level 2; gives the buffer back. */
const char *ancestor_file(char name[ANCESTOR_NAME], unsigned level, const char *file);

/* "/tenant" for level 1 of "/tenant/c1" */
char *ancestor_path(struct arena *arena, const char *path, unsigned level);

#endif
