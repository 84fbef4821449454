/*
 * cgroup_processes.c - who is in a cgroup and in those below it
 *
 * A threaded cgroup does not tell its processes: they are listed by the domain above it,
 * and only its threads are its own. Asked for threads, we list those too.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup_events.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "hierarchy.h"
#include "text.h"

/* How long processes are held still to be counted before they are signalled. */
#define STILL_MS 2000

struct list {
	struct arena *arena;
	pid_t *pids;
	size_t count;
	bool threads_too;
};

static void add_numbers(struct list *list, const char *numbers)
{
	char *end;

	for (const char *at = numbers; *at; at = *end ? end + 1 : end) {
		long pid = strtol(at, &end, 10);

		if (end == at)
			return;
		/* 0 is a process of another pid namespace, out of our reach. */
		if (pid > 0)
			*ARENA_ADD(list->arena, list->pids, list->count) = (pid_t)pid;
	}
}

/* Adds those of one cgroup. Of what was removed meanwhile there are none. */
static int list_one(int cgroup, bool top, struct list *list)
{
	auto_text struct text numbers = NO_TEXT;
	int failed = file_read(cgroup, "cgroup.procs", MOST_OF_A_LIST, &numbers);

	if (failed && errno == EOPNOTSUPP) {
		if (!top && !list->threads_too)
			return 0;
		failed = file_read(cgroup, "cgroup.threads", MOST_OF_A_LIST, &numbers);
	}
	if (failed)
		return errno == ENODEV || errno == ENOENT ? 0 : -1;
	add_numbers(list, text_string(&numbers));
	return 0;
}

static int list_all(int cgroup, bool top, struct list *list)
{
	auto_directory DIR *directory = NULL;
	auto_close int again = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (again < 0)
		return errno == ENOENT ? 0 : -1;
	if (list_one(again, top, list))
		return -1;
	directory = fdopendir(again);
	if (!directory)
		return -1;
	fd_take(&again);
	for (const struct dirent *entry; (entry = readdir(directory));) {
		auto_close int below = -1;

		if (!hierarchy_is_below(entry))
			continue;
		below = openat(cgroup, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (below < 0 && errno == ENOENT)
			continue;
		if (below < 0 || list_all(below, false, list))
			return -1;
	}
	return 0;
}

static int compare(const void *one, const void *other)
{
	pid_t a = *(const pid_t *)one, b = *(const pid_t *)other;

	return (a > b) - (a < b);
}

int cgroup_processes(int cgroup, bool threads_too, struct arena *arena, pid_t **pids, size_t *count,
		     struct error *err)
{
	struct list list = {.arena = arena, .threads_too = threads_too};
	size_t kept = 0;

	if (list_all(cgroup, true, &list))
		return fail(err, SYSTEM, "list the processes of the container's cgroup");
	if (list.count)
		qsort(list.pids, list.count, sizeof(*list.pids), compare);
	for (size_t i = 0; i < list.count; i++) {
		if (!kept || list.pids[kept - 1] != list.pids[i])
			list.pids[kept++] = list.pids[i];
	}
	*pids = list.pids;
	*count = kept;
	return 0;
}

static int signal_each(int cgroup, int signal, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	pid_t *pids = NULL;
	size_t count = 0;

	if (cgroup_processes(cgroup, true, &arena, &pids, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (kill(pids[i], signal) && errno != ESRCH)
			return fail(err, SYSTEM, "send signal %d to process %d", signal, pids[i]);
	}
	return 0;
}

/*
 * Held still, processes neither fork away from the list nor end and leave their number to
 * another. A container that was paused already stays so.
 *
 * Nobody waits for the thaw. It needs no waiting for; and a cgroup whose own last process
 * ends while those in a sub-cgroup are still dying keeps saying "frozen" for ever (seen on
 * Linux 6.18: the kernel looks at it again only when all below it are frozen).
 */
static int signal_still(int cgroup, int signal, struct error *err)
{
	int was_frozen = event_now(cgroup, "frozen");
	int failed;

	if (was_frozen < 0 && errno == ENODEV)
		return 0; /* gone, and so is everyone */

	/* Those that do not stop in time still get the signal. */
	if (was_frozen != 1 && cgroup_freeze(cgroup, true, STILL_MS, err))
		fail_clear(err);
	failed = signal_each(cgroup, signal, err);
	if (was_frozen != 1 && file_write(cgroup, "cgroup.freeze", "0") && errno != ENODEV &&
	    !failed)
		return fail(err, SYSTEM, "thaw the container's cgroup");
	return failed;
}

int cgroup_signal_all(int cgroup, int signal, struct error *err)
{
	if (signal != SIGKILL)
		return signal_still(cgroup, signal, err);
	if (file_write(cgroup, "cgroup.kill", "1") == 0)
		return 0;
	/* Before Linux 5.14, in a threaded cgroup, and in one that is gone. */
	if (errno == ENOENT || errno == EOPNOTSUPP || errno == ENODEV)
		return signal_still(cgroup, signal, err);
	return fail(err, SYSTEM, "kill all processes of the container's cgroup");
}
