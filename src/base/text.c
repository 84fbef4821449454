/*
 * text.c - strings that grow
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "alloc.h"
#include "text.h"

/*
 * Most texts are short, come and go, and are few at a time. An allocator may ask the kernel for a
 * page and give it back for each of them; so the rooms of those that were dropped are kept, all
 * of one size, for the next ones.
 */
struct room {
	struct room *next;
};

static struct room *spare;
static char *lent, *lent_end; /* what nobody has used yet: not touched before somebody does */

static void keep(void *memory)
{
	struct room *room = memory;

	room->next = spare;
	spare = room;
}

void texts_lend(void *memory, size_t size)
{
	lent = memory;
	lent_end = lent + size;
#ifdef __SANITIZE_ADDRESS__
	/* A spare room in there may be all that leads to one of an allocator. */
	__lsan_register_root_region(memory, size);
#endif
}

static char *find_room(void)
{
	char *room = (char *)spare;

	if (room) {
		spare = spare->next;
		return room;
	}
	if (lent_end - lent < TEXT_ROOM)
		return alloc_again(NULL, TEXT_ROOM);
	room = lent;
	lent += TEXT_ROOM;
	return room;
}

/* A room of that size may be lent: it is no allocator's business. */
static void outgrow(struct text *text, size_t wanted)
{
	char *larger = alloc_again(text->room == TEXT_ROOM ? NULL : text->start, wanted);

	if (text->room == TEXT_ROOM) {
		memcpy(larger, text->start, text->length + 1);
		keep(text->start);
	}
	text->start = larger;
	text->room = wanted;
}

static void make_room(struct text *text, size_t more)
{
	size_t wanted = text->length + more + 1;

	if (!text->start) {
		text->start = find_room();
		text->start[0] = '\0';
		text->room = TEXT_ROOM;
	}
	if (wanted <= text->room)
		return;
	outgrow(text, wanted < 2 * text->room ? 2 * text->room : wanted);
}

void text_add_bytes(struct text *text, const void *bytes, size_t count)
{
	make_room(text, count);
	if (count)
		memcpy(text->start + text->length, bytes, count);
	text->length += count;
	text->start[text->length] = '\0';
}

char *text_room(struct text *text, size_t more)
{
	make_room(text, more);
	return text->start + text->length;
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_vformat(struct text *text, const char *format, va_list args)
{
	va_list again;
	size_t left;
	int length;

	make_room(text, 0);
	left = text->room - text->length;
	va_copy(again, args);
	length = vsnprintf(text->start + text->length, left, format, again);
	va_end(again);
	if (length >= 0 && (size_t)length >= left) {
		make_room(text, (size_t)length);
		vsnprintf(text->start + text->length, (size_t)length + 1, format, args);
	}
	text->length += (size_t)(length < 0 ? 0 : length);
	text->start[text->length] = '\0';
}

void text_format(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vformat(text, format, args);
	va_end(args);
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->start)
		text->start[0] = '\0';
}

void text_drop(struct text *text)
{
	if (text->room == TEXT_ROOM)
		keep(text->start);
	else
		free(text->start);
	*text = NO_TEXT;
}

const char *text_string(const struct text *text)
{
	return text->start ? text->start : "";
}

bool text_starts_with(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *string, const char *suffix)
{
	size_t length = strlen(string), tail = strlen(suffix);

	return length >= tail && strcmp(string + length - tail, suffix) == 0;
}

bool text_equal(const char *one, const char *other)
{
	return one && other && strcmp(one, other) == 0;
}
