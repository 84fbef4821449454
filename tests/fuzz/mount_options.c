/*
 * mount_options.c - option words, one on each line; the first line says whether for a bind
 */
#include <string.h>
#include <sys/mount.h>

#include "arena.h"
#include "error.h"
#include "mount_options.h"
#include "target.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text printed = NO_TEXT;
	struct mount_plan mount = {.destination = "/x", .type = "tmpfs", .source = "/source"};
	char *rest = arena_bytes(&arena, (const char *)data, size);

	mount.kind = size && rest[0] == 'b' ? MOUNT_BIND : MOUNT_FILESYSTEM;
	for (char *word; (word = strsep(&rest, "\n"));) {
		struct error err = NO_ERROR;

		if (mount_option_apply(&arena, &mount, word, &err))
			HOLDS(err.text[0], "a refusal without a word\n");
	}
	/* The time attributes are one field of several bits, which is cleared to be set. */
	HOLDS(!(mount.set & mount.clear & ~(uint64_t)MOUNT_ATTR__ATIME), "set and cleared\n");
	HOLDS(!(mount.set_recursive & mount.clear_recursive & ~(uint64_t)MOUNT_ATTR__ATIME),
	      "set and cleared\n");
	mount_attributes_print(&mount, &printed);
	return 0;
}
