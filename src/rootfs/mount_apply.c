/*
 * mount_apply.c - every planned mount, in order
 *
 * Theory of operation
 *
 * INIT first cuts its copy of the host's mounts off from the host. It attaches the root on
 * the very directory it came from, so that hooks which run now find everything at the path
 * they were told; a kernel before 6.15 could not mount beneath a detached tree, and later
 * ones only do so in the mount namespace that cloned it. When the path cannot be searched
 * from a user namespace, "/" does as well: all that follows goes by descriptor.
 *
 * Each mount is made detached, complete with its attributes, and attached last. Its target
 * is opened beneath the root, and the descriptor is what it is attached to: between the
 * look and the deed there is no path that somebody could bend.
 *
 * A new filesystem of which nothing is wanted afterwards is complete when it appears even by the
 * old mount(2), on the target as the working directory: two calls instead of ten. What that
 * refuses is tried again detached, where the kernel says in words what is wrong. Nothing starts in
 * that directory: hooks begin in the bundle, and rootfs_pivot() enters the root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "alloc.h"
#include "arena.h"
#include "copy_up.h"
#include "error.h"
#include "fd.h"
#include "filesystems.h"
#include "job.h"
#include "kernel.h"
#include "mount_apply.h"
#include "mount_target.h"
#include "plan.h"
#include "sources.h"
#include "spent.h"
#include "text.h"

/* The beginning of every sentence about a mount. */
static int fail_mount(struct error *err, const struct mount_plan *mount)
{
	const char *source = mount->kind == MOUNT_BIND ? mount->source : mount->type;

	(void)fail(err, SYSTEM, "mount %s on %s", source, mount->destination);
	if (mount->kind == MOUNT_FILESYSTEM && sys_filesystem_complaint()[0])
		return fail_cure(err, "%s", sys_filesystem_complaint());
	if (text_equal(mount->type, "proc") && err->system == EPERM)
		return fail_cure(err,
				 "in a user namespace a new one is permitted only where nothing "
				 "is mounted over a part of the host's /proc");
	if (mount->kind == MOUNT_FILESYSTEM && err->system == ENODEV)
		return fail_cure(err, "this kernel knows no filesystem of that name");
	return -1;
}

/* What covers the root covers all that is mounted beneath it, and pivot() would lose its way. */
static bool is_root(const struct job *job, int target)
{
	struct stat root, st;

	return fstat(job->root, &root) == 0 && fstat(target, &st) == 0 &&
	       st.st_dev == root.st_dev && st.st_ino == root.st_ino;
}

static int open_target(const struct job *job, const struct mount_plan *mount, enum target_kind kind,
		       bool *made, struct error *err)
{
	struct target_way way = {.made = mount->on_new};
	auto_close int fd = target_open(job->root, mount->destination, kind, &way);

	if (made)
		*made = way.made;
	if (fd >= 0 && !way.straight && is_root(job, fd))
		return fail(err, REFUSED, "mount %s on %s: a link in the image leads to the root",
			    mount->kind == MOUNT_BIND ? mount->source : mount->type,
			    mount->destination);
	if (fd >= 0)
		return fd_take(&fd);
	(void)fail(err, SYSTEM, "mount %s on %s: open the mount point",
		   mount->kind == MOUNT_BIND ? mount->source : mount->type, mount->destination);
	if (err->system == EROFS || err->system == EACCES || err->system == EPERM)
		return fail_cure(err,
				 "it is missing and cannot be made there: have it in the image "
				 "or in what is mounted below it");
	if (err->system == ENOTDIR)
		return fail_cure(err, "a directory can only be mounted on a directory");
	if (err->system == EISDIR)
		return fail_cure(err, "a file can only be mounted on a file");
	return -1;
}

