/*
 * mount_apply.h - one planned mount
 */
#ifndef BERTH_MOUNT_APPLY_H
#define BERTH_MOUNT_APPLY_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct job;
struct mount_plan;
struct spent;

/*
 * Attaches it beneath job->root. Where spent is NULL, job->sources[index] is then the mount itself,
 * or -1 for a link. Otherwise it is so only for what is made read-only at last; what is not needed
 * any more goes to spent, and the working directory may be another.
 */
int mount_apply(struct job *job, size_t index, struct spent *spent, struct error *err);

/* Whether its attributes only add to its source's, for it alone: it is cloned with them. */
bool mount_is_restricted(const struct mount_plan *mount);

/* Gives a detached mount the attributes that a bind is to have and has not. -1 and errno. */
int mount_restrict(const struct mount_plan *mount, int fd);

#endif
