/*
 * init_process.c - makes the other side
 *
 * Theory of operation
 *
 * INIT is one clone3: all new namespaces at once (but for some: fresh.c), born in its cgroup, held
 * by a pidfd. It inherits the job and the plan as they are; nothing is serialised.
 *
 * Where namespaces are given by path together with a user namespace, or for the sake of a
 * pid or time namespace, which only children enter, a go-between is cloned into the cgroup
 * first. It joins, clones INIT as its own sibling (CLONE_PARENT), reports INIT's pid and
 * pidfd and ends. The report has a socket of its own: INIT lives already, and may be the first to
 * speak on the wire. HOST itself never leaves its namespaces.
 *
 * Before anything else neither side is dumpable: a process of a joined pid namespace could
 * otherwise trace INIT and reach the host through its descriptors.
 *
 * An ordinary user reaches the maps of INIT only while it is dumpable. Its new user namespace
 * keeps others away from it meanwhile: nobody in there but INIT has any right over it. When it
 * settles it is as undumpable as any. To exec, an ordinary user has no right to join the pid
 * namespace but from within the user namespace it belongs to, so there a go-between does both.
 */
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "joins.h"
#include "kernel.h"
#include "plan.h"
#include "processes.h"
#include "security.h"
#include "wire.h"

/* INIT, from birth to exec or to the end. */
static _Noreturn void init_live(struct job *job, const struct score *first)
{
	struct error err = NO_ERROR;

	own_pages_populate();
	wire_become_init(job->wire);
	if (score_play(first, INIT, job, &err))
		_exit(1);
	if (first == &creation_score) {
		if (job->gate >= 0 && gate_wait(job, &err))
			_exit(1);
		(void)score_play(&starting_score, INIT, job,
				 &err); /* returns only when it failed */
	}
	_exit(1);
}

static uint64_t clone_flags(const struct plan *plan)
{
	return plan->namespaces.made & ~namespaces_apart(plan);
}

static int clone_failed(const struct plan *plan, struct error *err)
{
	fail(err, SYSTEM, "clone3 with %d new namespaces",
	     __builtin_popcountll(plan->namespaces.made));
	if (err->system == ENOSPC)
		fail_cure(err, "a limit of /proc/sys/user/max_*_namespaces is reached");
	if (err->system == EAGAIN)
		fail_cure(err, "the limit of processes (pids.max or RLIMIT_NPROC) is reached");
	if (err->system == EACCES)
		fail_cure(err,
			  "the way to the cgroup leads through one that is not the caller's: call "
			  "berth from where the cgroup was made, or by systemd-run --user "
			  "--scope");
	if (err->system == EBUSY)
		fail_cure(err, "the cgroup has sub-cgroups with controllers of their own");
	return -1;
}

/* What a go-between does with its short life, once it is where it should be. */
static int bear(struct job *job, const struct score *score, uint64_t flags, int report,
		struct error *err)
{
	int pidfd = -1;
	pid_t pid = sys_clone(flags | CLONE_PARENT, -1, &pidfd);

	if (pid < 0)
		return clone_failed(job->plan, err);
	if (pid == 0)
		init_live(job, score);
	if (fd_send(report, &pid, sizeof(pid), &pidfd, 1)) {
		(void)sys_pidfd_signal(pidfd, SIGKILL); /* nobody would know of it */
		return fail(err, SYSTEM, "report the init process");
	}
	return 0;
}

/* In given namespaces, and a time namespace whose offsets are set. */
static int bear_init(struct job *job, const struct score *score, int report, struct error *err)
{
	const struct plan *plan = job->plan;

	if (namespaces_enter_all(plan, ~(uint64_t)0, err))
		return -1;
	if ((plan->namespaces.made & CLONE_NEWTIME) && time_namespace_make(plan, job->proc, err))
		return -1;
	return bear(job, score, clone_flags(plan), report, err);
}

/* In the pid namespace of a container that exists, by the right its user namespace gives. */
static int bear_joiner(struct job *job, const struct score *score, int report, struct error *err)
{
	if (setns(job->container, CLONE_NEWUSER | CLONE_NEWPID))
		return fail(err, SYSTEM, "join the container's user and pid namespaces");
	return bear(job, score, 0, report, err);
}

typedef int bear_fn(struct job *job, const struct score *score, int report, struct error *err);

static _Noreturn void go_between(struct job *job, bear_fn *bear_it, const struct score *score,
				 int report)
{
	struct error err = NO_ERROR;

	if (bear_it(job, score, report, &err)) {
		(void)fd_send(report, &err, sizeof(err), NULL, 0);
		_exit(1);
	}
	_exit(0);
}

