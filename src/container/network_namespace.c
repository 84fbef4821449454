/*
 * network_namespace.c - a new network namespace, made beside the rest
 *
 * Theory of operation
 *
 * A network namespace with its loopback device takes the kernel longer than all the others
 * together, and nothing of the container is needed for it. So a process that does only that begins
 * with the first row, and has mostly ended when INIT has been born and has mounted what does not
 * depend on it. What is left of it is a descriptor, which INIT is sent.
 *
 * That process shares HOST's memory and descriptors: to make it takes a tenth of what a copy
 * would, and its descriptor and what it failed in are where HOST looks for them when it has ended.
 * It has a stack of its own and calls nothing that keeps anything. What both use is errno, which it
 * sets only when it fails; then all fails. It never enters anything of the container.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>

#include "arena.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "plan.h"
#include "processes.h"
#include "stages.h"
#include "wire.h"

#define STACK_SIZE 4096 /* for system calls: words are HOST's business */

static struct {
	pid_t pid;          /* 0 when it has ended */
	const char *failed; /* at which step */
	int error;
} maker;

static int give_up(const char *step)
{
	maker.error = errno;
	maker.failed = step;
	return 1;
}

static int make(void *data)
{
	struct job *job = data;

	if (unshare(CLONE_NEWNET))
		return give_up("unshare the network namespace");
	if (loopback_raise())
		return give_up("bring up the loopback");
	job->network_namespace = openat(job->proc, "self/ns/net", O_RDONLY | O_CLOEXEC);
	if (job->network_namespace < 0)
		return give_up("open the new network namespace");
	return 0;
}

/* It tells nobody of its end: a SIGCHLD would be taken for the payload's. */
int network_namespace_begin(struct job *job, struct error *err)
{
	/*
	 * What is written after the birth of INIT is copied, page by page. So this is no variable,
	 * which all have to fit in one, and comes just before what both sides write to.
	 */
	char *stack = arena_alloc(job->plan->arena, STACK_SIZE);

	maker.failed = NULL;
	maker.pid = clone(make, stack + STACK_SIZE, CLONE_VM | CLONE_FILES, job);
	if (maker.pid < 0)
		return fail(err, SYSTEM, "clone the process that makes it");
	return 0;
}

int network_namespace_finish(struct job *job, struct error *err)
{
	process_reap(maker.pid);
	maker.pid = 0;
	if (maker.failed) {
		errno = maker.error;
		fail(err, SYSTEM, "%s", maker.failed);
		if (err->system == ENOSPC)
			fail_cure(err, "the limit /proc/sys/user/max_net_namespaces is reached");
		return -1;
	}
	if (job->network_namespace < 0)
		return fail(err, STATE, "the process that makes it was killed");
	job->wire->passed = job->network_namespace;
	return 0;
}

void network_namespace_abandon(struct job *job)
{
	if (maker.pid > 0)
		process_reap(maker.pid);
	maker.pid = 0;
	fd_drop(&job->network_namespace);
}

int network_namespace_join(struct job *job, struct error *err)
{
	if (setns(job->wire->received, CLONE_NEWNET))
		return fail(err, SYSTEM, "join it");
	return 0;
}
