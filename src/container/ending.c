/*
 * ending.c - kill, pause, resume and delete
 *
 * Nothing here sleeps or polls a condition: a process's end is an event of its pidfd, a
 * cgroup's is an event of its cgroup.events. Every wait has a deadline, and says what the
 * kernel would not let go of.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroups.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "intel_rdt.h"
#include "internal.h"
#include "kernel.h"
#include "log.h"
#include "network.h"
#include "processes.h"
#include "scope.h"
#include "signals.h"
#include "text.h"

#define GONE_MILLISECONDS   10000
#define FROZEN_MILLISECONDS 10000

static int open_cgroup(const struct record *record, struct error *err)
{
	if (!record->cgroup)
		return fail(err, STATE, "container %s has no cgroup", record->id);
	return cgroup_open(record->cgroup, err);
}

int container_kill(const struct record *record, int signal, bool all, struct error *err)
{
	auto_close int pidfd = record_pidfd(record);

	/* Without a pid namespace of its own the end of init does not end the others. */
	if (record->cgroup && (all || (signal == SIGKILL && !record->own_pid_namespace))) {
		auto_close int cgroup = cgroup_open(record->cgroup, err);

		if (cgroup >= 0)
			return cgroup_signal_all(cgroup, signal, err);
		if (err->kind != MISSING || all)
			return all && err->kind == MISSING ? (fail_clear(err), 0) : -1;
		fail_clear(err);
	}
	if (pidfd < 0)
		return all ? 0 : fail(err, STATE, "container not running");
	if (sys_pidfd_signal(pidfd, signal)) {
		if (errno == ESRCH)
			return fail(err, STATE, "container not running");
		return fail(err, SYSTEM, "send %s to process %d", signal_name(signal),
			    (int)record->pid);
	}
	return 0;
}

int container_pause(const struct record *record, struct error *err)
{
	enum status status = record_status(record);
	auto_close int cgroup = -1;

	if (status != STATUS_RUNNING && status != STATUS_CREATED)
		return fail(err, STATE,
			    "container not running: cannot pause a container that is %s",
			    status_name(status));
	cgroup = open_cgroup(record, err);
	return cgroup < 0 ? -1 : cgroup_freeze(cgroup, true, FROZEN_MILLISECONDS, err);
}

int container_resume(const struct record *record, struct error *err)
{
	auto_close int cgroup = -1;

	if (record_status(record) != STATUS_PAUSED)
		return fail(err, STATE, "container not paused: it is %s",
			    status_name(record_status(record)));
	cgroup = open_cgroup(record, err);
	return cgroup < 0 ? -1 : cgroup_freeze(cgroup, false, FROZEN_MILLISECONDS, err);
}

/* "process 4711 is in state D in nfs_wait_bit_killable": what an administrator needs to know. */
static int still_there(pid_t pid, struct error *err)
{
	auto_text struct text channel = NO_TEXT;
	struct process_view view = {.state = '?'};
	char name[64];

	(void)process_look(AT_FDCWD, pid, &view); /* it may end at this moment */
	snprintf(name, sizeof(name), "/proc/%d/wchan", (int)pid);
	if (file_read(AT_FDCWD, name, 256, &channel))
		text_clear(&channel);
	return fail(err, STATE,
		    "process %d has not ended %d s after SIGKILL: it is in state %c in %s",
		    (int)pid, GONE_MILLISECONDS / 1000, view.state,
		    channel.length ? channel.start : "a place the kernel does not tell");
}

static int end_init(const struct record *record, struct error *err)
{
	auto_close int pidfd = record_pidfd(record);
	struct pollfd waiting = {.fd = pidfd, .events = POLLIN};
	int64_t deadline;
	int ended;

	if (pidfd < 0)
		return 0;
	deadline = clock_monotonic() + GONE_MILLISECONDS * (int64_t)1000000;
	if (sys_pidfd_signal(pidfd, SIGKILL) && errno != ESRCH)
		return fail(err, SYSTEM, "kill process %d", (int)record->pid);
	/* A frozen process dies only when it is thawed; cgroup.kill does not mind. */
	if (record->cgroup) {
		auto_close int cgroup = cgroup_open(record->cgroup, err);

		if (cgroup >= 0 && cgroup_signal_all(cgroup, SIGKILL, err))
			return -1;
		fail_clear(err);
	}
	do
		ended = poll(&waiting, 1, clock_left(deadline));
	while (ended < 0 && errno == EINTR);
	return ended == 1 ? 0 : still_there(record->pid, err);
}

/* Its cgroup could not be emptied: who in it has not ended, and what he waits for. */
static int still_in_cgroup(const struct record *record, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error ignored = NO_ERROR;
	auto_close int cgroup = cgroup_open(record->cgroup, &ignored);
	pid_t *pids = NULL;
	size_t count = 0;

	if (cgroup < 0 || cgroup_processes(cgroup, true, &arena, &pids, &count, &ignored) || !count)
		return -1; /* then the first sentence says all there is to say */
	return still_there(pids[0], err);
}

/* Hooks run when all of the container is gone; one that fails is told, and ends nothing. */
static void run_poststop(const struct record *record)
{
	auto_arena struct arena arena = NO_ARENA;
	struct hook_setting setting = {.output = NULL};
	struct error err = NO_ERROR;
	struct spec *spec;

	if (!record->has_poststop)
		return;
	spec = record_spec(&arena, record, &err);
	if (!spec) {
		log_warning("%s", err.text);
		return;
	}
	hook_setting_make(&setting, record, STATUS_STOPPED, spec);
	hooks_try(&spec->hooks->poststop, "poststop", &setting);
	hook_setting_drop(&setting);
}

/* The cgroup is gone, and systemd will notice: nothing is lost when it does not answer now. */
static void end_unit(const struct record *record)
{
	struct error err = NO_ERROR;

	if (record->scope.unit && scope_end(&record->scope, &err))
		log_warning("%s", err.text);
}

int container_delete(const char *root, struct record *record, bool force, struct error *err)
{
	enum status status;

	if (record_lock(record, err))
		return -1;
	status = record_status(record);
	if (!force && status != STATUS_STOPPED && status != STATUS_CREATED)
		return fail(err, STATE, "cannot delete container %s that is not stopped: it is %s",
			    record->id, status_name(status));
	if (end_init(record, err))
		return -1;
	if (record->cgroup && cgroup_delete(record->cgroup, err))
		return still_in_cgroup(record, err);
	end_unit(record);
	if (rdt_delete(record, err))
		return -1;
	if (network_forget(record, err))
		return -1;
	run_poststop(record);
	return record_remove(root, record, err);
}
