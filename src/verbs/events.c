/*
 * events.c - a container's use of resources, and its out-of-memory kills
 *
 * One JSON object a line, until the container's first process ends. memory.events is watched
 * with inotify, as the kernel wakes its readers when a number in it changes; a kill is told with
 * the cgroup whose limit it was (oom.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cgroups.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "json.h"
#include "oom.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

#define DEFAULT_INTERVAL 5000000000

const struct option_row events_options[] = {
	FLAG("stats", 0, stats, "print one line of statistics and end"),
	DURATION("interval", 0, interval, "time between two lines of statistics; default: 5s"),
	NO_MORE_OPTIONS,
};

struct watch {
	const char *id, *path;
	int cgroup;
	int changes; /* inotify, or -1 where there is no memory controller */
	struct oom_look before;
};

static int print_stats(const struct watch *watch, struct error *err)
{
	auto_text struct text data = NO_TEXT;

	if (cgroup_stats(watch->cgroup, &data, err))
		return -1;
	printf("{\"type\":\"stats\",\"id\":\"%s\",\"data\":%s}\n", watch->id, text_string(&data));
	fflush(stdout);
	return 0;
}

/* Each kill is told once: the next is looked for from here on. */
static void print_kills(struct watch *watch)
{
	auto_text struct text line = NO_TEXT;
	struct json json = {.out = &line};
	struct oom_look now;
	struct oom_cause cause;

	oom_find(watch->cgroup, watch->path, &watch->before, &now, &cause);
	if (cause.whose == OOM_NONE)
		return;
	watch->before = now;
	json_begin_object(&json, NULL);
	json_string(&json, "type", "oom");
	json_string(&json, "id", watch->id);
	oom_write(&cause, &json, "data");
	json_end_object(&json);
	puts(line.start);
	fflush(stdout);
}

static int watch_memory(int cgroup)
{
	char path[64];
	auto_close int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	snprintf(path, sizeof(path), "/proc/self/fd/%d/memory.events", cgroup);
	if (changes < 0 || inotify_add_watch(changes, path, IN_MODIFY) < 0)
		return -1;
	return fd_take(&changes);
}

/* Reads what inotify has to say, which is only that there is something to look at. */
static void drain(int changes)
{
	char notes[4096];

	while (read(changes, notes, sizeof(notes)) > 0)
		continue;
}

static bool has_ended(int pidfd)
{
	struct pollfd end = {.fd = pidfd, .events = POLLIN};

	return poll(&end, 1, 0) == 1;
}

/* What has ended may be deleted at any moment: that there is nothing to read is then no error. */
static int print_stats_until(int pidfd, const struct watch *watch, struct error *err)
{
	if (print_stats(watch, err) == 0)
		return 0;
	if (!has_ended(pidfd))
		return -1;
	fail_clear(err);
	return 0;
}

static int follow(struct watch *watch, int pidfd, int64_t interval, struct error *err)
{
	struct pollfd waits[] = {
		{.fd = pidfd,          .events = POLLIN},
		{.fd = watch->changes, .events = POLLIN},
	};
	int64_t next = clock_monotonic() + interval;

	for (;;) {
		if (poll(waits, 2, clock_left(next)) < 0) {
			if (errno == EINTR)
				continue;
			return fail(err, SYSTEM, "wait for events");
		}
		if (waits[1].revents) {
			drain(watch->changes);
			print_kills(watch);
		}
		if (waits[0].revents)
			break;
		if (clock_left(next) > 0)
			continue;
		if (print_stats_until(pidfd, watch, err))
			return -1;
		next += interval;
	}
	print_kills(watch); /* the last one may be what ended it */
	return 0;
}

int events_run(struct request *req, struct error *err)
{
	int64_t interval = req->interval.given ? req->interval.value : DEFAULT_INTERVAL;
	auto_close int pidfd = record_pidfd(req->record);
	auto_close int cgroup = -1, changes = -1;
	struct watch watch = {.id = req->record->id, .path = req->record->cgroup};

	if (interval <= 0)
		return fail(err, USAGE, "--interval: a time above 0 is expected");
	if (pidfd < 0)
		return fail(err, STATE, "container not running");
	if (!req->record->cgroup)
		return fail(err, STATE,
			    "the container was made without a cgroup: nothing is counted");
	watch.cgroup = cgroup = cgroup_open(req->record->cgroup, err);
	if (cgroup < 0)
		return -1;
	if (req->stats)
		return print_stats(&watch, err);
	watch.changes = changes = watch_memory(cgroup);
	oom_look(cgroup, watch.path, &watch.before);
	return follow(&watch, pidfd, interval, err);
}
