/*
 * overlay_view.c - a copy-on-write view of a directory
 *
 * Theory of operation
 *
 * The view is an overlay: below, the directory as it is; above, a fresh tmpfs that no path
 * leads to. Only descriptors hold the two, so the view and every change made in it are gone
 * with the last mount of it, whatever happens to berth.
 *
 * An overlay takes one file system for each layer: what is mounted below the directory is not
 * seen, only the empty directories it is mounted on. For a view of "/" this is what is
 * wanted: the host's /proc, /sys, /dev and /run have no place in a container.
 *
 * Until Linux 6.15 an overlay refuses a layer that is mounted nowhere in the caller's mount
 * namespace (EINVAL). A child with a namespace of its own then attaches the tmpfs and makes the
 * overlay there; it shares our table of descriptors, and leaves the result in a slot of it. The
 * host's mounts are never touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "overlay_layers.h"
#include "rootfs.h"

/* With place, the tmpfs is attached on that directory before it is used. */
static int make_view(const char *path, const char *place)
{
	static const struct fs_option private = {.name = "mode", .value = "0700"};
	auto_close int lower = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int tmpfs = -1, target = -1;

	if (lower < 0)
		return -1;
	tmpfs = sys_new_filesystem("tmpfs", &private, 1, 0);
	if (tmpfs < 0)
		return -1;
	if (place) {
		target = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (target < 0 || sys_attach_mount(tmpfs, target))
			return -1;
	}
	return overlay_layers_stack(lower, tmpfs, false);
}

/*
 * The child's life: 0 or errno. A mount attached on "/" covers nothing: paths still begin at the
 * root this process has, below it.
 */
static int make_view_in_slot(const char *path, int slot)
{
	auto_close int view = -1;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return errno;
	view = make_view(path, "/");
	return view < 0 || dup3(view, slot, O_CLOEXEC) < 0 ? errno : 0;
}

static int make_view_aside(const char *path)
{
	/* Any descriptor will do: it is there to be replaced. */
	auto_close int slot = eventfd(0, EFD_CLOEXEC);
	auto_close int pidfd = -1;
	int status;
	pid_t pid;

	if (slot < 0)
		return -1;
	pid = sys_clone(CLONE_NEWNS | CLONE_FILES, -1, &pidfd);
	if (pid == 0)
		_exit(make_view_in_slot(path, slot));
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return errno ? -1 : fd_take(&slot);
}

int overlay_view_open(const char *lower, int *mount, struct error *err)
{
	int view = make_view(lower, NULL);

	if (view < 0 && errno == EINVAL)
		view = make_view_aside(lower);
	if (view < 0)
		return overlay_fail(lower, err);
	*mount = view;
	return 0;
}
