/*
 * restoration.c - a new container of processes that were dumped
 *
 * The score makes it; then it is watched and taken away as `run` does it.
 */
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "log.h"
#include "making.h"
#include "plan.h"
#include "restoration.h"
#include "wire.h"

#define FURTHER_ATTEMPTS 4

static int make(const struct creation *creation, struct job *job, struct error *err)
{
	job->plan = creation->plan;
	job->creation = creation;
	if (restoration_possible(job->plan, err) || job_open(job, err))
		return -1;
	if (creation->console_socket && console_connect(creation->console_socket, job, err))
		return -1;
	if (score_play(&restoring_score, HOST, job, err))
		return -1;
	if (announce(job, creation->pid_file, pidfd_receiver(creation), err)) {
		score_undo(&restoring_score, job);
		return -1;
	}
	return 0;
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
	record_unlock(job->record);
	if (console_is_here && (terminal = console_take(&console, err)) < 0)
		return payload_abandon(creation, job);
	if (creation->detach)
		return 0;
	oom_look(job->cgroup, job->plan->cgroup.path, &job->oom);
	if (payload_watch(creation, job, terminal, exit_status, err))
		return payload_abandon(creation, job);
	return creation->keep ? 0 : container_delete(creation->root, job->record, true, err);
}

static int attempt(const struct creation *creation, const struct checkpoint *checkpoint,
		   int *exit_status, struct error *err)
{
	struct restoration restoration = {.checkpoint = checkpoint,
					  .criu = NO_CRIU,
					  .directory = NO_IMAGE_DIRECTORY,
					  .worker_pidfd = -1};
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int ran;

	job.wire = &wire;
	job.restoration = &restoration;
	ran = run(creation, &job, exit_status, err);
	criu_close(&restoration.criu);
	restoration_close(&job);
	rootfs_close(&job);
	job_close(&job);
	record_close(job.record);
	return ran;
}

/*
 * In a user namespace, CRIU's first process looks for a file that is never there while its parent
 * may not yet have written its mapping (CRIU 4.1): then it may not look, and gives up. Nothing has
 * been restored so far.
 */
static bool looked_too_early(const struct creation *creation, const struct error *err)
{
	return plan_has_namespace(creation->plan, CLONE_NEWUSER) &&
	       strstr(err->text, "timens-0.img: Permission denied");
}

int container_restore(const struct creation *creation, const struct checkpoint *checkpoint,
		      int *exit_status, struct error *err)
{
	int ran;

	*exit_status = 0;
	if (!creation->detach) {
		supervise_prepare();
		if (!creation->no_subreaper && prctl(PR_SET_CHILD_SUBREAPER, 1))
			return fail(err, SYSTEM, "become the reaper of orphans");
	}
	ran = attempt(creation, checkpoint, exit_status, err);
	for (int i = 0; ran && i < FURTHER_ATTEMPTS && looked_too_early(creation, err); i++) {
		log_debug("criu was too early for its mapping: once more");
		*err = NO_ERROR;
		ran = attempt(creation, checkpoint, exit_status, err);
	}
	return ran;
}