/* proc and sysfs: a link on the way would have us write the container's settings elsewhere. */
static int open_ordinary(const struct job *job, const struct mount_plan *mount, struct error *err)
{
	const char *path = mount->destination;
	auto_close int target = sys_open_plain(job->root, path, O_PATH | O_DIRECTORY);

	if (target < 0 && errno == ENOENT) {
		target = open_target(job, mount, TARGET_DIRECTORY, NULL, err);
		if (target < 0)
			return -1;
		fd_drop(&target);
		target = sys_open_plain(job->root, path, O_PATH | O_DIRECTORY);
	}
	if (target >= 0)
		return fd_take(&target);
	if (errno == ELOOP)
		return fail(err, REFUSED,
			    "mount %s on %s: %s is a symbolic link: must be mounted on ordinary "
			    "directory",
			    mount->type, path, path);
	if (errno == ENOTDIR)
		return fail(
			err, REFUSED,
			"mount %s on %s: not a directory: must be mounted on ordinary directory",
			mount->type, path);
	return fail_mount(err, mount);
}

/* ---- binds -------------------------------------------------------------------------------- */

static uint64_t attributes_of(int fd)
{
	static const struct {
		unsigned long flag;
		uint64_t attribute;
	} flags[] = {
		{ST_RDONLY, MOUNT_ATTR_RDONLY},
		{ST_NOSUID, MOUNT_ATTR_NOSUID},
		{ST_NODEV,  MOUNT_ATTR_NODEV },
		{ST_NOEXEC, MOUNT_ATTR_NOEXEC},
	};
	uint64_t attributes = 0;
	struct statvfs fs;

	if (fstatvfs(fd, &fs))
		return 0;
	for (size_t i = 0; i < COUNT(flags); i++)
		attributes |= fs.f_flag & flags[i].flag ? flags[i].attribute : 0;
	return attributes;
}

/*
 * A mount that came from a mightier user namespace keeps its flags locked. Asking to clear
 * one is refused as a whole, so it is asked again without what the source insists on.
 */
static int set_attributes(int fd, uint64_t set, uint64_t clear, bool recursive)
{
	uint64_t locked;

	if (!set && !clear)
		return 0;
	if (sys_set_mount(fd, set, clear, 0, recursive) == 0)
		return 0;
	if (errno != EPERM)
		return -1;
	locked = attributes_of(fd);
	set &= ~(uint64_t)MOUNT_ATTR__ATIME;
	clear &= ~(locked | MOUNT_ATTR__ATIME | MOUNT_ATTR_NODIRATIME);
	return sys_set_mount(fd, set, clear, 0, recursive);
}

/* What a mount says of times may be locked as a whole: to add to it is to change it. */
bool mount_is_restricted(const struct mount_plan *mount)
{
	return mount->kind == MOUNT_BIND && !mount->source_in_root && !mount->recursive &&
	       !(mount->set & MOUNT_ATTR_NODIRATIME) && !mount->clear && !mount->set_recursive &&
	       !mount->clear_recursive;
}

int mount_restrict(const struct mount_plan *mount, int fd)
{
	if (mount_is_restricted(mount))
		return 0;
	if (set_attributes(fd, mount->set, mount->clear, false))
		return -1;
	return set_attributes(fd, mount->set_recursive, mount->clear_recursive, true);
}

static int open_in_root(const struct job *job, const struct mount_plan *mount)
{
	const char *below = mount->source + strlen(job->plan->rootfs.path);
	auto_close int source = sys_open_beneath(job->root, *below ? below : "/");

	return source < 0 ? -1 : sys_clone_mount(source, mount->recursive);
}

static int copy_link(const struct job *job, const struct mount_plan *mount, int source,
		     struct error *err)
{
	const char *name;
	char text[4096];
	ssize_t length = readlinkat(source, "", text, sizeof(text) - 1);
	auto_close int parent = target_parent(job->root, mount->destination, &name);

	if (length < 0 || parent < 0)
		return fail(err, SYSTEM, "copy the link %s to %s", mount->source,
			    mount->destination);
	text[length] = '\0';
	if (symlinkat(text, parent, name) == 0)
		return 0;
	if (errno == EEXIST) {
		char there[sizeof(text)];
		ssize_t found = readlinkat(parent, name, there, sizeof(there));

		if (found == length && memcmp(there, text, (size_t)length) == 0)
			return 0;
		errno = EEXIST;
	}
	return fail(err, SYSTEM, "copy the link %s to %s", mount->source, mount->destination);
}

static int open_unfollowed(const struct job *job, const struct mount_plan *mount, struct error *err)
{
	const char *name;
	auto_close int parent = target_parent(job->root, mount->destination, &name);
	int fd = parent < 0 ? -1 : openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? fail_mount(err, mount) : fd;
}

