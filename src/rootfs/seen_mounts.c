/*
 * seen_mounts.c - the mounts a process has, held against the plan
 *
 * Theory of operation
 *
 * Twice the mounts of a container are not what berth has just made: when it is checkpointed,
 * since it may have mounted and unmounted; and when CRIU has restored it from an image, since
 * an image is only a file. Both times its table of mounts is read, and each planned mount is
 * looked for at its place: opened beneath the container's root, the kernel tells which line of
 * the table it is. So what a link in the image leads to is a mount that is seen twice or a
 * mount of another file system, and never a name to be believed.
 *
 * A mount that was not planned is the container's own affair if it is one of the kinds that
 * belong to its own namespaces, and on a device that no planned one shows: then it was made
 * in there, and CRIU makes a new one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "arena.h"
#include "error.h"
#include "external_mounts.h"
#include "fd.h"
#include "filesystems.h"
#include "job.h"
#include "kernel.h"
#include "mount_table.h"
#include "plan.h"
#include "text.h"

#define RESTRICTIONS (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

struct view {
	const struct job *job;
	struct arena *arena;
	int root; /* of the process */
	struct mount_table table;
	struct mount_table host;
	bool strict; /* restored: they must show what the configuration wants */
};

/* The line of what is mounted at a path; NULL without an error when nothing is. */
static struct mount_entry *entry_at(const struct view *view, const char *path, int *fd)
{
	struct statx st;

