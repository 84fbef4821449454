/*
 * gate.c - where a created container waits to be started
 *
 * Theory of operation
 *
 * INIT waits on a listening socket that lies in the record as "start". `start` connects to
 * it, takes the name away, and the connection becomes the wire of the starting score. There
 * is no FIFO on which an open could hang, and no second chance either: whoever has taken
 * the name away and dies leaves a connection that closes, and INIT ends.
 *
 * When somebody removes the record by hand, nobody can start or delete the container by name
 * any more, so INIT ends as well. It holds the name of the gate (O_PATH: it is no way to
 * anything) and looks once a second whether it still is a name. inotify would tell it at once,
 * but whoever closes an inotify descriptor with a watch waits for a grace period of the
 * kernel, which was 10 to 16 ms of every start.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "wire.h"

static const char gate_name[] = "start";

#define LOOK_MILLISECONDS 1000

/* A record may lie deeper than a socket's address is long: it is reached by descriptor. */
static void address_in(int dir, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s", dir,
		 gate_name);
}

int gate_open(struct job *job, struct error *err)
{
	struct sockaddr_un address;

	address_in(job->record->dir, &address);
	job->gate = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (job->gate < 0 || bind(job->gate, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(job->gate, 1))
		return fail(err, SYSTEM, "listen for start");
	job->gate_name = openat(job->record->dir, gate_name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (job->gate_name < 0)
		return fail(err, SYSTEM, "hold the gate's name");
	return 0;
}

void gate_close(struct job *job)
{
	fd_drop(&job->gate);
	fd_drop(&job->gate_name);
	(void)unlinkat(job->record->dir, gate_name, 0); /* it may be gone */
}

/* Nobody can come any more: the gate has no name by which it could be found. */
static bool is_lost(int name)
{
	struct stat st;

	return name >= 0 && fstat(name, &st) == 0 && st.st_nlink == 0;
}

int gate_wait(struct job *job, struct error *err)
{
	struct pollfd waiting = {.fd = job->gate, .events = POLLIN};
	bool lost = false;

	wire_close(job->wire);
	/* Without a deadline: a created container waits as long as its owner likes. */
	for (int came = 0; came != 1;) {
		came = poll(&waiting, 1, lost ? 0 : LOOK_MILLISECONDS);
		if (came < 0 && errno != EINTR)
			return fail(err, SYSTEM, "wait for start");
		/* `start` connects first and takes the name away then: one more look, for it. */
		if (came == 0 && lost)
			return fail(err, STATE, "the record is gone");
		lost = came == 0 && is_lost(job->gate_name);
	}
	job->wire->fd = accept4(job->gate, NULL, NULL, SOCK_CLOEXEC);
	if (job->wire->fd < 0)
		return fail(err, SYSTEM, "accept start");
	fd_drop(&job->gate);
	fd_drop(&job->gate_name);
	return 0;
}

int gate_connect(const struct record *record, struct job *job, struct error *err)
{
	struct sockaddr_un address;
	auto_close int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	address_in(record->dir, &address);
	if (fd < 0)
		return fail(err, SYSTEM, "make a socket");
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return fail(err, STATE, "the container's init process does not answer: %s",
			    error_words(errno));
	if (unlinkat(record->dir, gate_name, 0))
		return fail(err, SYSTEM, "take the gate away");
	return wire_take(job->wire, fd_take(&fd), err);
}