static int open_bind_target(const struct job *job, const struct mount_plan *mount, mode_t type,
			    struct error *err)
{
	enum target_kind kind = S_ISDIR(type) ? TARGET_DIRECTORY : TARGET_FILE;
	auto_close int there = -1;

	if (!mount->no_follow_destination)
		return open_target(job, mount, kind, NULL, err);
	there = open_unfollowed(job, mount, err);
	if (there >= 0 || err->system != ENOENT)
		return fd_take(&there);
	fail_clear(err);
	/* Nothing has the name, so there is no link to follow. */
	return open_target(job, mount, kind, NULL, err);
}

static int apply_bind(struct job *job, size_t index, struct spent *spent, struct error *err)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	int *source = &job->sources[index];
	auto_close int target = -1;
	struct stat st;

	if (mount->source_in_root)
		*source = open_in_root(job, mount);
	if (*source < 0 || fstat(*source, &st))
		return fail_mount(err, mount);
	if (mount->copy_symlink && S_ISLNK(st.st_mode)) {
		auto_close int link = fd_take(source);

		return copy_link(job, mount, link, err);
	}
	target = open_bind_target(job, mount, st.st_mode, err);
	if (target < 0)
		return -1;
	if (mount_restrict(mount, *source) || sys_attach_mount(*source, target))
		return fail_mount(err, mount);
	if (mount->source_in_root && mount->propagation &&
	    sys_set_mount(*source, 0, 0, mount->propagation, mount->propagation & MS_REC))
		return fail_mount(err, mount);
	spent_add(spent, &target);
	return 0;
}

/* ---- filesystems --------------------------------------------------------------------------- */

static bool has_option(const struct pairs *options, const char *name)
{
	for (size_t i = 0; i < options->count; i++) {
		if (strcmp(options->items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A tmpfs looks like the directory it covers; one that covers nothing is for everybody. */
static bool wants_mode(const struct mount_plan *mount, bool made)
{
	return !made && strcmp(mount->type, "tmpfs") == 0 && !has_option(&mount->options, "mode");
}

/* What the kernel is asked for. */
struct fs_request {
	const char *type;
	struct fs_option *options;
	size_t count;
	char mode[8];
};

static int fs_request_make(struct fs_request *request, struct arena *arena,
			   const struct mount_plan *mount, int target, bool made)
{
	const struct filesystem *fs = filesystem_find(mount->type);
	const char *source = mount->source ? mount->source : mount->type;
	struct fs_option *option = arena_alloc(arena, (mount->options.count + 2) * sizeof(*option));
	struct stat st;

	*request = (struct fs_request){fs ? fs->kernel_type : mount->type, .options = option};
	*option++ = (struct fs_option){"source", source};
	for (size_t i = 0; i < mount->options.count; i++) {
		const struct pair *pair = &mount->options.items[i];

		*option++ = (struct fs_option){pair->name, pair->value};
	}
	if (wants_mode(mount, made)) {
		if (fstat(target, &st))
			return -1;
		snprintf(request->mode, sizeof(request->mode), "%o", st.st_mode & 07777);
		*option++ = (struct fs_option){"mode", request->mode};
	}
	request->count = (size_t)(option - request->options);
	return 0;
}

/*
 * Whether it is there already: by the old call, where no descriptor of it is needed. A read-only
 * one is not made so: mount(2) makes the filesystem itself read-only, which others may share: that
 * of cgroups is the host's, and whoever joins the network namespace finds our sysfs.
 */
static bool mount_at_once(const struct job *job, size_t index, int target,
			  const struct fs_request *request)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	const struct filesystem *fs = filesystem_find(mount->type);

	return fs && fs->plain_options && job->sources[index] < 0 && !mount->remount_readonly &&
	       !mount->copy_up && !mount->propagation && !(mount->set & MOUNT_ATTR_RDONLY) &&
	       sys_mount_on(target, request->type, request->options, request->count, mount->set) ==
		       0;
}

/* The host's, where it was opened and a mount of our own is not wanted or not permitted. */
static int get_filesystem(const struct job *job, size_t index, const struct fs_request *request)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	bool of_cgroups = text_starts_with(mount->type, "cgroup");
	int fd;

	if (job->sources[index] >= 0 && of_cgroups)
		return fd_take(&job->sources[index]);
	fd = sys_new_filesystem(request->type, request->options, request->count, mount->set);
	if (fd < 0 && errno == EPERM && job->sources[index] >= 0)
		return fd_take(&job->sources[index]);
	return fd;
}

static int attach_filesystem(struct job *job, size_t index, int target,
			     const struct fs_request *request, struct error *err)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	int fd = get_filesystem(job, index, request);

	if (fd < 0)
		return fail_mount(err, mount);
	fd_drop(&job->sources[index]);
	job->sources[index] = fd;
	if (mount->copy_up && copy_up(target, fd))
		return fail(err, SYSTEM, "copy what is in %s to the tmpfs on it",
			    mount->destination);
	if (sys_attach_mount(fd, target))
		return fail_mount(err, mount);
	if (mount->propagation &&
	    sys_set_mount(fd, 0, 0, mount->propagation, mount->propagation & MS_REC))
		return fail_mount(err, mount);
	return 0;
}

static int apply_filesystem(struct job *job, size_t index, struct spent *spent, struct error *err)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	const struct filesystem *fs = filesystem_find(mount->type);
	struct fs_request request;
	bool made = false;
	auto_close int target = fs && fs->on_ordinary_directory
					? open_ordinary(job, mount, err)
					: open_target(job, mount, TARGET_DIRECTORY, &made, err);

	if (target < 0)
		return -1;
	if (fs_request_make(&request, job->plan->arena, mount, target, made))
		return fail_mount(err, mount);
	if (!(spent && mount_at_once(job, index, target, &request)) &&
	    attach_filesystem(job, index, target, &request, err))
		return -1;
	spent_add(spent, &target);
	return 0;
}

