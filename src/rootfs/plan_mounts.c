/*
 * plan_mounts.c - the spec's root, mounts and paths as an ordered list of operations
 *
 * Needs the namespaces planned: without a mount namespace of its own the container can have
 * no mounts, and a user namespace decides what it may mount and whom it knows.
 */
#include <sched.h>
#include <string.h>
#include <sys/mount.h>

#include "alloc.h"
#include "error.h"
#include "filesystems.h"
#include "mount_options.h"
#include "path.h"
#include "plan.h"
#include "plan_devices.h"
#include "propagation.h"
#include "text.h"

static bool is_bind(const struct spec_mount *asked)
{
	return text_equal(asked->type, "bind") || strings_find(&asked->options, "bind") >= 0 ||
	       strings_find(&asked->options, "rbind") >= 0;
}

static bool maps(const struct spec_id_mappings *mappings, int64_t id)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *item = &mappings->items[i];

		if (id >= item->container_id && id - item->container_id < item->size)
			return true;
	}
	return false;
}

/* "gid=5" is in everybody's configuration; a container without that group does without. */
static void drop_unmapped_group(const struct plan *plan, struct mount_plan *mount)
{
	const struct spec_id_mappings *groups = &plan->namespaces.gid_map;
	struct pairs *options = &mount->options;

	if (!text_equal(mount->type, "devpts") || !groups->count || maps(groups, 5))
		return;
	for (size_t i = 0; i < options->count; i++) {
		if (strcmp(options->items[i].name, "gid") == 0 &&
		    text_equal(options->items[i].value, "5")) {
			options->count--;
			memmove(&options->items[i], &options->items[i + 1],
				(options->count - i) * sizeof(options->items[0]));
			return;
		}
	}
}

static int plan_filesystem(const struct plan *plan, struct mount_plan *mount, struct error *err)
{
	const struct filesystem *fs = filesystem_find(mount->type);

	/* Nothing is below a filesystem that was just made. */
	mount->set = (mount->set & ~mount->clear_recursive) | mount->set_recursive;
	mount->clear = (mount->clear | mount->clear_recursive) & MOUNT_ATTR__ATIME;
	mount->set_recursive = mount->clear_recursive = 0;
	if (mount->copy_up && strcmp(mount->type, "tmpfs") != 0)
		return fail(err, SPEC, "\"tmpcopyup\" is for tmpfs, not for %s", mount->type);
	if (mount->idmap || mount->idmap_recursive)
		return fail(err, SPEC, "only a bind mount can be idmapped, not %s", mount->type);
	/* Its namespace begins where berth was called, which is the caller's to write, not its. */
	if (fs && fs->namespace_flag == CLONE_NEWCGROUP && !plan->cgroup.path &&
	    plan_lacks_host_rights(plan))
		mount->set |= MOUNT_ATTR_RDONLY;
	if (fs && fs->fill_first && mount->set & MOUNT_ATTR_RDONLY) {
		mount->remount_readonly = true;
		mount->set &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	}
	/* A disk must not be written to by its filesystem either. */
	if (!fs && mount->set & MOUNT_ATTR_RDONLY)
		*ARENA_ADD(plan->arena, mount->options.items, mount->options.count) =
			(struct pair){.name = "ro"};
	if (fs && fs->labelled && plan->rootfs.mount_label)
		*ARENA_ADD(plan->arena, mount->options.items, mount->options.count) =
			(struct pair){.name = "context", .value = plan->rootfs.mount_label};
	drop_unmapped_group(plan, mount);
	return 0;
}

/*
 * The host's /sys stands in for a sysfs of one's own. "ro" is meant for all of it then: below it
 * are the caller's cgroups, and whoever is root in the container owns them (CVE-2023-25809).
 */
static bool stands_in_for_sysfs(const struct plan *plan, const struct mount_plan *mount)
{
	return mount->recursive && mount->set & MOUNT_ATTR_RDONLY && plan_lacks_host_rights(plan) &&
	       path_is_beneath("/sys/fs/cgroup", mount->source);
}

static int plan_bind(const struct plan *plan, struct mount_plan *mount, struct error *err)
{
	const struct namespaces_plan *namespaces = &plan->namespaces;

	if (!mount->source)
		return fail(err, SPEC, "a bind mount needs a source");
	mount->source = path_join(plan->arena, plan->bundle, mount->source);
	mount->source_in_root = !plan->rootfs.overlay && strcmp(plan->rootfs.path, "/") != 0 &&
				path_is_beneath(mount->source, plan->rootfs.path);
	if (stands_in_for_sysfs(plan, mount))
		mount->set_recursive |= MOUNT_ATTR_RDONLY;
	if (mount->copy_up)
		return fail(err, SPEC, "\"tmpcopyup\" is for tmpfs, not for a bind mount");
	if (mount->uid_mappings.count && !mount->idmap_recursive)
		mount->idmap = true;
	if (!mount->idmap && !mount->idmap_recursive)
		return 0;
	if (mount->source_in_root)
		return fail(err, REFUSED, "what lies in the root itself cannot be idmapped");
	if (!mount->uid_mappings.count && !(namespaces->joined & CLONE_NEWUSER)) {
		mount->uid_mappings = namespaces->uid_map;
		mount->gid_mappings = namespaces->gid_map;
		if (!mount->uid_mappings.count)
			return fail(err, SPEC,
				    "an idmapped mount needs uidMappings and gidMappings: the "
				    "container has no user namespace to take them from");
	}
	return 0;
}

