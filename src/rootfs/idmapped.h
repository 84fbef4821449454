/*
 * idmapped.h - mounts whose files have other owners than on the disk (Linux 5.12)
 */
#ifndef BERTH_IDMAPPED_H
#define BERTH_IDMAPPED_H

#include "rootfs.h"

struct error;

/* The options "idmap=uids=0-100000-65536;gids=.." and "ridmap=..". */
int idmap_option_apply(struct arena *arena, struct mount_plan *mount, const char *option,
		       struct error *err);

/* HOST: maps the owners of a mount that is still detached. */
int idmap_mount(const struct job *job, const struct mount_plan *mount, int fd, struct error *err);

#endif
