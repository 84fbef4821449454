/*
 * making.c - create, start and run
 *
 * create plays the first score and leaves; start plays the second over the gate; run plays
 * both over the wire it has, watches the payload to its end, and takes the container away.
 */
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "annotation.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "log.h"
#include "making.h"
#include "plan.h"
#include "readiness.h"
#include "scope.h"
#include "text.h"
#include "version.h"
#include "wire.h"

const char *pidfd_receiver(const struct creation *creation)
{
	if (creation->pidfd_socket)
		return creation->pidfd_socket;
	return annotation_value(creation->plan->spec, "run.oci.pidfd_receiver");
}

/* Plays the creation score; on failure nothing is left. */
static int make(const struct creation *creation, struct job *job, struct error *err)
{
	job->plan = creation->plan;
	job->creation = creation;
	job->preserve_fds = creation->preserve_fds;
	job->die_with_parent = creation->die_with_parent;
	if (job_open(job, err))
		return -1;
	if (creation->console_socket && console_connect(creation->console_socket, job, err))
		return -1;
	if (score_play(&creation_score, HOST, job, err))
		return -1;
	if (announce(job, creation->pid_file, pidfd_receiver(creation), err)) {
		score_undo(&creation_score, job);
		return -1;
	}
	return 0;
}

int container_create(const struct creation *creation, struct error *err)
{
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int made;

	creation->plan->gate = true;
	job.wire = &wire;
	made = make(creation, &job, err);
	if (made == 0)
		cgroup_program_lend(&job);
	job_close(&job);
	record_close(job.record);
	return made;
}

/* The plan that the starting score asks what it wants: whole only where the record says so. */
static int plan_for_start(struct arena *arena, const struct record *record, struct plan *plan,
			  struct error *err)
{
	plan->arena = arena;
	plan->id = record->id;
	plan->bundle = record->bundle;
	if (!record->start_needs_config)
		return 0;
	plan->spec = record_spec(arena, record, err);
	if (!plan->spec)
		return -1;
	return privileges_plan(plan, plan->spec->process, plan->spec->linux->seccomp, err);
}

static int gate_pass(struct job *job, struct error *err)
{
	static const char *const complaints[] = {
		[STATUS_CREATING] = "cannot start a container that is being created",
		[STATUS_RUNNING] = "cannot start an already running container",
		[STATUS_PAUSED] = "cannot start an already running container",
		[STATUS_STOPPED] = "cannot start a container that has stopped",
	};
	enum status status = record_hold(job->record, &job->pidfd);

	if (status != STATUS_CREATED)
		return fail(err, STATE, "%s", complaints[status]);
	job->pid = job->record->pid;
	return gate_connect(job->record, job, err);
}

/* The socket exists before the payload does; its word is waited for after. */
static int start_and_notify(struct job *job, const char *manager, struct error *err)
{
	auto_close int notify = manager ? readiness_listen(job->record, err) : -1;

	if (notify < 0 && err->kind != NO_FAILURE)
		return -1;
	if (score_play(&starting_score, HOST, job, err))
		return -1;
	if (job->creation && job->creation->detach)
		cgroup_program_lend(job);
	record_unlock(job->record); /* others may kill, pause, delete from here on */
	if (notify >= 0)
		readiness_pass_on(notify, job->pidfd, job->pid, manager);
	return 0;
}

static int start(struct job *job, const char *manager, struct error *err)
{
	if (record_lock(job->record, err))
		return -1;
	if (!text_equal(job->record->version, berth_version))
		return fail(err, STATE,
			    "it was created by berth %s and this is berth %s: delete it and create "
			    "it again",
			    job->record->version ? job->record->version : "?", berth_version);
	if (gate_pass(job, err))
		return -1;
	return start_and_notify(job, manager, err);
}

int container_start(struct record *record, const char *notify_socket, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena};
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int started;

	job.plan = &plan;
	job.record = record;
	job.wire = &wire;
	started = plan_for_start(&arena, record, &plan, err) || start(&job, notify_socket, err) ? -1
												: 0;
	job_close(&job);
	return started;
}

/* What the kernel did to the payload is not for its exit status alone to tell. */
static void tell_kills(const struct oom_cause *cause)
{
	auto_text struct text words = NO_TEXT;

	if (cause->whose == OOM_NONE)
		return;
	oom_print(cause, &words);
	log_warning("%s", words.start);
}

/* The payload's life in the foreground, from its start to its end. */
int payload_watch(const struct creation *creation, struct job *job, int terminal, int *exit_status,
		  struct error *err)
{
	struct supervision supervision = {
		.pidfd = job->pidfd, .pid = job->pid, .terminal = terminal};
	struct outcome outcome = {.cgroup = job->cgroup};

	if (creation->timeout)
		supervision.deadline = clock_monotonic() + creation->timeout;
	if (supervise(&supervision, &outcome.wait_status, err))
		return -1;
	job->record->pid = 0; /* it has been waited for: the number may be anybody's by now */
	*exit_status = exit_status_of(outcome.wait_status);
	outcome.timed_out = supervision.timed_out;
	oom_find(job->cgroup, job->plan->cgroup.path, &job->oom, NULL, &outcome.oom);
	tell_kills(&outcome.oom);
	if (creation->ended)
		creation->ended(creation->context, &outcome);
	return 0;
}

int payload_abandon(const struct creation *creation, struct job *job)
{
	struct error ignored = NO_ERROR;

	(void)container_delete(creation->root, job->record, true, &ignored);
	return -1;
}

static int run(const struct creation *creation, struct job *job, int *exit_status,
	       struct error *err)
{
	bool console_is_here = creation->plan->terminal && !creation->console_socket;
	auto_close int console = -1, terminal = -1;

	if (console_is_here && console_here(job, &console, err))
		return -1;
	if (make(creation, job, err))
		return -1;
	fd_drop(&job->console_socket);
	if (console_is_here && (terminal = console_take(&console, err)) < 0)
		return payload_abandon(creation, job);
	if (!creation->detach)
		oom_look(job->cgroup, job->plan->cgroup.path, &job->oom);
	if (start_and_notify(job, creation->notify_socket, err))
		return payload_abandon(creation, job);
	if (creation->started)
		creation->started(creation->context, job->pid);
	if (creation->detach)
		return 0;
	if (payload_watch(creation, job, terminal, exit_status, err))
		return payload_abandon(creation, job);
	return creation->keep ? 0 : container_delete(creation->root, job->record, true, err);
}

int container_run(const struct creation *creation, int *exit_status, struct error *err)
{
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int ran = -1;

	*exit_status = 0;
	job.wire = &wire;
	creation->plan->told = creation->pid_file || pidfd_receiver(creation);
	if (!creation->detach) {
		supervise_prepare();
		if (!creation->no_subreaper && prctl(PR_SET_CHILD_SUBREAPER, 1))
			return fail(err, SYSTEM, "become the reaper of orphans");
	}
	if (creation->die_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL))
		return fail(err, SYSTEM, "tie berth to its parent");
	ran = run(creation, &job, exit_status, err);
	record_close(job.record);
	return ran; /* berth ends: the kernel closes what the job holds in one go */
}
