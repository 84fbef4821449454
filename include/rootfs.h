/*
 * rootfs.h - the container's file system, planned and built
 *
 * HOST opens the root and every bind source as detached mounts before INIT exists; INIT
 * needs no path of the host but the root's own. INIT attaches the root there, mounts beneath
 * it, makes the devices, pivots, and covers what the spec hides. Every path of
 * the image is resolved by the kernel beneath the root (sys_open_beneath()); a link in the
 * image can mislead nobody but the image.
 */
#ifndef BERTH_ROOTFS_H
#define BERTH_ROOTFS_H

#include <stdbool.h>
#include <stdint.h>

#include "spec.h"

struct job;
struct plan;

enum mount_kind {
	MOUNT_BIND,       /* source cloned by HOST, or from within the root */
	MOUNT_FILESYSTEM, /* a new one of its type, with its options */
};

struct mount_plan {
	enum mount_kind kind;
	const char *destination; /* absolute, clean, not yet resolved */
	const char *type, *source;
	bool source_in_root; /* a bind of something the container itself mounted */
	bool recursive;      /* rbind */
	uint64_t set, clear; /* MOUNT_ATTR_.. of this mount */
	uint64_t set_recursive, clear_recursive;
	uint64_t propagation;  /* MS_SHARED.. or 0, with MS_REC */
	bool remount_readonly; /* "ro" on what must be filled first: applied last */
	bool copy_up;
	bool on_new; /* the directory it lies in is a tmpfs of this list: it is probably missing */
	bool no_follow_source, no_follow_destination, copy_symlink;
	bool idmap, idmap_recursive;
	struct spec_id_mappings uid_mappings, gid_mappings;
	struct pairs options; /* of the filesystem; value NULL is a flag */
};

struct device_plan {
	const char *path;
	mode_t mode; /* S_IFCHR | 0666 .. */
	unsigned major, minor;
	int64_t uid, gid; /* the container's */
};

struct rootfs_plan {
	const char *path; /* of the root on the host, absolute */
	bool readonly;
	bool overlay; /* in: the root is a copy-on-write view of path, which never changes */
	bool overlay_in_pieces; /* ... made in a user namespace: see overlay_pieces.c */
	bool opened_by_init;    /* the host's part of it: HOST has no right to */
	bool private_mounts;    /* a new mount namespace: mount and pivot; else only chroot */
	uint64_t propagation;
	struct mount_plan *mounts;
	size_t mount_count;
	struct device_plan *devices;
	size_t device_count;
	bool link_devices; /* /dev/fd, stdin, .. ptmx: when something is mounted on /dev */
	struct strings masked, readonly_paths;
	const char *mount_label;
};

int rootfs_plan(struct plan *plan, struct error *err);
void rootfs_print(const struct plan *plan, struct text *out);

/*
 * A detached mount that shows the directory lower, without what is mounted below it, and keeps
 * every change in memory of its own: the root when plan->rootfs.overlay is set.
 */
int overlay_view_open(const char *lower, int *mount, struct error *err);

/* Stages, in the order they are played. */
int rootfs_open(struct job *job, struct error *err); /* HOST: job->root, job->sources */
void rootfs_close(struct job *job);
/* INIT: the planned mounts, up to the first that may show the network namespace; the others. */
int rootfs_mount(struct job *job, struct error *err);
int rootfs_mount_rest(struct job *job, struct error *err);
int devices_make(struct job *job, struct error *err);  /* INIT: nodes and links under /dev */
int rootfs_pivot(struct job *job, struct error *err);  /* INIT: pivot or move, let go of the old */
int paths_hide(struct job *job, struct error *err);    /* INIT: masks, read-only paths */
int rootfs_freeze(struct job *job, struct error *err); /* INIT: read-only at last, propagation */

/* Stages of `mounts`, in and out of a container that runs: job->root is its "/". */
int mounts_open(struct job *job, struct error *err);   /* HOST: job->sources alone */
int mounts_attach(struct job *job, struct error *err); /* INIT: all of them, or none */
int mounts_detach(struct job *job, struct error *err); /* INIT: what is on their destinations */

/* For checkpoint and restore: what the kernel says a container has, held against the plan. */
struct arena;
/* "mnt[PLACE]:KEY" for each mount that comes from the host; REFUSED for what cannot come back. */
int rootfs_see_externals(struct job *job, struct arena *arena, struct strings *externals,
			 struct error *err);
int mount_points_make(struct job *job, struct error *err); /* HOST: what CRIU does not make */
int rootfs_stage(struct job *job, struct error *err); /* INIT: the sources, laid out for CRIU */
/* Where they lie then: the root's path, and "mnt[KEY]:PATH" for each source. */
void rootfs_staged(const struct job *job, struct arena *arena, const char **root,
		   struct strings *externals);
/* HOST: *directory as the root of the container's user namespace may read it, by an idmap. */
int directory_lend(const struct job *job, int *directory, struct error *err);
int rootfs_see_restored(struct job *job, struct error *err); /* HOST: the mounts are as planned */

int console_bind(struct job *job, const char *slave, struct error *err); /* /dev/console */

/* The option words that are understood, one after the other, for `features`; NULL after the last.
 */
const char *mount_option_word(size_t index);

#endif
