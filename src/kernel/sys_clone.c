/*
 * sys_clone.c - clone3 with a pidfd and into a cgroup; clone
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	struct clone_args args = {
		.flags = flags | CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)pidfd,
		.exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD,
	};

	if (cgroup >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

pid_t sys_clone_sibling(pid_t *pid)
{
	unsigned long flags = CLONE_PARENT | CLONE_PARENT_SETTID;

#ifdef __s390__
	return (pid_t)syscall(SYS_clone, NULL, flags, pid, NULL,
			      NULL); /* CONFIG_CLONE_BACKWARDS2 */
#else
	return (pid_t)syscall(SYS_clone, flags, NULL, pid, NULL, NULL);
#endif
}
