/*
 * sandbox_users.c - the users of a sandbox whose caller is not root of the host
 *
 * Theory of operation
 *
 * Whoever runs the command, root or the one that --user asks for, is the caller: so his files are
 * his in there. When the administrator has lent the caller ids and newuidmap(1) is there to map
 * them, they are all the others; otherwise there are no others.
 */
#include "sandbox_users.h"
#include "errand.h"
#include "subordinate_ids.h"

static void add(struct arena *arena, struct spec_id_mappings *map, int64_t inside, int64_t outside,
		int64_t count)
{
	if (count > 0)
		*ARENA_ADD(arena, map->items, map->count) = (struct spec_id_mapping){
			.container_id = inside, .host_id = outside, .size = count};
}

/* The caller's own id as a certain one, those he was lent below and above it. */
static void map_ids(struct arena *arena, struct spec_id_mappings *map, int64_t inside, int64_t own,
		    const struct id_range *lent)
{
	int64_t below = inside < lent->count ? inside : lent->count;

	add(arena, map, 0, lent->first, below);
	add(arena, map, inside, own, 1);
	add(arena, map, inside + 1, lent->first + below, lent->count - below);
}

static bool may_map_more(struct arena *arena, uid_t user, struct id_range *uids,
			 struct id_range *gids)
{
	return subordinate_ids(SUBORDINATE_UIDS, user, uids) &&
	       subordinate_ids(SUBORDINATE_GIDS, user, gids) && errand_find(arena, "newuidmap") &&
	       errand_find(arena, "newgidmap");
}

void sandbox_users(struct arena *arena, const struct caller *caller, struct spec *spec)
{
	struct spec_linux *linux = spec->linux;
	const struct spec_user *user = &spec->process->user;
	struct id_range uids, gids;

	/* Root of a user namespace has its users as they are. */
	if (caller->standing != ORDINARY_USER)
		return;
	ARENA_ADD(arena, linux->namespaces, linux->namespace_count)->type = "user";
	if (!may_map_more(arena, caller->uid, &uids, &gids))
		uids = gids = (struct id_range){0};
	map_ids(arena, &linux->uid_mappings, user->uid, caller->uid, &uids);
	map_ids(arena, &linux->gid_mappings, user->gid, caller->gid, &gids);
}
