/*
 * stat_lines.c - the kernel's statistics files, line by line
 */
#include <string.h>

#include "file.h"
#include "number.h"
#include "stat_lines.h"
#include "text.h"

static void copy(char *to, size_t size, const char *from, size_t length)
{
	if (length >= size)
		length = size - 1;
	memcpy(to, from, length);
	to[length] = '\0';
}

bool stat_next_line(const char **at, struct stat_line *line)
{
	size_t length = strcspn(*at, "\n"), name = strcspn(*at, " \n");
	size_t gap = name < length;

	if (!**at)
		return false;
	copy(line->name, sizeof(line->name), *at, name);
	copy(line->rest, sizeof(line->rest), *at + name + gap, length - name - gap);
	*at += length;
	*at += **at == '\n';
	return true;
}

bool stat_next_pair(const char **at, struct stat_pair *pair)
{
	while (**at) {
		size_t length = strcspn(*at, " "), key = strcspn(*at, "= ");
		const char *word = *at;

		*at += length;
		*at += strspn(*at, " ");
		if (!key || key + 1 >= length ||
		    strspn(word + key + 1, "0123456789.") != length - key - 1)
			continue;
		copy(pair->key, sizeof(pair->key), word, key);
		copy(pair->value, sizeof(pair->value), word + key + 1, length - key - 1);
		return true;
	}
	return false;
}

uint64_t stat_value(const char *text, const char *name)
{
	struct stat_line line;
	uint64_t value = 0;

	for (const char *at = text; stat_next_line(&at, &line);) {
		if (text_equal(line.name, name) &&
		    number_unsigned(line.rest, UINT64_MAX, &value) == 0)
			break;
	}
	return value;
}

int stat_file_value(int cgroup, const char *file, const char *name, uint64_t *value)
{
	auto_text struct text text = NO_TEXT;

	if (file_read(cgroup, file, MOST_OF_STATS, &text))
		return -1;
	*value = stat_value(text_string(&text), name);
	return 0;
}
