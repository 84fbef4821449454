/*
 * executing.c - exec: a further process in a container
 *
 * The process is born in the container's cgroup. A cgroup that has passed its controllers on
 * to sub-cgroups takes no processes of its own (EBUSY): then the new process goes where the
 * container's init is, which is what a container that runs an init system expects.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "plan.h"
#include "text.h"
#include "wire.h"

/* Below the container's own cgroup, as init's line in /proc says; or the container's own. */
static int open_init_cgroup(const struct record *record, struct error *err)
{
	auto_text struct text lines = NO_TEXT;
	char name[64], *path;

	snprintf(name, sizeof(name), "/proc/%d/cgroup", (int)record->pid);
	if (file_read(AT_FDCWD, name, 65536, &lines))
		return fail(err, SYSTEM, "read %s", name);
	path = strstr(lines.start, "0::");
	if (!path)
		return fail(err, STATE, "%s names no cgroup of version 2", name);
	path += strlen("0::");
	path[strcspn(path, "\n")] = '\0';
	return cgroup_open(path, err);
}

static int open_cgroup(const struct execution *execution, struct error *err)
{
	const struct record *record = execution->record;
	auto_close int own = -1;

	if (!record->cgroup)
		return -1;
	own = cgroup_open(record->cgroup, err);
	if (own < 0)
		return -1;
	if (execution->sub_cgroup)
		return cgroup_open_sub(own, execution->sub_cgroup, err);
	return fd_take(&own);
}

static int hold(const struct execution *execution, struct job *job, struct error *err)
{
	enum status status = record_hold(execution->record, &job->container);

	if (status == STATUS_STOPPED || status == STATUS_CREATING)
		return fail(err, STATE,
			    "container not running: cannot exec in a container that is %s",
			    status_name(status));
	if (status == STATUS_PAUSED && !execution->ignore_paused)
		return fail(err, STATE,
			    "cannot exec in a paused container (use --ignore-paused to override)");
	return job->container < 0 ? fail(err, STATE, "container not running") : 0;
}

/* Of the schedulers, what a process does not pass on to its children: see newborn.c. */
static bool is_not_inherited(const struct scheduler_plan *scheduler)
{
	return scheduler->wanted &&
	       (scheduler->policy == SCHED_DEADLINE || scheduler->flags & SCHED_FLAG_RESET_ON_FORK);
}

static int plan_exec(struct arena *arena, const struct execution *execution, struct spec *spec,
		     struct plan *plan, struct error *err)
{
	*spec = *execution->spec;
	spec->process = execution->process;
	plan->arena = arena;
	plan->spec = spec;
	caller_look(&plan->caller);
	plan->id = execution->record->id;
	plan->bundle = execution->record->bundle;
	plan->terminal = execution->process->terminal;
	plan->compiled = execution->filter;
	if (!spec->process->args.count)
		return fail(err, USAGE, "process args cannot be empty");
	if (namespaces_plan(plan, err) || intel_rdt_plan(plan, err))
		return -1;
	if (privileges_plan(plan, spec->process, spec->linux->seccomp, err))
		return -1;
	plan->stays_outside = plan_is_exposed(plan, execution->spec);
	if (plan->stays_outside && is_not_inherited(&plan->privileges.scheduler))
		return fail(err, REFUSED,
			    "process.scheduler: %s is lost by who enters a container where "
			    "CAP_SYS_PTRACE is: give that container a user namespace",
			    plan->privileges.scheduler.policy == SCHED_DEADLINE
				    ? "SCHED_DEADLINE"
				    : "SCHED_FLAG_RESET_ON_FORK");
	return affinity_plan(plan, spec->process, err);
}

static int open_container(const struct execution *execution, struct job *job, struct error *err)
{
	char root[64];

	job->cgroup = open_cgroup(execution, err);
	if (job->cgroup < 0 && err->kind != NO_FAILURE)
		return -1;
	if (plan_has_namespace(job->plan, CLONE_NEWNS))
		return 0;
	snprintf(root, sizeof(root), "/proc/%d/root", (int)execution->record->pid);
	job->container_root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return job->container_root < 0 ? fail(err, SYSTEM, "open %s", root) : 0;
}

static int play(const struct execution *execution, struct job *job, struct error *err)
{
	if (score_play(&joining_score, HOST, job, err) == 0)
		return 0;
	if (err->system != EBUSY || execution->sub_cgroup)
		return -1;
	fail_clear(err);
	wire_close(job->wire);
	fd_drop(&job->cgroup);
	job->cgroup = open_init_cgroup(execution->record, err);
	return job->cgroup < 0 ? -1 : score_play(&joining_score, HOST, job, err);
}

static int run(const struct execution *execution, struct job *job, int *exit_status,
	       struct error *err)
{
	struct supervision supervision = {.terminal = -1};
	int wait_status;
	auto_close int console = -1, terminal = -1;

	if (execution->console_socket && console_connect(execution->console_socket, job, err))
		return -1;
	if (job->plan->terminal && !execution->console_socket && console_here(job, &console, err))
		return -1;
	if (play(execution, job, err))
		return -1;
	if (announce(job, execution->pid_file, execution->pidfd_socket, err)) {
		init_kill(job);
		return -1;
	}
	fd_drop(&job->console_socket);
	if (console >= 0 && (terminal = console_take(&console, err)) < 0) {
		init_kill(job);
		return -1;
	}
	if (execution->detach)
		return 0;
	supervision.pidfd = job->pidfd;
	supervision.pid = job->pid;
	supervision.terminal = terminal;
	if (supervise(&supervision, &wait_status, err))
		return -1;
	*exit_status = exit_status_of(wait_status);
	return 0;
}

int container_exec(struct arena *arena, const struct execution *execution, int *exit_status,
		   struct error *err)
{
	struct plan plan = {.arena = arena};
	struct spec spec;
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	bool failed;

	*exit_status = 0;
	job.plan = &plan;
	job.record = execution->record;
	job.wire = &wire;
	job.preserve_fds = execution->preserve_fds;
	failed = hold(execution, &job, err) || plan_exec(arena, execution, &spec, &plan, err);
	if (!failed && !execution->detach)
		supervise_prepare();
	failed = failed || job_open(&job, err) || open_container(execution, &job, err) ||
		 run(execution, &job, exit_status, err);
	job_close(&job);
	return failed ? -1 : 0;
}
