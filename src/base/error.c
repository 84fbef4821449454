/*
 * error.c - writes the one sentence
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

const char *error_words(int system)
{
	static char words[128];
	const char *said = strerror(system);

	snprintf(words, sizeof(words), "%s", said);
	/* "No such file" becomes "no such file"; "RFS specific error" stays what it is. */
	if (isupper((unsigned char)words[0]) && islower((unsigned char)words[1]))
		words[0] = (char)tolower((unsigned char)words[0]);
	return words;
}

static void append(char *text, size_t size, const char *more)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, "%s", more);
}

int fail(struct error *err, enum failure kind, const char *format, ...)
{
	int system = errno;
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->kind = kind;
	err->system = 0;
	if (kind == SYSTEM && system) {
		err->system = system;
		append(err->text, sizeof(err->text), ": ");
		append(err->text, sizeof(err->text), error_words(system));
	}
	return -1;
}

int fail_during(struct error *err, const char *format, ...)
{
	char inner[sizeof(err->text)];
	va_list args;

	memcpy(inner, err->text, sizeof(inner));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	append(err->text, sizeof(err->text), ": ");
	append(err->text, sizeof(err->text), inner);
	return -1;
}

int fail_cure(struct error *err, const char *format, ...)
{
	char cure[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(cure, sizeof(cure), format, args);
	va_end(args);
	append(err->text, sizeof(err->text), "; ");
	append(err->text, sizeof(err->text), cure);
	return -1;
}

void fail_clear(struct error *err)
{
	*err = NO_ERROR;
}
