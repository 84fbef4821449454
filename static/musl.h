/*
 * musl.h - what musl 1.2.3 does not declare of Linux 5.2 to 5.14; read before every source of a
 * static build (static/static.mk)
 *
 * Names and shapes are those of glibc, which the sources are written for. musl 1.2.5 has statx().
 */
#ifndef BERTH_MUSL_H
#define BERTH_MUSL_H

#include <fcntl.h>
#include <grp.h>
#include <linux/mount.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * musl's open() sets close-on-exec again, for kernels before 2.6.23; and its changes of identity
 * stop all other threads first, of which there are none here.
 */
#define open(...)                  openat(AT_FDCWD, __VA_ARGS__)
#define setgroups(count, groups)   (int)syscall(SYS_setgroups, count, groups)
#define setresgid(one, two, three) (int)syscall(SYS_setresgid, one, two, three)
#define setresuid(one, two, three) (int)syscall(SYS_setresuid, one, two, three)

/*
 * A program that asks for the time once or twice does better to ask the kernel: to find the vdso
 * and to read in it takes three pages that are not mapped yet.
 */
#ifdef __LP64__
#define clock_gettime(clock, time) syscall(SYS_clock_gettime, clock, time)
#endif

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ  22
#define MADV_POPULATE_WRITE 23
#endif

#ifndef STATX_BASIC_STATS
#include <linux/stat.h>

static inline int statx(int dir, const char *path, int flags, unsigned mask, struct statx *found)
{
	return (int)syscall(SYS_statx, dir, path, flags, mask, found);
}
#endif

static inline int open_tree(int dir, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, dir, path, flags);
}

static inline int move_mount(int from_dir, const char *from, int to_dir, const char *to,
			     unsigned flags)
{
	return (int)syscall(SYS_move_mount, from_dir, from, to_dir, to, flags);
}

static inline int fsopen(const char *type, unsigned flags)
{
	return (int)syscall(SYS_fsopen, type, flags);
}

static inline int fsconfig(int context, unsigned command, const char *key, const void *value,
			   int number)
{
	return (int)syscall(SYS_fsconfig, context, command, key, value, number);
}

static inline int fsmount(int context, unsigned flags, unsigned attributes)
{
	return (int)syscall(SYS_fsmount, context, flags, attributes);
}

static inline int fspick(int dir, const char *path, unsigned flags)
{
	return (int)syscall(SYS_fspick, dir, path, flags);
}

static inline int mount_setattr(int dir, const char *path, unsigned flags, struct mount_attr *attr,
				size_t size)
{
	return (int)syscall(SYS_mount_setattr, dir, path, flags, attr, size);
}

#endif
