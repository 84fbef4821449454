/*
 * newborn.c - enters a container's pid namespace as nothing more than the payload
 *
 * Theory of operation
 *
 * CAP_SYS_PTRACE takes hold of whatever it sees in its own user namespace: neither privileges
 * nor being undumpable keep it off. What it sees is its pid namespace, and that is entered
 * by being born in it. So where such a process may be waiting (plan_is_exposed()), INIT joins
 * everything but the pid namespace and plays its rows unseen. The last thing it does is to
 * bear, as HOST's child, the process that will execute the program: with the payload's user,
 * capabilities, filter and descriptors, so that there is nothing to be had from it.
 *
 * That happens behind the filter, which may allow little. It takes clone(2), which filters know
 * (clone3 hides its flags from them, and is often denied), and setsid(2), since a process whose
 * session is led from outside is in none. Nothing is said over the wire: the kernel
 * writes the pid into a page that HOST shares.
 *
 * INIT and the newborn are both counted for a moment: a cgroup with room for one process only
 * (pids.max, RLIMIT_NPROC) has no room for a process that enters in this way.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "plan.h"
#include "processes.h"

int newborn_expect(struct job *job, struct error *err)
{
	void *page = mmap(NULL, sizeof(*job->newborn), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return fail(err, SYSTEM, "map a page");
	job->newborn = page;
	return 0;
}

void newborn_forget(struct job *job)
{
	if (job->newborn)
		(void)munmap(job->newborn, sizeof(*job->newborn)); /* cannot fail */
	job->newborn = NULL;
}

/* The caller's variables may be secrets, and who holds the newborn can read its memory. */
static void environment_wipe(void)
{
	for (char **entry = environ; entry && *entry; entry++)
		explicit_bzero(*entry, strlen(*entry));
}

static int session_lead(const struct job *job, struct error *err)
{
	if (setsid() < 0)
		return fail(err, SYSTEM, "start a session");
	if (job->plan->terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0))
		return fail(err, SYSTEM, "take the terminal as the session's own");
	return 0;
}

int newborn_bear(struct job *job, struct error *err)
{
	pid_t pid;

	environment_wipe();
	fd_drop(&job->filter_listener); /* HOST has its own */
	pid = sys_clone_sibling(job->newborn);
	if (pid > 0)
		_exit(0);
	if (pid == 0)
		return session_lead(job, err);
	fail(err, SYSTEM, "be born in the container's pid namespace");
	if (err->system == EAGAIN)
		return fail_cure(err, "the limit of processes (pids.max or RLIMIT_NPROC) is "
				      "reached: one that enters where CAP_SYS_PTRACE is takes two");
	if (err->system == EPERM || err->system == ENOSYS)
		return fail_cure(err, "where CAP_SYS_PTRACE is, the seccomp filter must allow "
				      "clone(2)");
	return -1;
}

/* The page is the newborn's as well, and it may be held: what it says of others is not believed. */
static bool is_our_child(pid_t pid)
{
	siginfo_t end;

	return pid > 0 && waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

int newborn_take(struct job *job, struct error *err)
{
	pid_t pid;

	process_reap(job->pid);
	fd_drop(&job->pidfd);
	job->pid = 0;
	pid = *job->newborn;
	if (pid <= 0)
		return fail(err, STATE,
			    "the process that enters the container has died before it was there");
	if (!is_our_child(pid))
		return fail(err, REFUSED,
			    "somebody in the container has tampered with the "
			    "process that entered it");
	job->pidfd = sys_pidfd_open(pid);
	if (job->pidfd < 0)
		return fail(err, SYSTEM, "open process %d", (int)pid);
	*job->newborn = 0;
	job->pid = pid;
	return 0;
}

void newborn_kill(struct job *job)
{
	pid_t pid = job->newborn ? *job->newborn : 0;

	if (!is_our_child(pid))
		return;
	(void)kill(pid, SIGKILL); /* our child, so the number is still its own */
	process_reap(pid);
	*job->newborn = 0;
}