int mount_apply(struct job *job, size_t index, struct spent *spent, struct error *err)
{
	const struct mount_plan *mount = &job->plan->rootfs.mounts[index];
	int result = mount->kind == MOUNT_BIND ? apply_bind(job, index, spent, err)
					       : apply_filesystem(job, index, spent, err);

	/* rootfs_freeze() needs no path to find it again. */
	if (result == 0 && !mount->remount_readonly)
		spent_add(spent, &job->sources[index]);
	return result;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int attach_root(struct job *job, struct error *err)
{
	const char *path = job->plan->rootfs.path;
	int result = sys_attach_mount_at(job->root, path);

	if (result && errno == EACCES)
		result = sys_attach_mount_at(job->root, "/");
	if (result)
		return fail(err, SYSTEM, "attach the root %s", path);
	job->root_attached = true;
	return 0;
}

static int apply(struct job *job, size_t begin, size_t end, struct error *err)
{
	auto_spent struct spent spent = NOTHING_SPENT;

	for (size_t i = begin; i < end; i++) {
		if (mount_apply(job, i, &spent, err))
			return -1;
	}
	return 0;
}

/* What the kernel mounts may be of the network namespace, unless it is known to be of none. */
static bool may_show_network(const struct mount_plan *mount)
{
	const struct filesystem *fs;

	if (mount->kind != MOUNT_FILESYSTEM)
		return false;
	fs = filesystem_find(mount->type);
	return !fs || fs->namespace_flag == CLONE_NEWNET;
}

static size_t first_of_network(const struct rootfs_plan *rootfs)
{
	size_t index = 0;

	while (index < rootfs->mount_count && !may_show_network(&rootfs->mounts[index]))
		index++;
	return index;
}

int rootfs_mount(struct job *job, struct error *err)
{
	if (!job->plan->rootfs.private_mounts)
		return job->root < 0 ? sources_open(job, err) : 0;
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		return fail(err, SYSTEM, "part the mounts from the host's");
	if ((job->root < 0 && sources_open(job, err)) ||
	    (!job->root_attached && attach_root(job, err)))
		return -1;
	return apply(job, 0, first_of_network(&job->plan->rootfs), err);
}

int rootfs_mount_rest(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;

	if (!rootfs->private_mounts)
		return 0;
	return apply(job, first_of_network(rootfs), rootfs->mount_count, err);
}
