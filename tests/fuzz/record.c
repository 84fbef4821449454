/*
 * record.c - record.json and pid, as a crash, a full disk or another version may have left them
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "record.h"
#include "record_file.h"
#include "target.h"
#include "text.h"

static char place[] = "/tmp/berth-fuzz-XXXXXX";
static int dir = -1;

static void clear(void)
{
	(void)unlinkat(dir, "record.json", 0);
	(void)unlinkat(dir, "pid", 0);
	(void)rmdir(place);
}

static void open_directory(void)
{
	HOLDS(mkdtemp(place), "no directory to work in\n");
	dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	HOLDS(dir >= 0, "%s cannot be opened\n", place);
	atexit(clear);
}

static void put(const char *name, const void *content, size_t length)
{
	HOLDS(file_make(dir, name, content, length, 0600) == 0, "%s is not written\n", name);
}

/* What follows the first NUL is the pid file. */
static void put_input(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
	size_t length = end ? (size_t)(end - data) : size;

	put("record.json", data, length);
	if (end)
		put("pid", end + 1, size - length - 1);
	else
		(void)unlinkat(dir, "pid", 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text once = NO_TEXT, again = NO_TEXT, state = NO_TEXT;
	struct record first = {.arena = &arena, .id = "fuzz"}, second;

	if (dir < 0)
		open_directory();
	first.dir = dir;
	second = first;
	put_input(data, size);
	record_read(&first);
	record_state(&first, STATUS_STOPPED, true, true, &state);
	/* What was read is written so that it is read alike. */
	record_write(&first, &once);
	put("record.json", once.start, once.length);
	record_read(&second);
	record_write(&second, &again);
	HOLDS(strcmp(text_string(&once), text_string(&again)) == 0, "%s\n%s\n", once.start,
	      again.start);
	return 0;
}
