/*
 * floor_mounts.c - the mounts, nodes, masks and read-only paths of the default configuration
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "floor.h"

/* Of <sys/mount.h>, which does not go together with <linux/mount.h>. */
#define PRIVATE       (1 << 18)
#define UMOUNT_DETACH 2
#define HERE          ((unsigned)AT_FDCWD)

#define NOSUID MOUNT_ATTR_NOSUID
#define NODEV  MOUNT_ATTR_NODEV
#define NOEXEC MOUNT_ATTR_NOEXEC
#define RDONLY MOUNT_ATTR_RDONLY
#define STRICT MOUNT_ATTR_STRICTATIME

struct filesystem {
	const char *type, *on;
	unsigned attributes;
	mode_t directory; /* to be made first, or 0 */
	const char *options[5][2];
};

static const struct filesystem filesystems[] = {
	{"proc",    "proc",          0,                                0,    {{NULL}}                                                                     },
	{"tmpfs",   "dev",           NOSUID | STRICT,                  0,    {{"mode", "755"}, {"size", "65536k"}}                                        },
	{"devpts",
	 "dev/pts",                  NOSUID | NOEXEC,
	 0755,                                                               {{"newinstance", NULL}, {"ptmxmode", "0666"}, {"mode", "0620"}, {"gid", "5"}}},
	{"tmpfs",
	 "dev/shm",                  NOSUID | NOEXEC | NODEV,
	 0755,                                                               {{"mode", "1777"}, {"size", "65536k"}, {"source", "shm"}}                    },
	{"mqueue",  "dev/mqueue",    NOSUID | NOEXEC | NODEV,          0755, {{NULL}}                                                                     },
	{"sysfs",   "sys",           NOSUID | NOEXEC | NODEV | RDONLY, 0,    {{NULL}}                                                                     },
	{"cgroup2", "sys/fs/cgroup", NOSUID | NOEXEC | NODEV | RDONLY, 0,    {{NULL}}                                                                     },
};

static const struct {
	const char *name;
	unsigned major, minor;
} nodes[] = {
	{"null",    1, 3},
	{"zero",    1, 5},
	{"full",    1, 7},
	{"random",  1, 8},
	{"urandom", 1, 9},
	{"tty",     5, 0},
};

static const char *const links[][2] = {
	{"fd",     "/proc/self/fd"  },
	{"stdin",  "/proc/self/fd/0"},
	{"stdout", "/proc/self/fd/1"},
	{"stderr", "/proc/self/fd/2"},
	{"core",   "/proc/kcore"    },
	{"ptmx",   "pts/ptmx"       },
};

#define CORE 4 /* of these: where there is one */

static const char *const masked[] = {
	"/proc/acpi",          "/proc/asound",     "/proc/kcore",       "/proc/keys",
	"/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
	"/sys/firmware",       "/proc/scsi",
};

static const char *const readonly_paths[] = {
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int tree_open(const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, AT_FDCWD, path,
			    flags | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
}

static void attributes_set(int mount, uint64_t attributes, unsigned flags)
{
	struct mount_attr attr = {.attr_set = attributes};

	if (syscall(SYS_mount_setattr, mount, "", flags | AT_EMPTY_PATH, &attr, sizeof(attr)))
		floor_fail("set the attributes of a mount");
}

static void attach(int mount, int dir, const char *target)
{
	if (syscall(SYS_move_mount, mount, "", dir, target,
		    MOVE_MOUNT_F_EMPTY_PATH | (*target ? 0 : MOVE_MOUNT_T_EMPTY_PATH)))
		floor_fail(target);
}

static int filesystem_make(const struct filesystem *filesystem)
{
	int context = (int)syscall(SYS_fsopen, filesystem->type, FSOPEN_CLOEXEC);
	int mount;

	for (size_t i = 0; filesystem->options[i][0]; i++) {
		const char *value = filesystem->options[i][1];

		if (syscall(SYS_fsconfig, context, value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG,
			    filesystem->options[i][0], value, 0))
			floor_fail(filesystem->options[i][0]);
	}
	if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		floor_fail(filesystem->type);
	mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, filesystem->attributes);
	if (mount < 0)
		floor_fail(filesystem->type);
	close(context);
	return mount;
}

