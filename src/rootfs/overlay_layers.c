/*
 * overlay_layers.c - one overlay of directories held by descriptor
 *
 * Layers are named by /proc/self/fd/N: a path there needs no escaping of ':' and ',', and what
 * the container reads in its mountinfo tells nothing of the host.
 *
 * In a user namespace (Linux 5.11) an overlay keeps its notes in attributes that a user may set,
 * and then does not redirect: a directory of the lower layer cannot be renamed, and mv(1) copies
 * it. A tmpfs has such attributes since Linux 6.6; before that, a directory that was removed
 * cannot be made again.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "overlay_layers.h"

struct layer_name {
	char text[sizeof("/proc/self/fd/-2147483648")];
};

static struct layer_name layer_name(int fd)
{
	struct layer_name name;

	snprintf(name.text, sizeof(name.text), "/proc/self/fd/%d", fd);
	return name;
}

static int new_directory(int dir, const char *name)
{
	if (mkdirat(dir, name, 0700))
		return -1;
	return openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/*
 * The overlay's own root has the upper layer's mode and owner: make them those of the lower. A
 * user can give away nothing: there the root is his own.
 */
static int look_alike(int upper, int lower, bool by_user)
{
	struct stat st;

	if (fstat(lower, &st) || (!by_user && fchown(upper, st.st_uid, st.st_gid)))
		return -1;
	return fchmod(upper, st.st_mode & 07777);
}

int overlay_layers_stack(int lower, int layer, bool by_user)
{
	auto_close int upper = new_directory(layer, "upper");
	auto_close int work = new_directory(layer, "work");
	const struct layer_name below = layer_name(lower), above = layer_name(upper);
	const struct layer_name beside = layer_name(work);
	/* With redirect_dir, a directory of the lower layer can be renamed as it can outside. */
	const struct fs_option options[] = {
		{"lowerdir",                             below.text           },
		{"upperdir",                             above.text           },
		{"workdir",                              beside.text          },
		{by_user ? "userxattr" : "redirect_dir", by_user ? NULL : "on"},
	};

	if (upper < 0 || work < 0 || look_alike(upper, lower, by_user))
		return -1;
	/* The directory may hold device nodes: a container gets its own, in /dev. */
	return sys_new_filesystem("overlay", options, COUNT(options), MOUNT_ATTR_NODEV);
}

int overlay_fail(const char *path, struct error *err)
{
	(void)fail(err, SYSTEM, "make a copy-on-write view of %s", path);
	return sys_filesystem_complaint()[0] ? fail_cure(err, "%s", sys_filesystem_complaint())
					     : -1;
}