/* What the go-between has said in its life, which is over. */
static int hear_report(struct job *job, int report, struct error *err)
{
	struct pollfd said = {.fd = report, .events = POLLIN};
	size_t count = 1;
	int length = 0;
	union {
		struct error err;
		pid_t pid;
	} answer;

	/* INIT has the other end as well: who waited for more would wait for INIT. */
	if (poll(&said, 1, 0) > 0)
		length = fd_receive(report, &answer, sizeof(answer), &job->pidfd, &count);
	if (length == sizeof(answer.pid) && count == 1) {
		job->pid = answer.pid;
		return 0;
	}
	if (length == sizeof(answer.err)) {
		*err = answer.err;
		return -1;
	}
	return fail(err, BUG, "the process that joins namespaces has died");
}

static int spawn_by_go_between(struct job *job, bear_fn *bear_it, const struct score *score,
			       struct error *err)
{
	auto_close int pidfd = -1, hears = -1, says = -1;
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return fail(err, SYSTEM, "make a socket pair");
	hears = ends[0];
	says = ends[1];
	pid = sys_clone(0, job->cgroup, &pidfd);
	if (pid < 0)
		return clone_failed(job->plan, err);
	if (pid == 0)
		go_between(job, bear_it, score, says);
	process_reap(pid);
	wire_become_host(job->wire);
	return hear_report(job, hears, err);
}

/* The other side, as our own child: it plays the score. */
static int spawn(struct job *job, uint64_t flags, const struct score *score, struct error *err)
{
	pid_t pid = sys_clone(flags, job->cgroup, &job->pidfd);

	if (pid < 0)
		return clone_failed(job->plan, err);
	if (pid == 0)
		init_live(job, score);
	job->pid = pid;
	wire_become_host(job->wire);
	return 0;
}

/* Until the maps are written: the rest is init_settle()'s. */
static bool stays_dumpable(const struct plan *plan)
{
	return plan->caller.standing == ORDINARY_USER && (plan->namespaces.made & CLONE_NEWUSER);
}

/* Whoever is born next is untraceable from the beginning, and at one end of a wire. */
static int expect_birth(struct job *job, struct error *err)
{
	if (prctl(PR_SET_DUMPABLE, 0))
		return fail(err, SYSTEM, "become untraceable");
	return wire_make(job->wire, err);
}

int init_spawn(struct job *job, struct error *err)
{
	if (stays_dumpable(job->plan) ? wire_make(job->wire, err) : expect_birth(job, err))
		return -1;
	if (namespaces_need_go_between(job->plan))
		return spawn_by_go_between(job, bear_init, &creation_score, err);
	return spawn(job, clone_flags(job->plan), &creation_score, err);
}

int spawn_plain(struct job *job, const struct score *score, struct error *err)
{
	if (expect_birth(job, err))
		return -1;
	return spawn(job, 0, score, err);
}

static bool joins_by_right_of_user(const struct plan *plan)
{
	return plan->caller.standing == ORDINARY_USER && plan_has_namespace(plan, CLONE_NEWUSER) &&
	       plan_has_namespace(plan, CLONE_NEWPID);
}

/* HOST lets its children be born in the container's pid namespace; it makes but one. */
int spawn_inside(struct job *job, const struct score *score, struct error *err)
{
	if (job->plan->stays_outside)
		return spawn_plain(job, score, err);
	if (expect_birth(job, err))
		return -1;
	if (joins_by_right_of_user(job->plan))
		return spawn_by_go_between(job, bear_joiner, score, err);
	if (plan_has_namespace(job->plan, CLONE_NEWPID) && setns(job->container, CLONE_NEWPID))
		return fail(err, SYSTEM, "join the container's pid namespace");
	return spawn(job, 0, score, err);
}

int joiner_spawn(struct job *job, struct error *err)
{
	if (job->plan->stays_outside && newborn_expect(job, err))
		return -1;
	return spawn_inside(job, &joining_score, err);
}

void init_kill(struct job *job)
{
	if (job->pidfd < 0)
		return;
	/* It may have died by itself; then there is nothing to kill. */
	(void)sys_pidfd_signal(job->pidfd, SIGKILL);
	while (waitid(P_PIDFD, (id_t)job->pidfd, NULL, WEXITED | __WALL) < 0 && errno == EINTR)
		;
	fd_drop(&job->pidfd);
	job->pid = 0;
	newborn_kill(job);
}
