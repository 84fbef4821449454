/*
 * arena.h - memory that lives as long as its owner
 *
 * What is read from a configuration, and what is decided from it, is allocated from
 * one arena and released with it; nothing in between is freed. Memory comes zeroed.
 *
 * Arrays grow in an arena with ARENA_ADD(), which gives back the new, zeroed item:
 *
 *	struct mount_plan *mount = ARENA_ADD(arena, plan->mounts, plan->mount_count);
 */
#ifndef BERTH_ARENA_H
#define BERTH_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *blocks;
	char *next, *end; /* what is left of the first of them */
};

#define NO_ARENA   ((struct arena){.blocks = NULL})
#define auto_arena __attribute__((cleanup(arena_drop)))

/*
 * An arena that has this room to begin with, aligned for anything. It stays its owner's, and has
 * to outlive the arena.
 */
struct arena arena_in(void *room, size_t size);

void *arena_alloc(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, const char *string);
char *arena_bytes(struct arena *arena, const void *bytes, size_t count); /* and a '\0' */
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void arena_drop(struct arena *arena);

/* The item at index count of an array that starts NULL and has room for powers of two. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t size);

#define ARENA_ADD(arena, items, count)                                                             \
	((items) = arena_grow((arena), (items), (count), sizeof(*(items))), &(items)[(count)++])

/*
 * The room of an array of so many items: the next power of two. ARENA_ADD() counts on it, so
 * who allocates an array at once gives it this room.
 */
size_t arena_room(size_t count);

/* A list of words that ends with NULL, as execve() wants it. */
struct strings {
	const char **items; /* NULL while count is 0: see strings_vector() */
	size_t count;
};

void strings_add(struct arena *arena, struct strings *list, const char *string);
const char **strings_vector(struct arena *arena, const struct strings *list);
int strings_find(const struct strings *list, const char *string); /* index or -1 */

#endif
