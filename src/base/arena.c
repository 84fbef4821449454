/*
 * arena.c - memory that lives as long as its owner
 *
 * Blocks of 16 KiB (or one of the size of a larger request) in a list; the first may be lent.
 * What is handed out is cleared then, not the block before: a page that nobody needs is never
 * touched. How far a block is used is the arena's to know: its own first page may be one that is
 * only read.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "arena.h"

#define BLOCK (16 * 1024 - sizeof(struct arena_block))

struct arena_block {
	struct arena_block *next;
	bool is_lent; /* it is somebody else's memory */
	max_align_t bytes[];
};

static void begin_with(struct arena *arena, struct arena_block *block, size_t size)
{
	arena->blocks = block;
	arena->next = (char *)block->bytes;
	arena->end = arena->next + size;
}

struct arena arena_in(void *room, size_t size)
{
	struct arena_block *block = room;
	struct arena arena;

	*block = (struct arena_block){.is_lent = true};
	begin_with(&arena, block, size - sizeof(*block));
	return arena;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	if (!arena->blocks || (size_t)(arena->end - arena->next) < size) {
		size_t room = size > BLOCK ? size : BLOCK;
		struct arena_block *block = alloc_again(NULL, sizeof(*block) + room);

		*block = (struct arena_block){.next = arena->blocks};
		begin_with(arena, block, room);
	}
	memory = arena->next;
	arena->next += size;
	return memset(memory, 0, size);
}

char *arena_bytes(struct arena *arena, const void *bytes, size_t count)
{
	char *copy = arena_alloc(arena, count + 1);

	if (count)
		memcpy(copy, bytes, count);
	return copy;
}

char *arena_text(struct arena *arena, const char *string)
{
	return arena_bytes(arena, string, strlen(string));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	int length;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

void arena_drop(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		if (!block->is_lent)
			free(block);
	}
	*arena = NO_ARENA;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	void *grown;

	/* Room is always the next power of two, so it is full when count is one. */
	if (items && (count & (count - 1)))
		return items;
	grown = arena_alloc(arena, (count ? 2 * count : 1) * size);
	if (items)
		memcpy(grown, items, count * size);
	return grown;
}

size_t arena_room(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return room;
}

void strings_add(struct arena *arena, struct strings *list, const char *string)
{
	*ARENA_ADD(arena, list->items, list->count) = string;
}

const char **strings_vector(struct arena *arena, const struct strings *list)
{
	const char **vector = arena_alloc(arena, (list->count + 1) * sizeof(*vector));

	if (list->count)
		memcpy(vector, list->items, list->count * sizeof(*vector));
	return vector;
}

int strings_find(const struct strings *list, const char *string)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i], string) == 0)
			return (int)i;
	}
	return -1;
}