/* Whether the directory that path lies in is a tmpfs of these mounts, which begins empty. */
static bool lies_on_new(const struct rootfs_plan *rootfs, const char *path)
{
	size_t length = (size_t)(strrchr(path, '/') - path);

	for (size_t i = 0; i < rootfs->mount_count; i++) {
		const struct mount_plan *mount = &rootfs->mounts[i];

		if (text_equal(mount->type, "tmpfs") && !mount->copy_up &&
		    strlen(mount->destination) == length &&
		    strncmp(mount->destination, path, length) == 0)
			return true;
	}
	return false;
}

static int plan_mount(struct plan *plan, const struct spec_mount *asked, struct error *err)
{
	struct rootfs_plan *rootfs = &plan->rootfs;
	struct mount_plan *mount = ARENA_ADD(plan->arena, rootfs->mounts, rootfs->mount_count);

	if (!asked->destination)
		return fail(err, SPEC, "a mount needs a destination");
	mount->kind = is_bind(asked) ? MOUNT_BIND : MOUNT_FILESYSTEM;
	mount->destination = path_join(plan->arena, "/", asked->destination);
	mount->type = mount->kind == MOUNT_BIND ? "bind" : asked->type;
	mount->on_new = lies_on_new(rootfs, mount->destination);
	mount->source = asked->source;
	mount->uid_mappings = asked->uid_mappings;
	mount->gid_mappings = asked->gid_mappings;
	if (!mount->type)
		return fail(err, SPEC, "a mount that is no bind needs a type");
	if (strcmp(mount->destination, "/") == 0)
		return fail(err, REFUSED, "nothing can be mounted over the root itself");
	for (size_t i = 0; i < asked->options.count; i++) {
		if (mount_option_apply(plan->arena, mount, asked->options.items[i], err))
			return -1;
	}
	if (mount->kind == MOUNT_BIND)
		return plan_bind(plan, mount, err);
	return plan_filesystem(plan, mount, err);
}

/* The files of the container's own names, as if the bundle had asked for them. */
static int plan_names(struct plan *plan, struct error *err)
{
	static const char *options[] = {"bind", "private", "nosuid", "nodev", "noexec", "ro"};
	const struct names_plan *names = &plan->network.names;

	for (size_t i = 0; i < names->file_count; i++) {
		const struct spec_mount asked = {
			.destination = names->files[i].destination,
			.type = "bind",
			.source = path_join(plan->arena, names->directory, names->files[i].name),
			.options = {options, COUNT(options) - !plan->rootfs.readonly},
		};

		if (plan_mount(plan, &asked, err))
			return -1;
	}
	return 0;
}

/* What is mounted in a read-only bind may need a mount point there, which is made first. */
static void fill_first(struct rootfs_plan *rootfs)
{
	for (size_t i = 0; i < rootfs->mount_count; i++) {
		struct mount_plan *mount = &rootfs->mounts[i];

		if (mount->kind != MOUNT_BIND || mount->copy_symlink ||
		    !(mount->set & MOUNT_ATTR_RDONLY))
			continue;
		for (size_t j = i + 1; j < rootfs->mount_count && !mount->remount_readonly; j++)
			mount->remount_readonly =
				path_is_beneath(rootfs->mounts[j].destination, mount->destination);
		if (mount->remount_readonly)
			mount->set &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	}
}

static int refuse_without_namespace(const struct plan *plan, struct error *err)
{
	const struct rootfs_plan *rootfs = &plan->rootfs;
	const char *what = rootfs->readonly               ? "root.readonly"
			   : plan->spec->mount_count      ? "mounts"
			   : rootfs->masked.count         ? "linux.maskedPaths"
			   : rootfs->readonly_paths.count ? "linux.readonlyPaths"
			   : rootfs->propagation          ? "linux.rootfsPropagation"
							  : NULL;

	if (rootfs->private_mounts || !what)
		return 0;
	return fail(err, SPEC,
		    "%s: only with a mount namespace of the container's own: add "
		    "{\"type\": \"mount\"} to linux.namespaces",
		    what);
}

int rootfs_plan(struct plan *plan, struct error *err)
{
	struct rootfs_plan *rootfs = &plan->rootfs;
	const struct spec *spec = plan->spec;
	const char *propagation = spec->linux->rootfs_propagation;

	if (!spec->root || !spec->root->path)
		return fail(err, SPEC, "root.path: a container needs a root");
	rootfs->path = path_join(plan->arena, plan->bundle, spec->root->path);
	rootfs->readonly = spec->root->readonly;
	rootfs->overlay_in_pieces = rootfs->overlay && plan->caller.standing != ROOT_OF_HOST;
	rootfs->opened_by_init =
		plan->caller.standing == ORDINARY_USER || rootfs->overlay_in_pieces;
	rootfs->private_mounts = plan->namespaces.made & CLONE_NEWNS;
	rootfs->masked = spec->linux->masked_paths;
	rootfs->readonly_paths = spec->linux->readonly_paths;
	rootfs->mount_label = spec->linux->mount_label;
	if (rootfs->mount_label && !rootfs->mount_label[0])
		rootfs->mount_label = NULL;
	if (propagation && propagation[0]) {
		rootfs->propagation = propagation_flags(propagation);
		if (!rootfs->propagation)
			return fail(err, SPEC,
				    "linux.rootfsPropagation: \"%s\" is none of private, slave, "
				    "shared, unbindable, or these with an r before them",
				    propagation);
	}
	if (refuse_without_namespace(plan, err))
		return -1;
	for (size_t i = 0; i < spec->mount_count; i++) {
		if (plan_mount(plan, &spec->mounts[i], err))
			return fail_during(err, "mounts[%zu]", i);
	}
	if (plan_names(plan, err))
		return -1;
	fill_first(rootfs);
	return devices_plan(plan, err);
}
