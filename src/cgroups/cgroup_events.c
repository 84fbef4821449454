/*
 * cgroup_events.c - what the kernel tells about a cgroup by itself
 *
 * cgroup.events changes when the last process leaves and when the last one stops. poll()
 * reports POLLPRI from the last read on, so reading first and waiting then misses nothing,
 * and nobody sleeps.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup_events.h"
#include "cgroups.h"
#include "clock.h"
#include "error.h"
#include "fd.h"

static int open_events(int cgroup)
{
	int events = openat(cgroup, "cgroup.events", O_RDONLY | O_CLOEXEC);

	/* A directory that was removed while held open is empty. */
	if (events < 0 && errno == ENOENT)
		errno = ENODEV;
	return events;
}

static int read_event(int events, const char *key)
{
	char text[256];
	ssize_t length = pread(events, text, sizeof(text) - 1, 0);
	size_t size = strlen(key);

	if (length < 0)
		return -1;
	text[length] = '\0';
	for (char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, key, size) == 0 && line[size] == ' ')
			return atoi(line + size);
	}
	errno = ENODATA;
	return -1;
}

int event_now(int cgroup, const char *key)
{
	auto_close int events = open_events(cgroup);

	return events < 0 ? -1 : read_event(events, key);
}

int event_await(int cgroup, const char *key, int wanted, int milliseconds)
{
	int64_t deadline = clock_monotonic() + (int64_t)milliseconds * 1000000;
	auto_close int events = open_events(cgroup);

	if (events < 0)
		return -1;
	for (;;) {
		struct pollfd change = {.fd = events, .events = POLLPRI};
		int now = read_event(events, key);
		int left = clock_left(deadline);

		if (now < 0 || now == wanted)
			return now < 0 ? -1 : 0;
		if (!left) {
			errno = ETIMEDOUT;
			return -1;
		}
		if (poll(&change, 1, left) < 0 && errno != EINTR)
			return -1;
	}
}

bool cgroup_is_populated(int cgroup)
{
	return event_now(cgroup, "populated") == 1;
}

bool cgroup_is_frozen(int cgroup)
{
	return event_now(cgroup, "frozen") == 1;
}

int cgroup_empty(int cgroup, int milliseconds, struct error *err)
{
	if (event_await(cgroup, "populated", 0, milliseconds) == 0 || errno == ENODEV)
		return 0;
	if (errno == ETIMEDOUT)
		return fail(
			err, STATE,
			"processes are still in the container's cgroup after %d ms: they may be "
			"waiting for a disk or network file system",
			milliseconds);
	return fail(err, SYSTEM, "wait for the container's cgroup to be empty");
}
