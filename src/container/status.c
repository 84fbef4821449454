/*
 * status.c - creating, created, running, paused, stopped: derived, not believed
 *
 *	no pid on record	creating, or what a SIGKILL left of it
 *	INIT is gone		stopped
 *	the gate is there	created
 *	its cgroup is frozen	paused
 *	otherwise		running
 *
 * A pid alone identifies nobody: INIT is known by its pid and the time of its start.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "kernel.h"
#include "processes.h"
#include "record.h"
#include "text.h"

/* Fields of /proc/PID/stat, as proc_pid_stat(5) counts them. */
enum {
	FIELD_STATE = 3,
	FIELD_START_TIME = 22,
	FIELD_IGNORED = 33
};

const char *status_name(enum status status)
{
	static const char *const names[] = {"creating", "created", "running", "paused", "stopped"};

	return names[status];
}

/* Where a later field begins, of one that at is in front of. */
static const char *field_after(const char *at, int fields)
{
	while (at && fields-- > 0)
		at = strchr(at + 1, ' ');
	return at;
}

int process_look(int proc, pid_t pid, struct process_view *view)
{
	const char *top = proc == AT_FDCWD ? "/proc/" : "";
	auto_text struct text stat = NO_TEXT;
	const char *state, *start, *ignored;
	char name[64];

	if (pid)
		snprintf(name, sizeof(name), "%s%d/stat", top, (int)pid);
	else
		snprintf(name, sizeof(name), "%sself/stat", top);
	if (file_read_shown(proc, name, &stat))
		return -1;
	/* "PID (NAME) STATE ..": the name may hold anything, so the last bracket counts. */
	state = field_after(strrchr(stat.start, ')'), 1);
	start = field_after(state, FIELD_START_TIME - FIELD_STATE);
	ignored = field_after(start, FIELD_IGNORED - FIELD_START_TIME);
	if (!ignored)
		return -1;
	*view = (struct process_view){.pid = (pid_t)strtol(stat.start, NULL, 10),
				      .state = state[1],
				      .start_time = strtoull(start, NULL, 10),
				      .ignored = (uint32_t)strtoul(ignored, NULL, 10)};
	return 0;
}

void process_reap(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

bool record_is_alive(const struct record *record)
{
	struct process_view view;

	if (!record->pid || process_look(AT_FDCWD, record->pid, &view))
		return false;
	return view.start_time == record->start_time && view.state != 'Z' && view.state != 'X';
}

int record_pidfd(const struct record *record)
{
	auto_close int pidfd = record->pid ? sys_pidfd_open(record->pid) : -1;

	/* Looked at after it is held: from here on it cannot become another. */
	if (pidfd < 0 || !record_is_alive(record))
		return -1;
	return fd_take(&pidfd);
}

enum status record_status(const struct record *record)
{
	struct error ignored = NO_ERROR;
	auto_close int cgroup = -1;

	if (!record->pid)
		return STATUS_CREATING;
	if (!record_is_alive(record))
		return STATUS_STOPPED;
	if (faccessat(record->dir, "start", F_OK, 0) == 0)
		return STATUS_CREATED;
	if (record->cgroup)
		cgroup = cgroup_open(record->cgroup, &ignored);
	return cgroup >= 0 && cgroup_is_frozen(cgroup) ? STATUS_PAUSED : STATUS_RUNNING;
}

enum status record_hold(const struct record *record, int *pidfd)
{
	*pidfd = record->pid ? sys_pidfd_open(record->pid) : -1;
	return record_status(record);
}
