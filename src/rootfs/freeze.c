/*
 * freeze.c - what can only be done when everything is in place
 *
 * The mounts that had to be filled before they became read-only are known by the descriptors
 * rootfs_mount() kept: no path of the image is looked at again (CVE-2026-115521).
 */
#include <sys/mount.h>

#include "error.h"
#include "job.h"
#include "kernel.h"
#include "overlay_layers.h"
#include "plan.h"
#include "sources.h"

int rootfs_freeze(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;
	uint64_t propagation = rootfs->propagation;

	for (size_t i = 0; i < rootfs->mount_count; i++) {
		if (rootfs->mounts[i].remount_readonly &&
		    sys_set_mount(job->sources[i], MOUNT_ATTR_RDONLY, 0, 0, false))
			return fail(err, SYSTEM, "make %s read-only",
				    rootfs->mounts[i].destination);
	}
	if (rootfs->readonly && sys_set_mount(job->root, MOUNT_ATTR_RDONLY, 0, 0, false))
		return fail(err, SYSTEM, "make the root read-only");
	for (size_t i = 0; rootfs->readonly && i < job->piece_count; i++) {
		if (sys_set_mount(job->pieces[i], MOUNT_ATTR_RDONLY, 0, 0, false))
			return fail(err, SYSTEM, "make the root read-only");
	}
	/* Only now: while it was built, a shared root would have told its peers of every step. */
	if (propagation && !(propagation & MS_PRIVATE) &&
	    sys_set_mount(job->root, 0, 0, propagation, propagation & MS_REC))
		return fail(err, SYSTEM, "set the propagation of the root");
	sources_close(job);
	overlay_pieces_close(job);
	return 0;
}
