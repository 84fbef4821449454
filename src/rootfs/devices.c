/*
 * devices.c - nodes and links under /dev
 *
 * Theory of operation
 *
 * A node is made by name in its parent directory, which was opened beneath the root, and is
 * then opened without following a link: mode and owner are given to that descriptor once it
 * is known to be the node. Nothing is removed and nothing replaced, so an image whose /dev
 * is a link, or whose nodes are, gets its own files looked at and nobody else's
 * (CVE-2026-41579).
 *
 * In a user namespace mknod is not permitted; there the host's node, which HOST opened, is
 * bound on an empty file.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "mount_target.h"
#include "plan.h"
#include "sources.h"

static const struct {
	const char *name, *target;
	bool if_there;
} links[] = {
	{"fd",     "/proc/self/fd",   false},
	{"stdin",  "/proc/self/fd/0", false},
	{"stdout", "/proc/self/fd/1", false},
	{"stderr", "/proc/self/fd/2", false},
	{"core",   "/proc/kcore",     true },
	{"ptmx",   "pts/ptmx",        false},
};

static bool is_node(int fd, const struct device_plan *device)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == (device->mode & S_IFMT) &&
	       (S_ISFIFO(st.st_mode) || st.st_rdev == makedev(device->major, device->minor));
}

/* The mode is exact: init_settle() has put the umask aside. */
static int make_node(int parent, const char *name, const struct device_plan *device)
{
	auto_close int node = -1;

	if (mknodat(parent, name, device->mode, makedev(device->major, device->minor)))
		return -1;
	if (!device->uid && !device->gid)
		return 0;
	node = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (node < 0)
		return -1;
	if (!is_node(node, device)) {
		errno = ESTALE;
		return -1;
	}
	return fchownat(node, "", (uid_t)device->uid, (gid_t)device->gid, AT_EMPTY_PATH);
}

static int bind_node(int parent, const char *name, int source)
{
	auto_close int file =
		openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	auto_close int target = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (file < 0 || target < 0)
		return -1;
	return sys_attach_mount(source, target);
}

/* The directory of the last node: most of them are in /dev. */
struct place {
	int fd;
	const char *path;
	size_t length;
};

static int open_place(int root, const char *path, struct place *place, const char **name)
{
	size_t length = (size_t)(strrchr(path, '/') - path);

	*name = path + length + 1;
	if (place->fd >= 0 && place->length == length && strncmp(place->path, path, length) == 0)
		return place->fd;
	fd_drop(&place->fd);
	place->path = path;
	place->length = length;
	place->fd = target_parent(root, path, name);
	return place->fd;
}

static int make_device(const struct job *job, size_t index, struct place *place, struct error *err)
{
	const struct device_plan *device = &job->plan->rootfs.devices[index];
	int source = *source_of_device(job, index);
	const char *name;
	int parent = open_place(job->root, device->path, place, &name);
	auto_close int there = -1;

	if (parent < 0)
		return fail(err, SYSTEM, "make the device %s", device->path);
	if (make_node(parent, name, device) == 0)
		return 0;
	if (errno == EPERM && source >= 0 && bind_node(parent, name, source) == 0)
		return 0;
	if (errno == EEXIST) {
		there = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (there >= 0 && is_node(there, device))
			return 0;
		return fail(err, REFUSED, "make the device %s: the image has something else there",
			    device->path);
	}
	(void)fail(err, SYSTEM, "make the device %s", device->path);
	if (err->system == EPERM)
		return fail_cure(err, "a user namespace cannot make devices, and the host has none "
				      "by that path and number to bind");
	return -1;
}

static bool is_there(const struct job *job, const char *path)
{
	auto_close int fd = sys_open_beneath(job->root, path);

	return fd >= 0;
}

static int make_links(const struct job *job, struct place *place, struct error *err)
{
	const char *name;
	int dev = open_place(job->root, "/dev/", place, &name);

	if (dev < 0)
		return fail(err, SYSTEM, "open /dev");
	for (size_t i = 0; i < COUNT(links); i++) {
		if (links[i].if_there && !is_there(job, links[i].target))
			continue;
		/* linux.devices may have put a node there. */
		if (symlinkat(links[i].target, dev, links[i].name) && errno != EEXIST)
			return fail(err, SYSTEM, "link /dev/%s to %s", links[i].name,
				    links[i].target);
	}
	return 0;
}

int devices_make(struct job *job, struct error *err)
{
	const struct rootfs_plan *rootfs = &job->plan->rootfs;
	struct place place = {.fd = -1};
	int result = 0;

	for (size_t i = 0; result == 0 && i < rootfs->device_count; i++)
		result = make_device(job, i, &place, err);
	if (result == 0 && rootfs->link_devices)
		result = make_links(job, &place, err);
	fd_drop(&place.fd);
	return result;
}
