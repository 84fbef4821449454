/*
 * rootfs_print.c - the planned root as text: one line for each operation, in order
 */
#include <sys/stat.h>

#include "mount_options.h"
#include "plan.h"
#include "propagation.h"
#include "text.h"

static void print_switches(const struct mount_plan *mount, struct text *out)
{
	const struct {
		bool on;
		const char *word;
	} switches[] = {
		{mount->source_in_root,        "from within the root"},
		{mount->remount_readonly,      "read-only at last"   },
		{mount->copy_up,               "copied up"           },
		{mount->copy_symlink,          "a link is copied"    },
		{mount->no_follow_source,      "source not followed" },
		{mount->no_follow_destination, "target not followed" },
		{mount->idmap,                 "idmapped"            },
		{mount->idmap_recursive,       "idmapped recursively"},
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		if (switches[i].on)
			text_format(out, ", %s", switches[i].word);
	}
}

static void print_mount(const struct mount_plan *mount, struct text *out)
{
	auto_text struct text options = NO_TEXT;

	mount_attributes_print(mount, &options);
	for (size_t i = 0; i < mount->options.count; i++) {
		const struct pair *pair = &mount->options.items[i];

		text_format(&options, pair->value ? ",%s=%s" : ",%s", pair->name, pair->value);
	}
	if (mount->propagation)
		text_format(&options, ",%s", propagation_word(mount->propagation));
	if (mount->kind == MOUNT_BIND)
		text_format(out, "%s %s on %s", mount->recursive ? "rbind" : "bind", mount->source,
			    mount->destination);
	else
		text_format(out, "mount %s on %s", mount->type, mount->destination);
	if (options.length)
		text_format(out, " (%s)", options.start + 1);
	print_switches(mount, out);
	text_add(out, "\n");
}

static void print_device(const struct device_plan *device, struct text *out)
{
	mode_t mode = device->mode & 07777;

	text_format(out, "device %s ", device->path);
	if (S_ISFIFO(device->mode))
		text_format(out, "p");
	else
		text_format(out, "%c %u:%u", S_ISBLK(device->mode) ? 'b' : 'c', device->major,
			    device->minor);
	text_format(out, " %04o %lld:%lld\n", mode, (long long)device->uid, (long long)device->gid);
}

void rootfs_print(const struct plan *plan, struct text *out)
{
	const struct rootfs_plan *rootfs = &plan->rootfs;

	text_format(out, "root %s%s\n", rootfs->overlay ? "copy-on-write view of " : "",
		    rootfs->path);
	for (size_t i = 0; i < rootfs->mount_count; i++)
		print_mount(&rootfs->mounts[i], out);
	for (size_t i = 0; i < rootfs->device_count; i++)
		print_device(&rootfs->devices[i], out);
	if (rootfs->link_devices)
		text_add(out, "link /dev/fd /dev/stdin /dev/stdout /dev/stderr /dev/core "
			      "/dev/ptmx\n");
	text_format(out, "%s\n",
		    !rootfs->private_mounts ? "chroot"
		    : plan->no_pivot        ? "move the root over /"
					    : "pivot");
	for (size_t i = 0; i < rootfs->masked.count; i++)
		text_format(out, "mask %s\n", rootfs->masked.items[i]);
	for (size_t i = 0; i < rootfs->readonly_paths.count; i++)
		text_format(out, "read-only %s\n", rootfs->readonly_paths.items[i]);
	if (rootfs->readonly)
		text_add(out, "read-only /\n");
	if (rootfs->propagation)
		text_format(out, "propagation %s\n", propagation_word(rootfs->propagation));
}
