/* arena.c: memory that lives as long as its owner */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "alloc.h"
#include "arena.h"

Test(base_arena, memory_is_zeroed_aligned_and_its_own)
{
	auto_arena struct arena arena = NO_ARENA;
	static const size_t sizes[] = {1, 3, 8, 100, 4096, 16 * 1024, 100 * 1024, 1, 7};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		unsigned char *memory = arena_alloc(&arena, sizes[i]);

		cr_assert_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert_eq(memory[j], 0, "byte %zu of %zu", j, sizes[i]);
		memset(memory, 0xff, sizes[i]);
	}
}

Test(base_arena, lent_room_is_used_first_and_stays_its_owners)
{
	static max_align_t room[32];
	struct arena arena = arena_in(room, sizeof(room));
	char *within, *beyond;

	memset(room + 16, 0xff, sizeof(room) - 16 * sizeof(*room));
	within = arena_alloc(&arena, 512);
	cr_assert(within > (char *)room && within + 512 <= (char *)(room + 32));
	for (size_t i = 0; i < 512; i++)
		cr_assert_eq(within[i], 0, "byte %zu", i);
	beyond = arena_alloc(&arena, sizeof(room));
	cr_assert(beyond + sizeof(room) <= (char *)room || beyond >= (char *)(room + 32));
	arena_drop(&arena); /* would end the program, did it free the room */
	cr_assert_null(arena.blocks);
}

Test(base_arena, strings_are_copied)
{
	auto_arena struct arena arena = NO_ARENA;
	char original[] = "name";
	char *copy = arena_text(&arena, original);

	original[0] = 'X';
	cr_assert_str_eq(copy, "name");
	cr_assert_str_eq(arena_text(&arena, ""), "");
}

Test(base_arena, bytes_get_a_terminator)
{
	auto_arena struct arena arena = NO_ARENA;

	cr_assert_str_eq(arena_bytes(&arena, "names", 4), "name");
	cr_assert_str_eq(arena_bytes(&arena, NULL, 0), "");
}

Test(base_arena, a_format_has_any_length)
{
	auto_arena struct arena arena = NO_ARENA;

	cr_assert_str_eq(arena_format(&arena, "%s/%d", "proc", 1), "proc/1");
	cr_assert_str_eq(arena_format(&arena, "%s", ""), "");
	cr_assert_eq(strlen(arena_format(&arena, "%050000d", 1)), 50000);
}

Test(base_arena, an_array_grows_and_keeps_what_is_in_it)
{
	auto_arena struct arena arena = NO_ARENA;
	struct item {
		int number, untouched;
	} *items = NULL;
	size_t count = 0;

	for (int i = 0; i < 1000; i++) {
		struct item *item = ARENA_ADD(&arena, items, count);

		cr_assert_eq(item->number, 0, "item %d is not zeroed", i);
		item->number = i;
	}
	cr_assert_eq(count, 1000);
	for (int i = 0; i < 1000; i++) {
		cr_assert_eq(items[i].number, i);
		cr_assert_eq(items[i].untouched, 0);
	}
}

Test(base_arena, a_dropped_arena_may_be_dropped_again_and_used)
{
	struct arena arena = NO_ARENA;

	arena_text(&arena, "old");
	arena_drop(&arena);
	arena_drop(&arena);
	cr_assert_str_eq(arena_text(&arena, "new"), "new");
	arena_drop(&arena);
}

Test(base_arena, a_vector_ends_with_null)
{
	auto_arena struct arena arena = NO_ARENA;
	struct strings list = {.count = 0};
	const char **vector;

	cr_assert_null(strings_vector(&arena, &list)[0], "an empty list is a vector as well");
	strings_add(&arena, &list, "sh");
	strings_add(&arena, &list, "-c");
	strings_add(&arena, &list, "true");
	vector = strings_vector(&arena, &list);
	cr_assert_str_eq(vector[0], "sh");
	cr_assert_str_eq(vector[2], "true");
	cr_assert_null(vector[3]);
}

Test(base_arena, a_word_is_found_at_its_first_place)
{
	auto_arena struct arena arena = NO_ARENA;
	struct strings list = {.count = 0};

	cr_assert_eq(strings_find(&list, "a"), -1);
	strings_add(&arena, &list, "a");
	strings_add(&arena, &list, "b");
	strings_add(&arena, &list, "b");
	cr_assert_eq(strings_find(&list, "b"), 1);
	cr_assert_eq(strings_find(&list, "bb"), -1);
}
