/*
 * external_mounts.h - which of a container's mounts come from the host, and their keys
 */
#ifndef BERTH_EXTERNAL_MOUNTS_H
#define BERTH_EXTERNAL_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct job;
struct mount_plan;
struct rootfs_plan;

/* Where the sources are laid out for CRIU, each under its name; and the root. */
#define STAGING_PLACE "/tmp"
#define STAGING_ROOT  STAGING_PLACE "/root"

/* Every source that HOST has opened, one after the other. */
struct external {
	char name[24];     /* "m3", "d0", "null" */
	const char *place; /* where the configuration wants it; NULL: the cover of masked files */
	int source;
	const struct mount_plan *mount; /* NULL for devices and the cover */
};

/* Two of the configuration may have one place: a later one covers this. */
bool mount_is_covered(const struct rootfs_plan *rootfs, size_t index);

/* False behind the last; begins at *index 0. */
bool external_next(const struct job *job, size_t *index, struct external *external);

/*
 * What stands for it in an image: its place in the configuration, or "null", in letters that
 * end no key: "/a]:b" is "/a%5d%3ab".
 */
const char *external_key(struct arena *arena, const struct external *external);

#endif
