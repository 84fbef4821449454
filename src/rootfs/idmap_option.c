/*
 * idmap_option.c - "idmap=uids=0-1000-10#10-2000-10;gids=0-1000-20"
 *
 * Each triplet is the first id on the disk, the first id on the host, and how many.
 */
#include <stdint.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "idmapped.h"
#include "number.h"
#include "text.h"

static int add_triplet(struct arena *arena, struct spec_id_mappings *mappings, char *triplet)
{
	uint64_t numbers[3];
	char *rest = triplet;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		char *number = strsep(&rest, "-");

		if (!number || number_unsigned(number, UINT32_MAX, &numbers[i]))
			return -1;
	}
	if (rest || !numbers[2])
		return -1;
	*ARENA_ADD(arena, mappings->items, mappings->count) =
		(struct spec_id_mapping){.container_id = (int64_t)numbers[0],
					 .host_id = (int64_t)numbers[1],
					 .size = (int64_t)numbers[2]};
	return 0;
}

static int add_list(struct arena *arena, struct mount_plan *mount, char *list)
{
	struct spec_id_mappings *mappings = text_starts_with(list, "uids=")   ? &mount->uid_mappings
					    : text_starts_with(list, "gids=") ? &mount->gid_mappings
									      : NULL;
	char *triplet;

	if (!mappings)
		return -1;
	list += strlen("uids=");
	while ((triplet = strsep(&list, "#"))) {
		if (add_triplet(arena, mappings, triplet))
			return -1;
	}
	return 0;
}

int idmap_option_apply(struct arena *arena, struct mount_plan *mount, const char *option,
		       struct error *err)
{
	char *lists = arena_text(arena, strchr(option, '=') + 1), *list;

	if (option[0] == 'r')
		mount->idmap_recursive = true;
	else
		mount->idmap = true;
	mount->uid_mappings = mount->gid_mappings = (struct spec_id_mappings){.count = 0};
	while ((list = strsep(&lists, ";"))) {
		if (add_list(arena, mount, list))
			return fail(err, SPEC,
				    "\"%s\" is not like idmap=uids=0-1000-10;gids=0-1000-10",
				    option);
	}
	if (!mount->uid_mappings.count || !mount->gid_mappings.count)
		return fail(err, SPEC, "\"%s\" must map both uids and gids", option);
	return 0;
}
