/*
 * path.c - paths as text
 */
#include <string.h>

#include "arena.h"
#include "path.h"

bool path_is_absolute(const char *path)
{
	return path[0] == '/';
}

/* Takes the last component off what has been written so far: "/a/b" becomes "/a". */
static size_t climb(const char *clean, size_t length, size_t floor)
{
	while (length > floor && clean[length - 1] != '/')
		length--;
	return length > floor && length > 1 ? length - 1 : length;
}

char *path_clean(struct arena *arena, const char *path)
{
	char *clean = arena_alloc(arena, strlen(path) + 2);
	bool absolute = path_is_absolute(path);
	size_t length = 0;

	if (absolute)
		clean[length++] = '/';
	for (const char *at = path; *at;) {
		size_t part = strcspn(at, "/");
		bool dots = part == 2 && at[0] == '.' && at[1] == '.';

		if (dots && absolute) {
			length = climb(clean, length, 1);
		} else if (part && !(part == 1 && at[0] == '.')) {
			if (length && clean[length - 1] != '/')
				clean[length++] = '/';
			memcpy(clean + length, at, part);
			length += part;
		}
		at += part;
		at += strspn(at, "/");
	}
	if (!length)
		clean[length++] = '.';
	clean[length] = '\0';
	return clean;
}

char *path_join(struct arena *arena, const char *base, const char *name)
{
	if (path_is_absolute(name))
		return path_clean(arena, name);
	return path_clean(arena, arena_format(arena, "%s/%s", base, name));
}

bool path_is_beneath(const char *path, const char *base)
{
	size_t length = strlen(base);

	if (strcmp(base, "/") == 0)
		return path_is_absolute(path);
	return strncmp(path, base, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
