/*
 * plan_devices.c - which device nodes the container gets
 *
 * Theory of operation
 *
 *	a filesystem on /dev	the spec's default nodes and links, and linux.devices
 *	a bind on /dev		none: it is somebody else's, and has what it has
 *	nothing on /dev		linux.devices only: the image's own /dev is not touched
 *				beyond what was asked for
 */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "error.h"
#include "path.h"
#include "plan.h"
#include "plan_devices.h"
#include "text.h"

static const struct device_plan default_devices[] = {
	{.path = "/dev/null",    .mode = S_IFCHR | 0666, .major = 1, .minor = 3},
	{.path = "/dev/zero",    .mode = S_IFCHR | 0666, .major = 1, .minor = 5},
	{.path = "/dev/full",    .mode = S_IFCHR | 0666, .major = 1, .minor = 7},
	{.path = "/dev/random",  .mode = S_IFCHR | 0666, .major = 1, .minor = 8},
	{.path = "/dev/urandom", .mode = S_IFCHR | 0666, .major = 1, .minor = 9},
	{.path = "/dev/tty",     .mode = S_IFCHR | 0666, .major = 5, .minor = 0},
};

static const struct mount_plan *mount_on_dev(const struct rootfs_plan *rootfs)
{
	/* The last one is what is seen. */
	for (size_t i = rootfs->mount_count; i > 0; i--) {
		if (strcmp(rootfs->mounts[i - 1].destination, "/dev") == 0)
			return &rootfs->mounts[i - 1];
	}
	return NULL;
}

static struct device_plan *find(struct rootfs_plan *rootfs, const char *path)
{
	for (size_t i = 0; i < rootfs->device_count; i++) {
		if (strcmp(rootfs->devices[i].path, path) == 0)
			return &rootfs->devices[i];
	}
	return NULL;
}

static mode_t node_type(const char *type)
{
	switch (type ? type[0] : '\0') {
	case 'b':
		return S_IFBLK;
	case 'c':
	case 'u': /* unbuffered: the same on Linux */
		return S_IFCHR;
	case 'p':
		return S_IFIFO;
	}
	return 0;
}

static int add_device(struct plan *plan, const struct spec_device *asked, size_t index,
		      struct error *err)
{
	struct rootfs_plan *rootfs = &plan->rootfs;
	const char *path = asked->path ? path_join(plan->arena, "/", asked->path) : "/";
	mode_t type = node_type(asked->type);
	struct device_plan *device;

	if (strcmp(path, "/") == 0)
		return fail(err, SPEC, "linux.devices[%zu].path: a device needs a path", index);
	if (!type)
		return fail(err, SPEC, "linux.devices[%zu].type: \"%s\" is none of b, c, u, p",
			    index, asked->type ? asked->type : "");
	if (type != S_IFIFO && (asked->major < 0 || asked->major > UINT32_MAX || asked->minor < 0 ||
				asked->minor > UINT32_MAX))
		return fail(err, SPEC, "linux.devices[%zu]: %s has no device number %lld:%lld",
			    index, path, (long long)asked->major, (long long)asked->minor);
	device = find(rootfs, path);
	if (!device)
		device = ARENA_ADD(plan->arena, rootfs->devices, rootfs->device_count);
	*device = (struct device_plan){
		.path = path,
		.mode = type |
			(asked->file_mode.given ? (mode_t)asked->file_mode.value & 07777 : 0666),
		.major = type == S_IFIFO ? 0 : (unsigned)asked->major,
		.minor = type == S_IFIFO ? 0 : (unsigned)asked->minor,
		.uid = asked->uid.given ? asked->uid.value : 0,
		.gid = asked->gid.given ? asked->gid.value : 0,
	};
	return 0;
}

int devices_plan(struct plan *plan, struct error *err)
{
	struct rootfs_plan *rootfs = &plan->rootfs;
	const struct mount_plan *dev = mount_on_dev(rootfs);
	const struct spec_linux *linux = plan->spec->linux;

	if (dev && dev->kind == MOUNT_BIND)
		return 0;
	rootfs->link_devices = dev != NULL;
	for (size_t i = 0; dev && i < COUNT(default_devices); i++)
		*ARENA_ADD(plan->arena, rootfs->devices, rootfs->device_count) = default_devices[i];
	for (size_t i = 0; i < linux->device_count; i++) {
		if (add_device(plan, &linux->devices[i], i, err))
			return -1;
	}
	return 0;
}
