/*
 * path.h - paths as text
 *
 * Nothing here touches the disk: a path that belongs to a container is only ever
 * resolved by the kernel, beneath the container's root (see kernel.h).
 */
#ifndef BERTH_PATH_H
#define BERTH_PATH_H

#include <stdbool.h>

struct arena;

bool path_is_absolute(const char *path);

/* "." and ".." and doubled slashes taken out; ".." never climbs above "/". */
char *path_clean(struct arena *arena, const char *path);

/* base/name, or name alone when that is absolute; cleaned. */
char *path_join(struct arena *arena, const char *base, const char *name);

/* True when the clean path is the clean base or lies below it. */
bool path_is_beneath(const char *path, const char *base);

/* What follows the last slash; "" for a path that ends in one. */
const char *path_name(const char *path);

#endif
