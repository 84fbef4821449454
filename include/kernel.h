/*
 * kernel.h - the system calls that libc lacks or wraps too thickly
 *
 * Thin: 0, a descriptor, or -1 and errno. No policy and no messages; one kernel interface
 * per file of src/kernel/. Tests replace them at link time.
 */
#ifndef BERTH_KERNEL_H
#define BERTH_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct sock_fprog;
union bpf_attr;
struct rlimit;

/* ---- sys_open.c: beneath a root, never outside it (openat2, Linux 5.6) --------------------- */

/* The path as the container would see it: links and ".." stay within the root. O_PATH. */
int sys_open_beneath(int root, const char *path);
/* The same with open(2) flags and mode; follow_last = false refuses a link at the end (ELOOP). */
int sys_open_beneath_as(int root, const char *path, int flags, mode_t mode, bool follow_last);
/* No link anywhere: ELOOP. */
int sys_open_plain(int root, const char *path, int flags);

/* ---- sys_mount_api.c: mounts by descriptor (Linux 5.2; attributes 5.12) -------------------- */

/* A detached copy of the mount at dir/path; recursive takes what is mounted below as well. */
int sys_clone_mount_at(int dir, const char *path, bool recursive, bool follow);
int sys_clone_mount(int fd, bool recursive);
/* The same, of dir itself when path is "", with attributes as below: at once since Linux 6.15. */
struct clone_how {
	bool recursive; /* what is mounted below as well, and the attributes for all of it */
	bool unfollowed;
	uint64_t set, propagation;
};
int sys_clone_mount_as(int dir, const char *path, const struct clone_how *how);
/* MOUNT_ATTR_.. of a mount given by descriptor; propagation is MS_.. or 0. */
int sys_set_mount(int fd, uint64_t set, uint64_t clear, uint64_t propagation, bool recursive);
/* idmaps the mount with the user namespace's mappings. */
int sys_idmap_mount(int fd, int user_namespace, bool recursive);
/* Attaches a detached mount on a directory or file opened O_PATH, or on what a path leads to. */
int sys_attach_mount(int mount, int target);
int sys_attach_mount_at(int mount, const char *path);
/* fsopen, each option, create, fsmount. A NULL value is a flag. */
struct fs_option {
	const char *name, *value;
};
int sys_new_filesystem(const char *type, const struct fs_option *options, size_t count,
		       uint64_t attributes);
/* What the kernel said about the last failing sys_new_filesystem(), or "". */
const char *sys_filesystem_complaint(void);

/* ---- sys_mount.c: what the old interface does better ---------------------------------------- */

/*
 * A new filesystem on the directory target, which becomes the working directory: two calls for the
 * eight and more of sys_new_filesystem() and sys_attach_mount(). -1 also for options that cannot be
 * said as one text. MOUNT_ATTR_RDONLY is EINVAL: mount(2) would make the filesystem itself
 * read-only, for all who share it.
 */
int sys_mount_on(int target, const char *type, const struct fs_option *options, size_t count,
		 uint64_t attributes);
int sys_pivot_root(const char *new_root, const char *put_old);

/* ---- sys_clone.c (clone3, Linux 5.3; into a cgroup 5.7) ------------------------------------- */

/*
 * Forks with CLONE_.. flags, into the cgroup held open as cgroup (or -1). *pidfd receives a
 * descriptor of the child. Returns as fork() does.
 */
pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd);

/*
 * clone(2), for those whom a seccomp filter lets do no more: a child of our parent, born in the pid
 * namespace that we joined. Its pid is in *pid as well, before it runs. Returns as fork() does.
 */
pid_t sys_clone_sibling(pid_t *pid);

/* ---- sys_pidfd.c ----------------------------------------------------------------------------- */

int sys_pidfd_open(pid_t pid);
int sys_pidfd_signal(int pidfd, int signal);

/* ---- sys_bpf.c (always with a full, zeroed attr) ----------------------------------------------
 */

int sys_bpf(int command, union bpf_attr *attr);

/* ---- sys_seccomp.c -----------------------------------------------------------------------------
 */

/* 0, or a listener's descriptor when the flags ask for one. */
int sys_seccomp_load(const struct sock_fprog *program, unsigned flags);

/* ---- sys_close_range.c (Linux 5.9) --------------------------------------------------------------
 */

int sys_close_from(int first); /* closes all from first on */
int sys_close_between(int first, int last);
int sys_cloexec_from(int first); /* marks them instead */

/* ---- sys_sched.c, sys_keyctl.c, sys_prctl.c
 * ------------------------------------------------------ */

struct sys_sched_attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
};
int sys_sched_setattr(pid_t pid, const struct sys_sched_attr *attr);
int sys_ioprio_set(int which, int who, int priority);
int sys_set_mempolicy(int mode, const unsigned long *nodes, unsigned long most);
int sys_new_session_keyring(const char *name);

#endif
