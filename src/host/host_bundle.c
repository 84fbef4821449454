/*
 * host_bundle.c - what of a certain container would fail here
 *
 * The plan says all that would be done; here it is held against the host, without doing any of it.
 * What is found is vital: the container would not be made without it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "host.h"
#include "plan.h"
#include "subordinate_ids.h"
#include "text.h"

#define MOST_FILE 65536

static struct finding *lacks(struct host *host, const char *subject, const char *cure,
			     const char *reason)
{
	struct finding *finding = host_add(host, subject, LACKING, "%s", reason);

	finding->vital = true;
	finding->cure = cure;
	return finding;
}

#define REASON(...) arena_format(host->arena, __VA_ARGS__)

static void check_root(struct host *host, const struct plan *plan)
{
	struct stat st;

	if (stat(plan->rootfs.path, &st))
		lacks(host, "root.path", "unpack an image there",
		      REASON("%s: %s", plan->rootfs.path, error_words(errno)));
	else if (!S_ISDIR(st.st_mode))
		lacks(host, "root.path", NULL, REASON("%s is no directory", plan->rootfs.path));
}

/* "nodev\tproc" or "\text4": one that comes as a module is not there until it is used. */
static bool kernel_knows(const char *filesystems, const char *type)
{
	auto_text struct text line = NO_TEXT;

	text_format(&line, "\t%s\n", type);
	return strstr(filesystems, line.start);
}

static void check_filesystem(struct host *host, const struct mount_plan *mount,
			     const char *filesystems)
{
	struct finding *finding;

	if (kernel_knows(filesystems, strcmp(mount->type, "cgroup") == 0 ? "cgroup2" : mount->type))
		return;
	finding = host_add(host, "mounts", LIMITED,
			   "%s: the kernel knows no filesystem %s, unless it comes as a module",
			   mount->destination, mount->type);
	finding->cure = REASON("modprobe %s", mount->type);
}

static void check_mounts(struct host *host, const struct plan *plan)
{
	auto_text struct text filesystems = NO_TEXT;

	(void)file_read(AT_FDCWD, "/proc/filesystems", MOST_FILE, &filesystems);
	for (size_t i = 0; i < plan->rootfs.mount_count; i++) {
		const struct mount_plan *mount = &plan->rootfs.mounts[i];

		if (mount->kind == MOUNT_FILESYSTEM) {
			check_filesystem(host, mount, text_string(&filesystems));
			continue;
		}
		if (!mount->source_in_root && access(mount->source, F_OK))
			lacks(host, "mounts", NULL,
			      REASON("%s: %s: %s", mount->destination, mount->source,
				     error_words(errno)));
		if ((mount->idmap || mount->idmap_recursive) &&
		    plan->caller.standing != ROOT_OF_HOST)
			lacks(host, "mounts", "run berth as root",
			      REASON("%s: only root of the host can idmap", mount->destination));
	}
}

/* Where nodes cannot be made, the host must have them to be bound. */
static void check_devices(struct host *host, const struct plan *plan)
{
	struct stat st;

	for (size_t i = 0; plan_lacks_host_rights(plan) && i < plan->rootfs.device_count; i++) {
		const struct device_plan *device = &plan->rootfs.devices[i];

		if (S_ISFIFO(device->mode) || (stat(device->path, &st) == 0 &&
					       st.st_rdev == makedev(device->major, device->minor)))
			continue;
		lacks(host, "linux.devices",
		      REASON("mknod %s %s %u %u", device->path, S_ISBLK(device->mode) ? "b" : "c",
			     device->major, device->minor),
		      REASON("the host has no %s of that number to bind", device->path));
	}
}

static void check_joins(struct host *host, const struct plan *plan)
{
	for (size_t i = 0; i < plan->namespaces.join_count; i++) {
		const struct namespace_join *join = &plan->namespaces.joins[i];

		if (access(join->path, R_OK))
			lacks(host, "linux.namespaces", NULL,
			      REASON("%s: %s: %s", join->kind->type, join->path,
				     error_words(errno)));
	}
}

static bool is_within(const struct spec_id_mapping *map, int64_t first, int64_t count)
{
	return map->host_id >= first && map->host_id + map->size <= first + count;
}

static void check_map(struct host *host, const char *field, const struct spec_id_mappings *maps,
		      int64_t own, const char *file)
{
	struct id_range lent;

	(void)subordinate_ids(file, host->caller->uid, &lent);
	for (size_t i = 0; i < maps->count; i++) {
		const struct spec_id_mapping *map = &maps->items[i];

		if (is_within(map, own, 1) || is_within(map, lent.first, lent.count))
			continue;
		lacks(host, field,
		      REASON("usermod --add-sub%s %lld-%lld USER",
			     strstr(file, "uid") ? "uids" : "gids", (long long)map->host_id,
			     (long long)(map->host_id + map->size - 1)),
		      REASON("%s does not lend %lld-%lld to user %u", file, (long long)map->host_id,
			     (long long)(map->host_id + map->size - 1), host->caller->uid));
	}
}

