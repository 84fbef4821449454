/*
 * cgroup_tenant.h - a process that lives in a cgroup for a test
 */
#ifndef BERTH_TESTS_CGROUP_TENANT_H
#define BERTH_TESTS_CGROUP_TENANT_H

#include <criterion/criterion.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* fork(), the child being born in the cgroup. */
static inline pid_t cgroup_tenant_fork(int cgroup)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)cgroup};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	cr_assert_geq(pid, 0, "clone3 into the cgroup");
	return pid;
}

/* One that waits for a signal to end it. */
static inline pid_t cgroup_tenant(int cgroup)
{
	pid_t pid = cgroup_tenant_fork(cgroup);

	while (!pid)
		pause();
	return pid;
}

/* How it ended: 128 + signal, or its status. */
static inline int cgroup_tenant_end(pid_t pid)
{
	int status;

	cr_assert_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

#endif
