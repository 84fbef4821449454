/*
 * readiness.c - sd_notify(3) across the container's border
 *
 * The service manager's socket is not given to the container: what comes over it is
 * believed. The container gets a socket of its own, in a directory of its record that is
 * mounted at /run/notify, and of what it says there berth passes on one thing, that it is
 * ready, together with the pid as the host knows it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "log.h"
#include "plan.h"
#include "readiness.h"

static const char directory[] = "notify";
static const char name[] = "notify/notify.sock";

int readiness_prepare(struct job *job, struct error *err)
{
	if (mkdirat(job->record->dir, directory, 0755) && errno != EEXIST)
		return fail(err, SYSTEM, "make the directory of the notify socket");
	return 0;
}

int readiness_listen(const struct record *record, struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	auto_close int fd = -1;

	if (faccessat(record->dir, directory, F_OK, 0))
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", record->dir,
		 name);
	(void)unlinkat(record->dir, name, 0); /* of an earlier try */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    fchmodat(record->dir, name, 0666, 0))
		return fail(err, SYSTEM, "listen for the container's readiness");
	return fd_take(&fd);
}

static bool says_ready(char *message)
{
	for (char *line; (line = strsep(&message, "\n"));) {
		if (strcmp(line, "READY=1") == 0)
			return true;
	}
	return false;
}

static void tell_manager(const char *manager, pid_t pid)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	size_t length = strlen(manager);
	char message[64];

	if (fd < 0 || length >= sizeof(address.sun_path)) {
		log_warning("NOTIFY_SOCKET %s cannot be reached", manager);
		return;
	}
	memcpy(address.sun_path, manager, length);
	if (manager[0] == '@')
		address.sun_path[0] = '\0';
	snprintf(message, sizeof(message), "READY=1\nMAINPID=%d\n", (int)pid);
	if (sendto(fd, message, strlen(message), MSG_NOSIGNAL, (struct sockaddr *)&address,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0)
		log_warning("NOTIFY_SOCKET %s: %s", manager, error_words(errno));
}

void readiness_pass_on(int fd, int pidfd, pid_t pid, const char *manager)
{
	char message[4096];

	for (;;) {
		struct pollfd waiting[] = {
			{.fd = fd,    .events = POLLIN},
			{.fd = pidfd, .events = POLLIN}
		};
		ssize_t length;

		/* Ends with the container; the service manager has a deadline of its own. */
		if (poll(waiting, 2, -1) < 0 && errno != EINTR)
			return;
		if (waiting[0].revents) {
			length = recv(fd, message, sizeof(message) - 1, MSG_DONTWAIT);
			message[length < 0 ? 0 : length] = '\0';
			if (says_ready(message)) {
				tell_manager(manager, pid);
				return;
			}
		}
		if (waiting[1].revents)
			return;
	}
}