static void check_ids(struct host *host, const struct plan *plan)
{
	const struct namespaces_plan *namespaces = &plan->namespaces;

	if (namespaces->uid_helper)
		check_map(host, "linux.uidMappings", &namespaces->uid_map, host->caller->uid,
			  SUBORDINATE_UIDS);
	if (namespaces->gid_helper)
		check_map(host, "linux.gidMappings", &namespaces->gid_map, host->caller->gid,
			  SUBORDINATE_GIDS);
}

/* In the ground, or in the nearest cgroup above a path that is to be made. */
static const char *controllers_of(struct host *host, const struct plan *plan)
{
	const char *ground = plan->cgroup.ground ? plan->cgroup.ground : "/";
	auto_text struct text words = NO_TEXT;

	if (!cgroup_mount_point() ||
	    file_read(AT_FDCWD, REASON("%s%s/cgroup.controllers", cgroup_mount_point(), ground),
		      MOST_FILE, &words))
		return NULL;
	words.start[strcspn(words.start, "\n")] = '\0';
	return REASON(" %s ", words.start);
}

static void check_limits(struct host *host, const struct plan *plan)
{
	const char *controllers = controllers_of(host, plan);

	if (!plan->cgroup.path)
		return;
	if (!controllers) {
		lacks(host, "linux.cgroupsPath", "--cgroup-manager disabled, or mount cgroup v2",
		      "there is no cgroup v2 to make one in");
		return;
	}
	for (size_t i = 0; i < plan->cgroup.write_count; i++) {
		const struct cgroup_write *row = &plan->cgroup.writes[i];

		if (row->optional || row->otherwise || !row->controller ||
		    strstr(controllers, REASON(" %s ", row->controller)))
			continue;
		lacks(host, row->field,
		      plan->cgroup.ground ? "systemctl edit user@.service: [Service] Delegate=cpu "
					    "cpuset io memory pids"
					  : NULL,
		      REASON("the %s controller does not come down to %s", row->controller,
			     plan->cgroup.ground ? plan->cgroup.ground : "/"));
	}
}

static void check_rlimits(struct host *host, const struct plan *plan)
{
	for (size_t i = 0; i < plan->privileges.rlimit_count; i++) {
		const struct rlimit_plan *wanted = &plan->privileges.rlimits[i];
		struct rlimit own;

		if (plan->caller.standing == ROOT_OF_HOST || getrlimit(wanted->resource, &own) ||
		    wanted->limit.rlim_max <= own.rlim_max)
			continue;
		lacks(host, "process.rlimits",
		      "raise the caller's own: /etc/security/limits.conf, or LimitNOFILE= and the "
		      "like "
		      "of user@.service",
		      REASON("%s: %llu is above the caller's own hard limit, %llu", wanted->name,
			     (unsigned long long)wanted->limit.rlim_max,
			     (unsigned long long)own.rlim_max));
	}
}

static void check_labels(struct host *host, const struct plan *plan)
{
	struct statfs fs;

	if (plan->privileges.apparmor_profile &&
	    access("/sys/module/apparmor/parameters/enabled", F_OK))
		lacks(host, "process.apparmorProfile", "apparmor=1 on the kernel's command line",
		      "AppArmor is not enabled on this host");
	if (!plan->privileges.selinux_label && !plan->rootfs.mount_label)
		return;
	if (statfs("/sys/fs/selinux", &fs) || fs.f_type != SELINUX_MAGIC)
		lacks(host,
		      plan->privileges.selinux_label ? "process.selinuxLabel" : "linux.mountLabel",
		      "selinux=1 on the kernel's command line",
		      "SELinux is not enabled on this host");
}

static void check_hooks(struct host *host, const struct plan *plan)
{
	const struct spec_hooks *hooks = plan->spec->hooks;

	if (!hooks)
		return;
	/* Those of the container's own side are looked up in there. */
	const struct spec_hook_list *lists[] = {&hooks->prestart, &hooks->create_runtime,
						&hooks->create_container, &hooks->poststart,
						&hooks->poststop};

	for (size_t i = 0; i < COUNT(lists); i++) {
		for (size_t j = 0; j < lists[i]->count; j++) {
			const char *path = lists[i]->items[j].path;

			if (access(path, X_OK))
				lacks(host, "hooks", NULL,
				      REASON("%s: %s", path, error_words(errno)));
		}
	}
}

void host_examine_plan(struct host *host, const struct plan *plan)
{
	static void (*const checks[])(struct host *, const struct plan *) = {
		check_root,   check_mounts,  check_devices, check_joins, check_ids,
		check_limits, check_rlimits, check_labels,  check_hooks,
	};
	size_t before = host->count;

	for (size_t i = 0; i < COUNT(checks); i++)
		checks[i](host, plan);
	if (host->count == before)
		host_add(host, "this container", GOOD, "nothing is in its way");
}
