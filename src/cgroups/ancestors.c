/*
 * ancestors.c - a cgroup and those above it, by level
 */
#include <stdio.h>
#include <string.h>

#include "ancestors.h"

unsigned ancestor_levels(const char *path)
{
	unsigned levels = 0;

	for (const char *at = path + strspn(path, "/"); *at;) {
		levels++;
		at += strcspn(at, "/");
		at += strspn(at, "/");
	}
	return levels < MOST_LEVELS ? levels : MOST_LEVELS;
}

const char *ancestor_file(char name[ANCESTOR_NAME], unsigned level, const char *file)
{
	char *end = name;

	for (unsigned i = 0; i < level && i < MOST_LEVELS; i++)
		end = stpcpy(end, "../");
	snprintf(end, ANCESTOR_NAME - (size_t)(end - name), "%s", file);
	return name;
}

char *ancestor_path(struct arena *arena, const char *path, unsigned level)
{
	char *above = arena_format(arena, "/%s", path + strspn(path, "/"));

	for (char *slash; level && (slash = strrchr(above, '/')); level--)
		*slash = '\0';
	return above;
}
