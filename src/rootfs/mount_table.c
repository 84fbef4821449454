/*
 * mount_table.c - proc_pid_mountinfo(5)
 *
 *	36 35 98:0 /root /place rw,nosuid shared:1 master:2 - ext4 /dev/sda rw
 *
 * Blanks in names are written as \040 and the like, so words end at blanks. How many words
 * stand before the "-" varies.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>

#include "alloc.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "mount_table.h"
#include "text.h"

#define TABLE_LIMIT (64 << 20)

static bool is_octal(char digit)
{
	return digit >= '0' && digit <= '7';
}

/* "\040" and its like, in place. */
static void unescape(char *word)
{
	char *to = word;

	for (const char *from = word; *from; to++) {
		if (from[0] == '\\' && is_octal(from[1]) && is_octal(from[2]) &&
		    is_octal(from[3])) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static uint64_t attributes_of(char *words)
{
	static const struct {
		const char *word;
		uint64_t attribute;
	} known[] = {
		{"ro",     MOUNT_ATTR_RDONLY},
		{"nosuid", MOUNT_ATTR_NOSUID},
		{"nodev",  MOUNT_ATTR_NODEV },
		{"noexec", MOUNT_ATTR_NOEXEC},
	};
	uint64_t attributes = 0;

	for (char *word; (word = strsep(&words, ","));) {
		for (size_t i = 0; i < COUNT(known); i++)
			attributes |= strcmp(word, known[i].word) == 0 ? known[i].attribute : 0;
	}
	return attributes;
}

static int parse_line(char *line, struct mount_entry *entry)
{
	char *head[6], *rest = line;
	unsigned major, minor;

	for (size_t i = 0; i < COUNT(head); i++) {
		head[i] = strsep(&rest, " ");
		if (!head[i])
			return -1;
	}
	for (char *word; (word = strsep(&rest, " ")) && strcmp(word, "-") != 0;)
		;
	entry->type = strsep(&rest, " ");
	if (!entry->type || sscanf(head[0], "%u", &entry->id) != 1 ||
	    sscanf(head[1], "%u", &entry->parent) != 1 ||
	    sscanf(head[2], "%u:%u", &major, &minor) != 2)
		return -1;
	entry->device = makedev(major, minor);
	unescape(head[4]);
	entry->place = head[4];
	entry->attributes = attributes_of(head[5]);
	return 0;
}

int mount_table_parse(char *text, struct arena *arena, struct mount_table *table)
{
	for (char *line; (line = strsep(&text, "\n"));) {
		if (*line && parse_line(line, ARENA_ADD(arena, table->entries, table->count)))
			return -1;
	}
	return 0;
}

int mount_table_read(int proc, pid_t pid, struct arena *arena, struct mount_table *table,
		     struct error *err)
{
	auto_text struct text text = NO_TEXT;
	char name[32];

	*table = (struct mount_table){.count = 0};
	snprintf(name, sizeof(name), "%d/mountinfo", (int)pid);
	if (file_read(proc, name, TABLE_LIMIT, &text))
		return fail(err, SYSTEM, "read the mounts of process %d", (int)pid);
	if (mount_table_parse(arena_bytes(arena, text.start, text.length), arena, table))
		return fail(err, BUG, "the mounts of process %d are not understood", (int)pid);
	return 0;
}

struct mount_entry *mount_table_find(const struct mount_table *table, unsigned id)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->entries[i].id == id)
			return &table->entries[i];
	}
	return NULL;
}
