/*
 * filesystems.h - filesystem types that need care
 */
#ifndef BERTH_FILESYSTEMS_H
#define BERTH_FILESYSTEMS_H

#include <stdbool.h>
#include <stdint.h>

#include "rootfs.h"

struct filesystem {
	const char *type;         /* as the spec says it */
	const char *kernel_type;  /* as the kernel does */
	uint64_t namespace_flag;  /* CLONE_NEW..: whose view it shows; 0: nobody's */
	const char *host_path;    /* where the host has the same: bound if ours is not permitted */
	uint64_t host_attributes; /* what the host's must be at least, in the container */
	bool on_ordinary_directory; /* never reached through a link: CVE-2019-19921 */
	bool fill_first;            /* "ro" is applied when everything is in place */
	bool labelled;              /* takes the SELinux option context= */
	bool plain_options;         /* mount(2) takes the same ones for the same */
};

/* NULL for a type that needs none. */
const struct filesystem *filesystem_find(const char *type);

/* True when HOST clones its own, because the container may not be able to mount one. */
bool filesystem_is_borrowed(const struct plan *plan, const struct mount_plan *mount);

#endif