static void filesystems_make(int root)
{
	for (size_t i = 0; i < COUNT(filesystems); i++) {
		int mount = filesystem_make(&filesystems[i]);

		if (filesystems[i].directory &&
		    mkdirat(root, filesystems[i].on, filesystems[i].directory))
			floor_fail(filesystems[i].on);
		attach(mount, root, filesystems[i].on);
		close(mount);
	}
}

static void devices_make(int root)
{
	int dev = openat(root, "dev", O_PATH | O_CLOEXEC);

	for (size_t i = 0; i < COUNT(nodes); i++) {
		if (mknodat(dev, nodes[i].name, S_IFCHR | 0666,
			    makedev(nodes[i].major, nodes[i].minor)))
			floor_fail(nodes[i].name);
	}
	for (size_t i = 0; i < COUNT(links); i++) {
		if (i == CORE && faccessat(root, "proc/kcore", F_OK, 0))
			continue;
		if (symlinkat(links[i][1], dev, links[i][0]))
			floor_fail(links[i][0]);
	}
	close(dev);
}

static void bind(int root, char *line)
{
	const char *source = strtok(line, " \n"), *target = strtok(NULL, " \n");
	const char *access = strtok(NULL, " \n");
	int mount = source && target && access ? tree_open(source, AT_RECURSIVE) : -1;

	if (mount < 0)
		floor_fail("a bind mount");
	attributes_set(mount, strcmp(access, "ro") == 0 ? RDONLY : 0, AT_RECURSIVE);
	attach(mount, root, target + 1);
	close(mount);
}

static void binds_make(const char *path, int root)
{
	static char text[16384];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(file, text, sizeof(text) - 1);

	close(file);
	if (length < 0)
		floor_fail(path);
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		bind(root, line);
	}
}

/*
 * What covers files is the host's null device, cloned before the image is the root. The first is
 * covered by that clone and the others by clones of it: before Linux 6.15 a mount is cloned only
 * where it is attached.
 */
static int null_cover(int null)
{
	static bool attached;

	if (attached)
		return (int)syscall(SYS_open_tree, null, "",
				    AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	attached = true;
	return null;
}

static void mask(const char *path, int null)
{
	static const struct filesystem empty = {
		"tmpfs",
		"",
		RDONLY | NOSUID | NODEV | NOEXEC,
		0,
		{{"mode", "555"}, {"size", "4k"}}
	};
	int target = open(path, O_PATH | O_CLOEXEC), cover;
	struct stat st;

	if (target < 0)
		return;
	if (fstat(target, &st))
		floor_fail(path);
	cover = S_ISDIR(st.st_mode) ? filesystem_make(&empty) : null_cover(null);
	attach(cover, target, "");
	if (cover != null)
		close(cover);
	close(target);
}

static void make_readonly(const char *path)
{
	int self = tree_open(path, AT_RECURSIVE);

	if (self < 0)
		return;
	attributes_set(self, RDONLY, AT_RECURSIVE);
	attach(self, AT_FDCWD, path);
	close(self);
}

void mounts_make(const struct floor *floor)
{
	struct mount_attr private = {.propagation = PRIVATE};
	int root, null;

	/* Cut off from the host, or it would see and lose all that happens here. */
	if (syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &private, sizeof(private)))
		floor_fail("part from the host's mounts");
	umask(0);
	null = tree_open("/dev/null", 0);
	attributes_set(null, RDONLY, 0);
	root = tree_open(floor->root, AT_RECURSIVE);
	if (root < 0 || null < 0)
		floor_fail(floor->root);
	attach(root, AT_FDCWD, floor->root);
	filesystems_make(root);
	devices_make(root);
	if (floor->binds)
		binds_make(floor->binds, root);
	if (fchdir(root) || syscall(SYS_pivot_root, ".", ".") ||
	    syscall(SYS_umount2, ".", UMOUNT_DETACH))
		floor_fail("pivot");
	for (size_t i = 0; i < COUNT(masked); i++)
		mask(masked[i], null);
	for (size_t i = 0; i < COUNT(readonly_paths); i++)
		make_readonly(readonly_paths[i]);
	attributes_set(root, RDONLY, 0);
}
