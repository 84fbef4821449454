/*
 * subordinate_ids.h - the ids that /etc/subuid and /etc/subgid lend to a user
 *
 * Lines of USER:FIRST:COUNT, USER being a name or a number. newuidmap(1) and newgidmap(1) decide
 * what may be mapped; berth reads the files to know what to ask them for.
 */
#ifndef BERTH_SUBORDINATE_IDS_H
#define BERTH_SUBORDINATE_IDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "arena.h"

#define SUBORDINATE_UIDS "/etc/subuid"
#define SUBORDINATE_GIDS "/etc/subgid"

struct id_range {
	int64_t first, count;
};

/* The largest range of the user in one of the files; false: it has none, or cannot be read. */
bool subordinate_ids(const char *file, uid_t user, struct id_range *range);

#endif