	*fd = sys_open_beneath(view->root, path);
	if (*fd < 0 || statx(*fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) ||
	    !(st.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return NULL;
	return mount_table_find(&view->table, (unsigned)st.stx_mnt_id);
}

static bool same_file(int one, int other)
{
	struct stat a, b;

	return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int unlike(const char *place, const char *how, struct error *err)
{
	return fail(err, STATE, "the mount on %s is not that of config.json: %s", place, how);
}

static int check_kind(const struct view *view, size_t index, const struct mount_entry *entry,
		      int fd, struct error *err)
{
	const struct mount_plan *mount = &view->job->plan->rootfs.mounts[index];
	int source = view->job->sources[index];
	const struct filesystem *fs;

	if (source >= 0)
		return same_file(fd, source) ? 0
					     : unlike(mount->destination, "another source", err);
	if (mount->kind == MOUNT_BIND)
		return 0;
	fs = filesystem_find(mount->type);
	if (strcmp(entry->type, fs ? fs->kernel_type : mount->type) != 0)
		return unlike(mount->destination, entry->type, err);
	return 0;
}

static int see_mount(struct view *view, size_t index, struct error *err)
{
	const struct rootfs_plan *rootfs = &view->job->plan->rootfs;
	const struct mount_plan *mount = &rootfs->mounts[index];
	uint64_t wanted = (mount->set | mount->set_recursive) & RESTRICTIONS;
	auto_close int fd = -1;
	struct mount_entry *entry;

	if (fd_is_link(view->job->sources[index]) || mount_is_covered(rootfs, index))
		return 0;
	entry = entry_at(view, mount->destination, &fd);
	if (!entry)
		return unlike(mount->destination, "nothing is mounted there", err);
	if (entry->expected)
		return unlike(mount->destination, "a link leads to another mount", err);
	entry->expected = true;
	if (!view->strict)
		return 0;
	if (mount->remount_readonly)
		wanted |= MOUNT_ATTR_RDONLY;
	if (wanted & ~entry->attributes)
		return unlike(mount->destination,
			      wanted & ~entry->attributes & MOUNT_ATTR_RDONLY
				      ? "it can be written to"
				      : "it allows more",
			      err);
	return check_kind(view, index, entry, fd, err);
}

static int see_root(struct view *view, struct error *err)
{
	const struct rootfs_plan *rootfs = &view->job->plan->rootfs;
	auto_close int fd = -1;
	struct mount_entry *entry = entry_at(view, "/", &fd);

	if (!entry)
		return unlike("/", "the root is not a mount", err);
	entry->expected = true;
	if (!view->strict)
		return 0;
	if (!same_file(fd, view->job->root))
		return unlike("/", "another source", err);
	if (rootfs->readonly && !(entry->attributes & MOUNT_ATTR_RDONLY))
		return unlike("/", "it can be written to", err);
	return 0;
}

/* What cannot be reached needs no cover: see hide.c. */
static int see_masked(struct view *view, const char *path, struct error *err)
{
	auto_close int fd = -1;
	struct mount_entry *entry = entry_at(view, path, &fd);

	if (fd < 0)
		return 0;
	if (!entry || (!same_file(fd, view->job->null) && (strcmp(entry->type, "tmpfs") != 0)))
		return view->strict ? fail(err, STATE, "%s is not masked", path) : 0;
	entry->expected = true;
	return 0;
}

static int see_frozen(struct view *view, const char *path, struct error *err)
{
	auto_close int fd = -1;
	struct mount_entry *entry = entry_at(view, path, &fd);

	if (fd < 0)
		return 0;
	if (view->strict && (!entry || !(entry->attributes & MOUNT_ATTR_RDONLY)))
		return fail(err, STATE, "%s is not read-only", path);
	if (entry)
		entry->expected = true;
	return 0;
}

static int see_hidden(struct view *view, struct error *err)
{
	const struct rootfs_plan *rootfs = &view->job->plan->rootfs;

	for (size_t i = 0; i < rootfs->masked.count; i++) {
		if (see_masked(view, rootfs->masked.items[i], err))
			return -1;
	}
	for (size_t i = 0; i < rootfs->readonly_paths.count; i++) {
		if (see_frozen(view, rootfs->readonly_paths.items[i], err))
			return -1;
	}
	return 0;
}

static void see_devices(struct view *view)
{
	const struct rootfs_plan *rootfs = &view->job->plan->rootfs;

	for (size_t i = 0; i < rootfs->device_count; i++) {
		auto_close int fd = -1;
		struct mount_entry *entry = entry_at(view, rootfs->devices[i].path, &fd);

		if (entry && view->job->sources[rootfs->mount_count + i] >= 0)
			entry->expected = true;
	}
}

/* ---- what was not planned ----------------------------------------------------------------- */

static bool is_own_kind(const char *type)
{
	static const char *const kinds[] = {"proc",   "sysfs",   "tmpfs", "devpts",
					    "mqueue", "cgroup2", "cgroup"};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (strcmp(type, kinds[i]) == 0)
			return true;
	}
	return false;
}

static bool is_external(const struct view *view, const char *place)
{
	struct external external;

	for (size_t i = 0; external_next(view->job, &i, &external);) {
		if (external.place && strcmp(external.place, place) == 0)
			return true;
	}
	return strcmp(place, "/") == 0;
}

/* New ones are in nobody else's table; one of the host's would come back as a copy of it. */
static bool is_of_the_host(const struct view *view, const struct mount_entry *entry)
{
	if (strcmp(entry->type, "tmpfs") != 0 && strcmp(entry->type, "devpts") != 0)
		return false;
	for (size_t i = 0; i < view->host.count; i++) {
		if (view->host.entries[i].device == entry->device)
			return true;
	}
	return false;
}

static int check_other(const struct view *view, const struct mount_entry *entry, struct error *err)
{
	const struct mount_entry *below = mount_table_find(&view->table, entry->parent);

	if (below && below->expected && is_external(view, below->place) &&
	    strcmp(below->place, "/") != 0)
		return fail(err, REFUSED,
			    "a mount on %s lies below the bind on %s: such cannot be checkpointed",
			    entry->place, below->place);
	for (size_t i = 0; i < view->table.count; i++) {
		const struct mount_entry *other = &view->table.entries[i];

		if (other->expected && other->device == entry->device &&
		    is_external(view, other->place))
			return fail(err, REFUSED,
				    "%s is mounted on %s, and config.json has no "
				    "such mount",
				    other->place, entry->place);
	}
	if (!is_own_kind(entry->type) || is_of_the_host(view, entry))
		return fail(err, REFUSED,
			    "a %s is mounted on %s, and config.json has no such mount", entry->type,
			    entry->place);
	return 0;
}

static int see_all(struct view *view, struct error *err)
{
	const struct job *job = view->job;
	char name[32];

	if (mount_table_read(job->proc, job->pid, view->arena, &view->table, err) ||
	    mount_table_read(job->proc, getpid(), view->arena, &view->host, err))
		return -1;
	snprintf(name, sizeof(name), "%d/root", (int)job->pid);
	view->root = openat(job->proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (view->root < 0)
		return fail(err, SYSTEM, "open the container's root");
	if (see_root(view, err))
		return -1;
	for (size_t i = 0; i < job->plan->rootfs.mount_count; i++) {
		if (see_mount(view, i, err))
			return -1;
	}
	if (see_hidden(view, err))
		return -1;
	see_devices(view);
	for (size_t i = 0; i < view->table.count; i++) {
		const struct mount_entry *entry = &view->table.entries[i];

		if (!entry->expected && check_other(view, entry, err))
			return -1;
	}
	return 0;
}

int rootfs_see_restored(struct job *job, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct view view = {.job = job, .arena = &arena, .root = -1, .strict = true};
	int seen = job->plan->rootfs.private_mounts ? see_all(&view, err) : 0;

	fd_drop(&view.root);
	return seen;
}

/* ---- for a dump: what comes from the host, and where the kernel says it is --------------------
 */

static int add_external(struct view *view, const char *path, const char *key,
			struct strings *externals, struct error *err)
{
	auto_close int fd = -1;
	const struct mount_entry *entry = entry_at(view, path, &fd);

	if (!entry)
		return 0;
	if (strstr(entry->place, "]:"))
		return fail(err, REFUSED,
			    "a mount point has \"]:\" in its name, which criu takes for the end of "
			    "the name: %s",
			    entry->place);
	strings_add(view->arena, externals,
		    arena_format(view->arena, "mnt[%s]:%s", entry->place, key));
	return 0;
}

static int add_masked(struct view *view, struct strings *externals, struct error *err)
{
	const struct strings *masked = &view->job->plan->rootfs.masked;

	for (size_t i = 0; i < masked->count; i++) {
		auto_close int fd = sys_open_beneath(view->root, masked->items[i]);

		if (fd >= 0 && same_file(fd, view->job->null) &&
		    add_external(view, masked->items[i], "null", externals, err))
			return -1;
	}
	return 0;
}

static int add_externals(struct view *view, struct strings *externals, struct error *err)
{
	struct external external;

	if (see_all(view, err))
		return -1;
	for (size_t i = 0; external_next(view->job, &i, &external);) {
		if (external.place &&
		    add_external(view, external.place, external_key(view->arena, &external),
				 externals, err))
			return -1;
	}
	return add_masked(view, externals, err);
}

int rootfs_see_externals(struct job *job, struct arena *arena, struct strings *externals,
			 struct error *err)
{
	struct view view = {.job = job, .arena = arena, .root = -1};
	int seen = job->plan->rootfs.private_mounts ? add_externals(&view, externals, err) : 0;

	fd_drop(&view.root);
	return seen;
}
