/*
 * root_open.c - the root and every source, held as descriptors before INIT exists
 *
 * Theory of operation
 *
 * HOST clones the root and the source of each bind as detached mounts: trees that are in
 * nobody's mount table and that vanish with the last descriptor. They are cut off from the
 * host's propagation at once, so nothing that is mounted beneath them later shows up there.
 * From then on the paths are never looked at again, and INIT, which may be in a user
 * namespace that cannot even search them, needs no path of the host.
 *
 * Cloning takes CAP_SYS_ADMIN over the mount namespace. A caller without it makes a user
 * namespace for the container, and INIT, which is mighty there, opens the same things in its
 * own copy of the host's mounts: rootfs_mount() calls sources_open() then. Of an ordinary user it
 * is known beforehand; for root without that capability it is found out.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "filesystems.h"
#include "idmapped.h"
#include "job.h"
#include "kernel.h"
#include "mount_apply.h"
#include "overlay_layers.h"
#include "plan.h"
#include "sources.h"
#include "spent.h"
#include "text.h"

static int open_root(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;
	/* A slave hears of the host's later mounts and tells of none. */
	const struct clone_how cut = {.recursive = true,
				      .propagation = rootfs->propagation & MS_SLAVE ? MS_SLAVE
										    : MS_PRIVATE};

	if (rootfs->overlay_in_pieces)
		return overlay_pieces_open(job, err);
	if (rootfs->overlay)
		return overlay_view_open(rootfs->path, &job->root, err);
	if (rootfs->private_mounts) {
		auto_text struct text path = NO_TEXT;

		/* The slash at the end refuses what is no directory. */
		text_format(&path, "%s/", rootfs->path);
		job->root = sys_clone_mount_as(AT_FDCWD, text_string(&path), &cut);
	} else {
		job->root = open(rootfs->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	return job->root < 0 ? fail(err, SYSTEM, "open the root %s", rootfs->path) : 0;
}

/* The cover of masked files: surely the null device, whatever the image calls by that name. */
static int open_null(struct job *job, struct error *err)
{
	static const struct clone_how cover = {
		.unfollowed = true, .set = MOUNT_ATTR_RDONLY, .propagation = MS_PRIVATE};
	struct stat st;

	if (!job->plan->rootfs.masked.count)
		return 0;
	fd_drop(&job->null);
	job->null = sys_clone_mount_as(AT_FDCWD, "/dev/null", &cover);
	if (job->null < 0 || fstat(job->null, &st))
		return fail(err, SYSTEM, "open the host's /dev/null");
	if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3))
		return fail(err, REFUSED, "the host's /dev/null is not the null device");
	return 0;
}

static int open_bind(const struct job *job, const struct mount_plan *mount, struct error *err)
{
	/* At once: what is a peer of the host's mounts tells it of ours. */
	const struct clone_how how = {.recursive = mount->recursive,
				      .unfollowed = mount->no_follow_source,
				      .set = mount_is_restricted(mount) ? mount->set : 0,
				      .propagation =
					      mount->propagation ? mount->propagation : MS_PRIVATE};
	auto_close int fd = -1;

	if (mount->copy_symlink) {
		fd = open(mount->source, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd_is_link(fd))
			return fd_take(&fd);
		fd_drop(&fd);
	}
	fd = sys_clone_mount_as(AT_FDCWD, mount->source, &how);
	if (fd < 0)
		return fail(err, SYSTEM, "open %s, to be mounted on %s", mount->source,
			    mount->destination);
	if ((mount->idmap || mount->idmap_recursive) && idmap_mount(job, mount, fd, err))
		return -1;
	return fd_take(&fd);
}

static bool is_cgroup2(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && fs.f_type == CGROUP2_SUPER_MAGIC;
}

/* -1 without an error when the host has none: INIT then mounts its own or says why not. */
static int open_filesystem(const struct plan *plan, const struct mount_plan *mount,
			   struct error *err)
{
	const struct filesystem *fs = filesystem_find(mount->type);
	uint64_t attributes = mount->set | fs->host_attributes;
	struct clone_how how = {.recursive = true, .unfollowed = true, .propagation = MS_PRIVATE};
	int fd;

