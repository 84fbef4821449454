/*
 * console.c - the terminal as /dev/console
 *
 * Both ends are checked by descriptor. The terminal must be one of a devpts, lest a link in
 * the image have us bind a file of /proc (CVE-2025-52565); what is at /dev/console must not
 * be a link, or the image would choose what is covered (CVE-2026-88264).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "mount_target.h"
#include "rootfs.h"

static bool is_terminal(int fd)
{
	struct statfs fs;
	struct stat st;

	return fstatfs(fd, &fs) == 0 && fs.f_type == DEVPTS_SUPER_MAGIC && fstat(fd, &st) == 0 &&
	       S_ISCHR(st.st_mode);
}

static int open_console(const struct job *job, struct error *err)
{
	const char *name;
	auto_close int dev = target_parent(job->root, "/dev/console", &name);
	auto_close int made = -1, console = -1;
	struct stat st;

	if (dev < 0)
		return fail(err, SYSTEM, "open /dev for the console");
	made = openat(dev, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (made < 0 && errno != EEXIST)
		return fail(err, SYSTEM, "make /dev/console");
	console = openat(dev, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (console < 0 || fstat(console, &st))
		return fail(err, SYSTEM, "open /dev/console");
	if (S_ISLNK(st.st_mode) || S_ISDIR(st.st_mode))
		return fail(err, REFUSED, "bind the terminal: /dev/console is a %s of the image",
			    S_ISLNK(st.st_mode) ? "link" : "directory");
	return fd_take(&console);
}

int console_bind(struct job *job, const char *slave, struct error *err)
{
	static const struct clone_how alone = {.propagation = MS_PRIVATE};
	auto_close int terminal = sys_open_beneath(job->root, slave);
	auto_close int clone = -1, console = -1;

	if (terminal < 0)
		return fail(err, SYSTEM, "open the terminal %s", slave);
	if (!is_terminal(terminal))
		return fail(err, REFUSED, "bind the terminal: %s is no terminal", slave);
	console = open_console(job, err);
	if (console < 0)
		return -1;
	clone = sys_clone_mount_as(terminal, "", &alone);
	if (clone < 0 || sys_attach_mount(clone, console))
		return fail(err, SYSTEM, "bind the terminal %s on /dev/console", slave);
	return 0;
}
