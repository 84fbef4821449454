/*
 * alloc.c - the one place where memory runs out
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

static void *there(void *memory)
{
	static const char words[] = "berth: out of memory\n";

	if (memory)
		return memory;
	/* Nothing can be done about a failing write here. */
	(void)!write(STDERR_FILENO, words, sizeof(words) - 1);
	_exit(125);
}

void *alloc(size_t count, size_t size)
{
	return there(calloc(count ? count : 1, size ? size : 1));
}

void *alloc_again(void *memory, size_t size)
{
	return there(realloc(memory, size ? size : 1));
}

char *alloc_text(const char *string)
{
	return there(strdup(string));
}

void free_pointer(void *pointer_to_pointer)
{
	int system = errno;

	free(*(void **)pointer_to_pointer);
	errno = system;
}