	if (fs->namespace_flag == CLONE_NEWCGROUP) {
		if (!is_cgroup2(fs->host_path))
			return -1;
		/* Its groups are owned by our caller, who is root in there: CVE-2023-25809. */
		if (plan_lacks_host_rights(plan))
			attributes |= MOUNT_ATTR_RDONLY;
	}
	how.set = attributes & ~(uint64_t)MOUNT_ATTR__ATIME;
	fd = sys_clone_mount_as(AT_FDCWD, fs->host_path, &how);
	if (fd < 0 && errno == ENOENT)
		return -1;
	if (fd < 0)
		return fail(err, SYSTEM, "open the host's %s", fs->host_path);
	return fd;
}

static int open_sources(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;

	for (size_t i = 0; i < plan->rootfs.mount_count; i++) {
		const struct mount_plan *mount = &plan->rootfs.mounts[i];

		if (mount->kind == MOUNT_BIND && !mount->source_in_root)
			job->sources[i] = open_bind(job, mount, err);
		else if (filesystem_is_borrowed(plan, mount))
			job->sources[i] = open_filesystem(plan, mount, err);
		if (err->kind != NO_FAILURE)
			return -1;
	}
	return 0;
}

static bool is_device(int fd, const struct device_plan *device)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == (device->mode & S_IFMT) &&
	       st.st_rdev == makedev(device->major, device->minor);
}

/* Nobody can make device nodes in a user namespace: the host's own are bound. */
static void open_devices(struct job *job)
{
	static const struct clone_how alone = {.unfollowed = true, .propagation = MS_PRIVATE};
	const struct plan *plan = job->plan;

	if (!plan_lacks_host_rights(plan))
		return;
	for (size_t i = 0; i < plan->rootfs.device_count; i++) {
		const struct device_plan *device = &plan->rootfs.devices[i];
		auto_close int fd = -1;

		if (S_ISFIFO(device->mode))
			continue;
		fd = sys_clone_mount_as(AT_FDCWD, device->path, &alone);
		/* What the host lacks is missed when the node cannot be made either. */
		if (fd >= 0 && is_device(fd, device))
			*source_of_device(job, i) = fd_take(&fd);
	}
}

int *source_of_device(const struct job *job, unsigned long index)
{
	return &job->sources[job->plan->rootfs.mount_count + index];
}

void sources_make(struct job *job)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;
	size_t count = rootfs->mount_count + rootfs->device_count;

	if (!job->sources)
		job->sources = arena_alloc(job->plan->arena, (count + 1) * sizeof(*job->sources));
	for (size_t i = 0; i < count; i++)
		job->sources[i] = -1;
}

int sources_open(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;

	sources_make(job);
	if (open_root(job, err))
		return -1;
	if (!rootfs->private_mounts)
		return 0;
	if (open_null(job, err) || open_sources(job, err))
		return -1;
	open_devices(job);
	return 0;
}

void sources_close(struct job *job)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;
	auto_spent struct spent spent = NOTHING_SPENT;

	for (size_t i = 0; job->sources && i < rootfs->mount_count + rootfs->device_count; i++)
		spent_add(&spent, &job->sources[i]);
	job->sources = NULL;
	fd_drop(&job->null);
}

int mounts_open(struct job *job, struct error *err)
{
	sources_make(job);
	return open_sources(job, err);
}

/* The kernel would say no more than that tmpfs does not know "context". */
static int check_label(const struct rootfs_plan *rootfs, struct error *err)
{
	struct statfs fs;

	if (!rootfs->mount_label ||
	    (statfs("/sys/fs/selinux", &fs) == 0 && fs.f_type == SELINUX_MAGIC))
		return 0;
	return fail(err, REFUSED, "linux.mountLabel is %s, but SELinux is not enabled on this host",
		    rootfs->mount_label);
}

int rootfs_open(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;

	if (check_label(&plan->rootfs, err))
		return -1;
	if (plan->rootfs.opened_by_init || sources_open(job, err) == 0)
		return 0;
	rootfs_close(job);
	if (err->system != EPERM || !(plan->namespaces.made & CLONE_NEWUSER))
		return -1;
	/* INIT will: see above. */
	fail_clear(err);
	return 0;
}

void rootfs_close(struct job *job)
{
	sources_close(job);
	fd_drop(&job->root);
}
