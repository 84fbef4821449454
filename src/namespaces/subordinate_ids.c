/*
 * subordinate_ids.c - reads /etc/subuid and /etc/subgid
 *
 * A user's name is looked up in /etc/passwd alone. Where users come from a directory, so do their
 * ranges, which only newuidmap(1) can ask for: then the number may stand in the file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "number.h"
#include "subordinate_ids.h"
#include "text.h"

#define MOST_FILE (4 << 20)
#define MOST_ID   UINT32_MAX

/* The fields of a line, cut where they stand; those that are missing are empty. */
static void cut(char *line, const char **fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fields[i] = line ? strsep(&line, ":") : "";
}

static bool user_name(uid_t user, struct text *name)
{
	auto_text struct text lines = NO_TEXT;
	char *rest = NULL;

	if (file_read(AT_FDCWD, "/etc/passwd", MOST_FILE, &lines))
		return false;
	for (char *line = strtok_r(lines.start, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *fields[3];
		uint64_t number;

		cut(line, fields, 3);
		if (number_unsigned(fields[2], MOST_ID, &number) || number != user)
			continue;
		text_add(name, fields[0]);
		return true;
	}
	return false;
}

/* One line, if it is the user's. */
static bool read_line(char *line, const char *name, const char *number, struct id_range *range)
{
	const char *fields[3];
	uint64_t first, count;

	cut(line, fields, 3);
	if (!text_equal(fields[0], name) && strcmp(fields[0], number) != 0)
		return false;
	if (number_unsigned(fields[1], MOST_ID, &first) ||
	    number_unsigned(fields[2], MOST_ID, &count) || first + count > MOST_ID)
		return false;
	*range = (struct id_range){.first = (int64_t)first, .count = (int64_t)count};
	return count > 0;
}

bool subordinate_ids(const char *file, uid_t user, struct id_range *range)
{
	auto_text struct text lines = NO_TEXT, name = NO_TEXT;
	char number[16], *rest = NULL;
	bool known = user_name(user, &name);

	*range = (struct id_range){0};
	snprintf(number, sizeof(number), "%u", user);
	if (file_read(AT_FDCWD, file, MOST_FILE, &lines))
		return false;
	for (char *line = strtok_r(lines.start, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct id_range found;

		if (read_line(line, known ? name.start : NULL, number, &found) &&
		    found.count > range->count)
			*range = found;
	}
	return range->count > 0;
}
