/*
 * template.c - what `berth spec` prints
 *
 * People and scripts edit it, so these defaults are part of the interface. They are runc's,
 * without its ambient capabilities (CVE-2022-29162 taught to hand out no more than needed).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "spec.h"

static const char *const environment[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"TERM=xterm",
};

static const char *const capabilities[] = {
	"CAP_AUDIT_WRITE",
	"CAP_KILL",
	"CAP_NET_BIND_SERVICE",
};

enum audience {
	ALL,
	PRIVILEGED,
	ROOTLESS
};

static const struct {
	enum audience audience;
	const char *destination, *type, *source, *options;
} mounts[] = {
	{ALL,        "/proc",          "proc",   "proc",   ""                                         },
	{ALL,        "/dev",           "tmpfs",  "tmpfs",  "nosuid strictatime mode=755 size=65536k"  },
 /* Group 5 is the terminals', and a rootless container cannot map it. */
	{PRIVILEGED, "/dev/pts",       "devpts", "devpts",
	 "nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5"                                    },
	{ROOTLESS,   "/dev/pts",       "devpts", "devpts",
	 "nosuid noexec newinstance ptmxmode=0666 mode=0620"                                          },
	{ALL,        "/dev/shm",       "tmpfs",  "shm",    "nosuid noexec nodev mode=1777 size=65536k"},
	{ALL,        "/dev/mqueue",    "mqueue", "mqueue", "nosuid noexec nodev"                      },
	{PRIVILEGED, "/sys",           "sysfs",  "sysfs",  "nosuid noexec nodev ro"                   },
 /* A new sysfs takes a network namespace of one's own. */
	{ROOTLESS,   "/sys",           "none",   "/sys",   "rbind nosuid noexec nodev ro"             },
	{ALL,        "/sys/fs/cgroup", "cgroup", "cgroup", "nosuid noexec nodev relatime ro"          },
};

static const struct {
	enum audience audience;
	const char *type;
} namespaces[] = {
	{ALL,        "pid"    },
	{PRIVILEGED, "network"},
	{ALL,        "ipc"    },
	{ALL,        "uts"    },
	{ALL,        "mount"  },
	{ALL,        "cgroup" },
	{ROOTLESS,   "user"   },
};

static const char *const masked_paths[] = {
	"/proc/acpi",          "/proc/asound",     "/proc/kcore",       "/proc/keys",
	"/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
	"/sys/firmware",       "/proc/scsi",
};

static const char *const readonly_paths[] = {
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
};

static bool is_for(enum audience audience, bool rootless)
{
	return audience == ALL || (audience == ROOTLESS) == rootless;
}

static struct strings list(struct arena *arena, const char *const *words, size_t count)
{
	struct strings strings = {.items = NULL};

	for (size_t i = 0; i < count; i++)
		strings_add(arena, &strings, words[i]);
	return strings;
}

#define LIST_OF(arena, words) list(arena, words, COUNT(words))

static struct spec_process *make_process(struct arena *arena)
{
	struct spec_process *process = arena_alloc(arena, sizeof(*process));
	struct spec_rlimit *rlimit = ARENA_ADD(arena, process->rlimits, process->rlimit_count);

	process->terminal = true;
	strings_add(arena, &process->args, "sh");
	process->env = LIST_OF(arena, environment);
	process->cwd = "/";
	process->capabilities = arena_alloc(arena, sizeof(*process->capabilities));
	process->capabilities->bounding = LIST_OF(arena, capabilities);
	process->capabilities->effective = LIST_OF(arena, capabilities);
	process->capabilities->permitted = LIST_OF(arena, capabilities);
	*rlimit = (struct spec_rlimit){.type = "RLIMIT_NOFILE", .soft = 1024, .hard = 1024};
	process->no_new_privileges = true;
	return process;
}

static void add_mounts(struct arena *arena, struct spec *spec, bool rootless)
{
	for (size_t i = 0; i < COUNT(mounts); i++) {
		char *options = arena_text(arena, mounts[i].options), *rest = NULL;
		struct spec_mount *mount;

		if (!is_for(mounts[i].audience, rootless))
			continue;
		mount = ARENA_ADD(arena, spec->mounts, spec->mount_count);
		mount->destination = mounts[i].destination;
		mount->type = mounts[i].type;
		mount->source = mounts[i].source;
		for (char *word = strtok_r(options, " ", &rest); word;
		     word = strtok_r(NULL, " ", &rest))
			strings_add(arena, &mount->options, word);
	}
}

static void map_to_caller(struct arena *arena, struct spec_linux *linux)
{
	*ARENA_ADD(arena, linux->uid_mappings.items, linux->uid_mappings.count) =
		(struct spec_id_mapping){.host_id = geteuid(), .size = 1};
	*ARENA_ADD(arena, linux->gid_mappings.items, linux->gid_mappings.count) =
		(struct spec_id_mapping){.host_id = getegid(), .size = 1};
}

static void deny_devices(struct arena *arena, struct spec_linux *linux)
{
	linux->resources = arena_alloc(arena, sizeof(*linux->resources));
	ARENA_ADD(arena, linux->resources->devices, linux->resources->device_count)->access = "rwm";
}

static struct spec_linux *make_linux(struct arena *arena, bool rootless)
{
	struct spec_linux *linux = arena_alloc(arena, sizeof(*linux));

	if (rootless)
		map_to_caller(arena, linux);
	else
		deny_devices(arena, linux);
	for (size_t i = 0; i < COUNT(namespaces); i++) {
		if (is_for(namespaces[i].audience, rootless))
			ARENA_ADD(arena, linux->namespaces, linux->namespace_count)->type =
				namespaces[i].type;
	}
	linux->masked_paths = LIST_OF(arena, masked_paths);
	linux->readonly_paths = LIST_OF(arena, readonly_paths);
	return linux;
}

struct spec *spec_template(struct arena *arena, bool rootless)
{
	struct spec *spec = arena_alloc(arena, sizeof(*spec));

	spec->oci_version = "1.3.0";
	spec->hostname = "berth";
	spec->root = arena_alloc(arena, sizeof(*spec->root));
	spec->root->path = "rootfs";
	spec->root->readonly = true;
	spec->process = make_process(arena);
	spec->linux = make_linux(arena, rootless);
	add_mounts(arena, spec, rootless);
	return spec;
}
