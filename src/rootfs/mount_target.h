/*
 * mount_target.h - the places in a root where something is put
 */
#ifndef BERTH_MOUNT_TARGET_H
#define BERTH_MOUNT_TARGET_H

#include <stdbool.h>

enum target_kind {
	TARGET_DIRECTORY,
	TARGET_FILE
};

/* What is known of a target. */
struct target_way {
	bool made;     /* it was missing; in: it probably is, and is made rather than looked for */
	bool straight; /* no link led there: it is what its path says, and not the root */
};

/*
 * O_PATH of what is at a path beneath the root. What is missing is made; where a dangling link is
 * in the way, at the place it points to within the root. *way may be NULL. -1 and errno; ENOTDIR
 * or EISDIR when something of another kind is there.
 */
int target_open(int root, const char *path, enum target_kind kind, struct target_way *way);

/* The directory that is to hold the last name of a path, made when missing; *name is that name. */
int target_parent(int root, const char *path, const char **name);

#endif
