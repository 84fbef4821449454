/*
 * settling.c - INIT leaves what it has inherited behind
 *
 * A caller may have ignored signals, blocked them, or leaked descriptors: none of that is
 * the container's. Descriptors are shed as soon as the root is in place, so that a created
 * container that waits for days holds nothing of the host.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "log.h"
#include "processes.h"
#include "wire.h"

void signals_reset(uint32_t ignored)
{
	sigset_t none;

	/* exec itself resets what is handled */
	for (; ignored; ignored &= ignored - 1)
		(void)signal(__builtin_ctz(ignored) + 1, SIG_DFL); /* it could be ignored */
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL); /* cannot fail */
}

int init_settle(struct job *job, struct error *err)
{
	struct process_view self;

	if (prctl(PR_SET_DUMPABLE, 0))
		return fail(err, SYSTEM, "become untraceable");
	/* Hooks are told the pid as the host knows it: that is how the host's /proc calls us. */
	if (process_look(job->proc, 0, &self))
		return fail(err, SYSTEM, "look at the own process in /proc");
	job->record->pid = self.pid;
	/* On record as it is, it can be ended by anyone: HOST's lock must not last as long as it.
	 */
	fd_drop(&job->record->dir);
	signals_reset(self.ignored);
	if (setsid() < 0)
		return fail(err, SYSTEM, "start a session");
	umask(0);
	return 0;
}

/* One of ours is closed with all from first on, unless it lies below. */
static void shed(int *fd, int first)
{
	if (*fd < first)
		fd_drop(fd);
	*fd = -1;
}

/* The lowest of these that is not below, or -1. */
static int lowest_from(int first, const int *fds, size_t count)
{
	int lowest = -1;

	for (size_t i = 0; i < count; i++)
		if (fds[i] >= first && (lowest < 0 || fds[i] < lowest))
			lowest = fds[i];
	return lowest;
}

int descriptors_shed(struct job *job, struct error *err)
{
	const int kept[] = {job->wire->fd, job->gate, job->gate_name, job->label_file,
			    job->console_socket};
	int first = 3 + job->preserve_fds;

	log_leave();
	shed(&job->root, first);
	shed(&job->null, first);
	shed(&job->proc, first);
	shed(&job->wire->received, first);
	for (int keep; (keep = lowest_from(first, kept, COUNT(kept))) >= 0; first = keep + 1) {
		if (sys_close_between(first, keep - 1))
			return fail(err, SYSTEM, "close descriptors");
	}
	if (sys_close_from(first))
		return fail(err, SYSTEM, "close descriptors");
	return 0;
}
