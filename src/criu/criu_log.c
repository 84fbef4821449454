/*
 * criu_log.c - why CRIU failed, in its own words
 *
 * Its log is long. A line that tells of an error begins
 *
 *	(00.012345)      1: Error (criu/files-reg.c:1710): Can't ...
 *
 * and the last of those says only that all has failed; the one before is the reason.
 */
#include <stdbool.h>
#include <string.h>

#include "criu.h"
#include "text.h"

static const char marker[] = "Error (";

/* "Dumping FAILED.", "Restoring FAILED.", "Pre-dumping FAILED." */
static bool says_nothing(const char *words, size_t size)
{
	static const char end[] = " FAILED.";
	size_t length = strlen(end);

	return size >= length && size < 40 && memcmp(words + size - length, end, length) == 0;
}

/* What follows "Error (FILE:LINE): " in a line; NULL when it is no such line. */
static const char *words_of(const char *line, size_t size)
{
	const char *found = memmem(line, size, marker, strlen(marker));
	const char *words = found ? memmem(found, (size_t)(line + size - found), "): ", 3) : NULL;

	return words ? words + 3 : NULL;
}

void criu_log_quote(const char *log, size_t size, struct text *line)
{
	const char *end = log + size, *last = NULL;
	size_t length = 0;

	for (const char *at = log; at < end;) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *words;

		if (!stop)
			stop = end;
		words = words_of(at, (size_t)(stop - at));
		if (words && !says_nothing(words, (size_t)(stop - words))) {
			last = words;
			length = (size_t)(stop - words);
		}
		at = stop + (stop < end);
	}
	if (last)
		text_add_bytes(line, last, length);
}
