/*
 * wire.c - what the two sides of a score say to each other
 *
 * HOST waits with a deadline: INIT works on its own and something may hold it up, a hook
 * or a network file system. INIT waits without one: when HOST ends, however it ends, the
 * socket closes, and that wakes INIT.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "wire.h"

#define DEADLINE_SECONDS 300

int wire_make(struct wire *wire, struct error *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return fail(err, SYSTEM, "make a socket pair");
	*wire = NO_WIRE;
	wire->other = ends[1];
	return wire_take(wire, ends[0], err);
}

int wire_take(struct wire *wire, int fd, struct error *err)
{
	const struct timeval deadline = {.tv_sec = DEADLINE_SECONDS};

	wire->fd = fd;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline)))
		return fail(err, SYSTEM, "set a deadline");
	return 0;
}

void wire_become_init(struct wire *wire)
{
	fd_drop(&wire->fd);
	wire->fd = fd_take(&wire->other);
}

void wire_become_host(struct wire *wire)
{
	fd_drop(&wire->other);
}

void wire_close(struct wire *wire)
{
	fd_drop(&wire->fd);
	fd_drop(&wire->other);
	fd_drop(&wire->received);
	wire->passed = -1; /* it belongs to the job */
}

void wire_go(struct wire *wire)
{
	static const enum failure go_on = NO_FAILURE;

	/* Who waits for a word that cannot be said would wait long: it hears that none will come.
	 */
	if (fd_send(wire->fd, &go_on, sizeof(go_on), &wire->passed, wire->passed >= 0))
		(void)shutdown(wire->fd, SHUT_WR); /* the other side may be gone already */
	wire->passed = -1;
}

bool wire_fail(struct wire *wire, const struct error *err)
{
	return fd_send(wire->fd, err, sizeof(*err), NULL, 0) == 0;
}

/* 1 for a message, 0 at the end of the file, -1. The message may come to where the error would. */
static int next(struct wire *wire, struct error *message, struct error *err)
{
	size_t count = 1;
	int length;

	fd_drop(&wire->received);
	length = fd_receive(wire->fd, message, sizeof(*message), &wire->received, &count);
	if (length < 0 && errno == EAGAIN)
		return fail(err, BUG, "the other side has been silent for %d s", DEADLINE_SECONDS);
	if (length < 0 && errno == ECONNRESET)
		return 0;
	if (length < 0)
		return fail(err, SYSTEM, "listen to the other side");
	if (length == 0)
		return 0;
	if ((size_t)length == sizeof(*message) && message->kind != NO_FAILURE)
		message->text[sizeof(message->text) - 1] = '\0';
	else if ((size_t)length != sizeof(message->kind) || message->kind != NO_FAILURE)
		return fail(err, BUG, "the other side sent %d bytes", length);
	return 1;
}

int wire_wait(struct wire *wire, struct error *err)
{
	int heard = next(wire, err, err);

	if (heard == 0)
		return 1;
	return heard < 0 || err->kind != NO_FAILURE ? -1 : 0;
}

void wire_overhear(struct wire *wire, struct error *err)
{
	struct pollfd said = {.fd = wire->fd, .events = POLLIN};
	struct error message, ignored = NO_ERROR;

	while (poll(&said, 1, 0) > 0 && next(wire, &message, &ignored) > 0) {
		if (message.kind == NO_FAILURE)
			continue;
		*err = message;
		return;
	}
}

int wire_wait_end(struct wire *wire, struct error *err)
{
	int heard;

	while ((heard = next(wire, err, err)) > 0) {
		if (err->kind != NO_FAILURE)
			return -1;
	}
	return heard;
}
