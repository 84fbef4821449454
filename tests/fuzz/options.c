/*
 * options.c - a command line, its words separated by newlines
 */
#include <string.h>

#include "error.h"
#include "target.h"
#include "verb.h"

#define MOST_WORDS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	char *argv[MOST_WORDS + 2] = {(char *)"berth"};
	char *rest = arena_bytes(&arena, (const char *)data, size);
	struct request req = {.verb = NULL};
	struct error err = NO_ERROR;
	int argc = 1;

	for (char *word; argc <= MOST_WORDS && (word = strsep(&rest, "\n"));)
		argv[argc++] = word;
	if (request_read(&req, argc, argv, &err))
		HOLDS(err.text[0], "a refusal without a word\n");
	request_drop(&req);
	return 0;
}
