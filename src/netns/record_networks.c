/*
 * record_networks.c - which attachments a container has: the file "networks" of its record
 *
 * It is written before the first of them is made, so that `delete` knows them all, whatever a
 * SIGKILL has left. Without the file a container has nothing of networks, and pays nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "file.h"
#include "text.h"

#define FILE_NAME  "networks"
#define FILE_LIMIT (1 << 16)

bool record_has_networks(int record)
{
	return faccessat(record, FILE_NAME, F_OK, 0) == 0 || errno != ENOENT;
}

int record_networks_load(struct arena *arena, int record, struct strings *veths, struct error *err)
{
	auto_text struct text file = NO_TEXT;
	char *rest, *line;

	if (file_read_stored(record, FILE_NAME, FILE_LIMIT, &file))
		return errno == ENOENT ? 0 : fail(err, SYSTEM, "read the networks of the record");
	rest = file.start;
	while ((line = strsep(&rest, "\n"))) {
		/* What is torn, or was not written by berth, is no name of a file. */
		if (text_starts_with(line, VETH_PREFIX) && !strchr(line, '/') &&
		    strlen(line) < DEVICE_NAME_ROOM)
			strings_add(arena, veths, arena_text(arena, line));
	}
	return 0;
}

int record_networks_add(struct arena *arena, int record, const struct strings *veths,
			struct error *err)
{
	auto_text struct text file = NO_TEXT;
	struct strings all = {NULL, 0};

	if (record_networks_load(arena, record, &all, err))
		return -1;
	for (size_t i = 0; i < veths->count; i++)
		strings_add(arena, &all, veths->items[i]);
	for (size_t i = 0; i < all.count; i++)
		text_format(&file, "%s\n", all.items[i]);
	/* Where there was none, a torn one loses nothing. */
	if ((all.count == veths->count ? file_make : file_replace)(record, FILE_NAME, file.start,
								   file.length, 0600))
		return fail(err, SYSTEM, "write the networks of the record");
	return 0;
}

void record_networks_remove(int record)
{
	(void)unlinkat(record, FILE_NAME, 0); /* it may not be there */
}
