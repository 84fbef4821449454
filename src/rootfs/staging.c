/*
 * staging.c - the root and every source, laid out for CRIU
 *
 * Theory of operation
 *
 * CRIU mounts what an image calls external from a path it is told. It is never told a path of
 * the host or of the configuration. In a mount namespace of its own each source, which HOST
 * has opened, is put under a number and has all its attributes there: what CRIU binds from it
 * has them as well, from its first moment on (a mount that is bound first and made read-only
 * afterwards could be written to in between).
 *
 * The key by which an image calls a mount is its destination, as the configuration says it and
 * not as links of the image have it, and spelled so that nothing in it ends a key: other
 * runtimes have been told names with "]:" in them, and mounted another directory
 * (CVE-2026-119101).
 *
 * All of it lies on a tmpfs over /tmp, where CRIU has files and trees of its own, some of them made
 * by the root of the container's user namespace. So nothing is left of either when the last of
 * its processes has gone, however it went.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "external_mounts.h"
#include "fd.h"
#include "filesystems.h"
#include "job.h"
#include "kernel.h"
#include "mount_apply.h"
#include "mount_target.h"
#include "path.h"
#include "plan.h"
#include "sources.h"
#include "text.h"

static bool mount_is_external(const struct plan *plan, const struct mount_plan *mount)
{
	if (mount->kind == MOUNT_BIND)
		return !mount->source_in_root;
	return filesystem_is_borrowed(plan, mount);
}

bool mount_is_covered(const struct rootfs_plan *rootfs, size_t index)
{
	for (size_t i = index + 1; i < rootfs->mount_count; i++) {
		if (strcmp(rootfs->mounts[i].destination, rootfs->mounts[index].destination) == 0)
			return true;
	}
	return false;
}

bool external_next(const struct job *job, size_t *index, struct external *external)
{
	const struct plan *plan = job->plan;
	const struct rootfs_plan *rootfs = &plan->rootfs;

	for (;;) {
		size_t i = (*index)++;

		*external = (struct external){.place = NULL};
		if (i > rootfs->mount_count + rootfs->device_count)
			return false;
		if (i == rootfs->mount_count + rootfs->device_count) {
			snprintf(external->name, sizeof(external->name), "null");
			external->source = job->null;
		} else if (i >= rootfs->mount_count) {
			size_t device = i - rootfs->mount_count;

			snprintf(external->name, sizeof(external->name), "d%zu", device);
			external->place = rootfs->devices[device].path;
			external->source = job->sources[i];
		} else {
			if (!mount_is_external(plan, &rootfs->mounts[i]) ||
			    mount_is_covered(rootfs, i))
				continue;
			snprintf(external->name, sizeof(external->name), "m%zu", i);
			external->mount = &rootfs->mounts[i];
			external->place = external->mount->destination;
			external->source = job->sources[i];
		}
		/* A link that is copied is no mount; nor is what the host does not have. */
		if (external->source >= 0 && !fd_is_link(external->source))
			return true;
	}
}

const char *external_key(struct arena *arena, const struct external *external)
{
	auto_text struct text key = NO_TEXT;

	for (const char *at = external->place ? external->place : "null"; *at; at++) {
		bool plain = isalnum((unsigned char)*at) || strchr("/._-+@", *at);

		text_format(&key, plain ? "%c" : "%%%02x", (unsigned char)*at);
	}
	return arena_text(arena, text_string(&key));
}

/* CRIU makes no mount points. A place beneath another mount comes with that mount's content. */
static bool lies_on_the_root(const struct rootfs_plan *rootfs, const char *place)
{
	for (size_t i = 0; i < rootfs->mount_count; i++) {
		const char *other = rootfs->mounts[i].destination;

		if (strcmp(place, other) != 0 && path_is_beneath(place, other))
			return false;
	}
	return true;
}

static int make_mount_point(const struct job *job, size_t index, struct error *err)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	auto_close int place = -1;
	int source = job->sources[index];
	struct stat st;
	bool file;

	if (!lies_on_the_root(&job->plan->rootfs, mount->destination) || fd_is_link(source))
		return 0;
	file = source >= 0 && fstat(source, &st) == 0 && !S_ISDIR(st.st_mode);
	place = target_open(job->root, mount->destination, file ? TARGET_FILE : TARGET_DIRECTORY,
			    NULL);
	if (place < 0)
		return fail(err, SYSTEM, "mount on %s: open the mount point", mount->destination);
	return 0;
}

int mount_points_make(struct job *job, struct error *err)
{
	for (size_t i = 0; i < job->plan->rootfs.mount_count; i++) {
		if (make_mount_point(job, i, err))
			return -1;
	}
	if (job->plan->rootfs.readonly && sys_set_mount(job->root, MOUNT_ATTR_RDONLY, 0, 0, false))
		return fail(err, SYSTEM, "make the root read-only");
	return 0;
}

static int stage(int staging, const char *name, int source, struct error *err)
{
	auto_close int place = -1;
	struct stat st;

	if (fstat(source, &st))
		return fail(err, SYSTEM, "look at %s", name);
	if (S_ISDIR(st.st_mode)) {
		if (mkdirat(staging, name, 0700))
			return fail(err, SYSTEM, "make a directory for %s", name);
	} else {
		auto_close int file =
			openat(staging, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (file < 0)
			return fail(err, SYSTEM, "make a file for %s", name);
	}
	place = openat(staging, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (place < 0 || sys_attach_mount(source, place))
		return fail(err, SYSTEM, "lay out %s", name);
	return 0;
}

int rootfs_stage(struct job *job, struct error *err)
{
	auto_close int staging = -1;
	struct external external;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("criu", STAGING_PLACE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"))
		return fail(err, SYSTEM, "make a mount namespace for criu");
	staging = open(STAGING_PLACE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (staging < 0)
		return fail(err, SYSTEM, "open %s", STAGING_PLACE);
	if (stage(staging, "root", job->root, err))
		return -1;
	for (size_t i = 0; external_next(job, &i, &external);) {
		if (external.mount && mount_restrict(external.mount, external.source))
			return fail(err, SYSTEM, "set the attributes of %s", external.place);
		if (stage(staging, external.name, external.source, err))
			return -1;
	}
	return 0;
}

void rootfs_staged(const struct job *job, struct arena *arena, const char **root,
		   struct strings *externals)
{
	struct external external;

	*root = STAGING_ROOT;
	for (size_t i = 0; external_next(job, &i, &external);)
		strings_add(arena, externals,
			    arena_format(arena, "mnt[%s]:%s/%s", external_key(arena, &external),
					 STAGING_PLACE, external.name));
}
