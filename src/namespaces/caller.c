/*
 * caller.c - who calls berth
 *
 * Only uid 0 has to look twice: the map of the first user namespace is the one that maps
 * everything to itself, and no other can be made like it but by root of the first.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "caller.h"
#include "file.h"
#include "text.h"

static bool maps_everything(const char *map)
{
	unsigned inside, outside, size;

	return sscanf(map, "%u %u %u", &inside, &outside, &size) == 3 && !inside && !outside &&
	       size == UINT32_MAX;
}

static enum standing look(uid_t uid, uid_t *host_uid)
{
	auto_text struct text map = NO_TEXT;
	unsigned inside, outside;

	*host_uid = uid;
	if (uid != 0)
		return ORDINARY_USER;
	/* The first line of the map is all that is asked for. */
	if (file_read_shown(AT_FDCWD, "/proc/self/uid_map", &map) ||
	    maps_everything(text_string(&map)))
		return ROOT_OF_HOST;
	/* Whoever made the namespace mapped himself first. */
	if (sscanf(text_string(&map), "%u %u", &inside, &outside) == 2 && inside == 0)
		*host_uid = outside;
	return ROOT_OF_SPACE;
}

enum standing caller_standing(void)
{
	uid_t ignored;

	return look(geteuid(), &ignored);
}

void caller_look(struct caller *caller)
{
	gid_t group;

	*caller = (struct caller){.uid = geteuid(), .gid = getegid()};
	caller->standing = look(caller->uid, &caller->host_uid);
	/* EINVAL is "more than one". */
	switch (getgroups(1, &group)) {
	case 0:
		break;
	case 1:
		caller->has_groups = group != caller->gid;
		break;
	default:
		caller->has_groups = true;
	}
}
