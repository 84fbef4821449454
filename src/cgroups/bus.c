/*
 * bus.c - a connection on which D-Bus is spoken
 *
 * It begins with lines of text. We say, all at once,
 *
 *	\0 AUTH EXTERNAL, DATA, BEGIN
 *
 * which means: the kernel tells you who I am. No uid is named, since in a user namespace ours
 * is not what the other side sees. It answers "DATA" and "OK" with an identity of its own;
 * then messages follow in both directions. We wait for the answer with ours: systemd 257
 * forgets a message that comes in the same 256 bytes as BEGIN until another comes behind it.
 *
 * A bus gives a connection its name when it is greeted, and hands on no signal that was not
 * asked for: two messages more, which go in the same write as the first of ours.
 */
#include "bus.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "error.h"
#include "fd.h"

#define CHUNK     16384
#define MOST_LINE 1024
#define BUS       "org.freedesktop.DBus"

static const char authentication[] = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";

static void greet(struct bus *bus)
{
	static const char match[] = "type='signal',sender='org.freedesktop.systemd1',"
				    "path='/org/freedesktop/systemd1',member='JobRemoved'";
	struct bus_call call = {
		.destination = BUS, .path = "/org/freedesktop/DBus", .interface = BUS};
	auto_text struct text body = NO_TEXT;

	call.member = "Hello";
	(void)bus_say(bus, &call, &body);
	call.member = "AddMatch";
	call.signature = "s";
	bus_put_string(&body, match);
	bus->greeting = bus_say(bus, &call, &body);
}

int bus_open(struct bus *bus, const char *path, bool direct, int milliseconds)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval most = {.tv_sec = milliseconds / 1000,
			       .tv_usec = milliseconds % 1000 * 1000};
	auto_close int fd = -1;
	size_t length = strlen(path);

	if (length >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, length);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* A backlog that is full makes connect() wait, and this says for how long. */
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most)) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	*bus = NO_BUS;
	memcpy(bus->where, path, length);
	bus->fd = fd_take(&fd);
	bus->milliseconds = milliseconds;
	bus->deadline = clock_monotonic() + (int64_t)milliseconds * 1000000;
	if (!direct)
		greet(bus);
	return 0;
}

pid_t bus_peer(const struct bus *bus)
{
	struct ucred peer = {.pid = 0};
	socklen_t size = sizeof(peer);

	return getsockopt(bus->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) ? 0 : peer.pid;
}

void bus_close(struct bus *bus)
{
	fd_drop(&bus->fd);
	text_drop(&bus->in);
	text_drop(&bus->out);
}

uint32_t bus_say(struct bus *bus, const struct bus_call *call, const struct text *body)
{
	bus_put_call(&bus->out, call, ++bus->serial, body);
	return bus->serial;
}

static int await(struct bus *bus, short event, struct error *err)
{
	struct pollfd ready = {.fd = bus->fd, .events = event};
	int count, left;

	do {
		left = clock_left(bus->deadline);
		count = left ? poll(&ready, 1, left) : 0; /* somebody may never stop talking */
	} while (count < 0 && errno == EINTR);
	if (count > 0)
		return 0;
	if (count == 0)
		return fail(err, STATE, "no answer on %s within %d s", bus->where,
			    bus->milliseconds / 1000);
	return fail(err, SYSTEM, "wait for %s", bus->where);
}

static int send_all(struct bus *bus, const char *bytes, size_t size, struct error *err)
{
	size_t sent = 0;

	while (sent < size) {
		ssize_t count =
			send(bus->fd, bytes + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (count >= 0)
			sent += (size_t)count;
		else if (errno != EAGAIN && errno != EINTR)
			return fail(err, SYSTEM, "write to %s", bus->where);
		else if (await(bus, POLLOUT, err))
			return -1;
	}
	return 0;
}

/* Forgets what was taken, and reads more. */
static int receive(struct bus *bus, struct error *err)
{
	size_t left = bus->in.length - bus->taken;
	char chunk[CHUNK];
	ssize_t count;

	if (bus->taken) {
		memmove(bus->in.start, bus->in.start + bus->taken, left);
		bus->in.length = left;
		bus->taken = 0;
	}
	do {
		if (await(bus, POLLIN, err))
			return -1;
		count = recv(bus->fd, chunk, sizeof(chunk), MSG_DONTWAIT);
	} while (count < 0 && (errno == EAGAIN || errno == EINTR));
	if (count < 0)
		return fail(err, SYSTEM, "read from %s", bus->where);
	if (count == 0)
		return fail(err, STATE, "%s was closed by the other side", bus->where);
	text_add_bytes(&bus->in, chunk, (size_t)count);
	return 0;
}

/* 1: a line was taken, and *agreed says whether it was the last; 0: none is there yet. */
static int take_line(struct bus *bus, struct error *err)
{
	const char *line = text_string(&bus->in) + bus->taken;
	size_t available = bus->in.length - bus->taken;
	const char *end = memchr(line, '\n', available);

	if (!end && available < MOST_LINE)
		return 0;
	if (end)
		bus->taken += (size_t)(end + 1 - line);
	if (end && strncmp(line, "OK ", 3) == 0)
		bus->agreed = true;
	else if (!end || strncmp(line, "DATA", 4) != 0)
		return fail(err, STATE, "%s does not take us for user %u", bus->where, geteuid());
	return 1;
}

/* The same for a message. */
static int take_message(struct bus *bus, struct bus_message *message, struct error *err)
{
	const char *bytes = text_string(&bus->in) + bus->taken;
	size_t available = bus->in.length - bus->taken;
	int64_t size = bus_message_size(bytes, available);

	if (size < 0 ||
	    (size && (uint64_t)size <= available && bus_message_read(bytes, (size_t)size, message)))
		return fail(err, STATE, "%s says what is not D-Bus", bus->where);
	if (!size || (uint64_t)size > available)
		return 0;
	bus->taken += (size_t)size;
	return 1;
}

static int authenticate(struct bus *bus, struct error *err)
{
	if (!bus->agreed && send_all(bus, authentication, sizeof(authentication) - 1, err))
		return -1;
	while (!bus->agreed) {
		int taken = take_line(bus, err);

		if (taken < 0 || (taken == 0 && receive(bus, err)))
			return -1;
	}
	return 0;
}

int bus_hear(struct bus *bus, struct bus_message *message, struct error *err)
{
	if (authenticate(bus, err) || send_all(bus, bus->out.start, bus->out.length, err))
		return -1;
	text_clear(&bus->out);
	for (;;) {
		int taken = take_message(bus, message, err);

		if (taken < 0 || (taken == 0 && receive(bus, err)))
			return -1;
		if (taken && (!message->reply_serial || message->reply_serial > bus->greeting))
			return 0;
		if (taken && message->kind == BUS_ERROR)
			return fail(err, STATE, "%s: %s", bus->where,
				    bus_get_string(&message->body));
	}
}
