/*
 * responder_streams.c - members that ask by TCP
 *
 * A connection has one question at a time; further ones wait in it. Nobody holds more than his
 * share of connections, and none for longer than it is of use.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "fd.h"
#include "inet.h"
#include "responder.h"

#define MOST_OF_ONE 8
#define PATIENCE    10000000000 /* ns */
#define LENGTH_ROOM 2           /* of a message's length, before it */

struct connection {
	int fd; /* -1: free */
	struct peer peer;
	uint8_t *in, *out; /* with their lengths; out: NULL when there is nothing to be said */
	size_t received, size, sent;
	bool waits; /* its question is being answered */
	int64_t deadline;
};

void streams_begin(struct responder *responder)
{
	responder->connections = alloc(RESPONDER_MOST_CONNECTIONS, sizeof(struct connection));
	for (size_t i = 0; i < RESPONDER_MOST_CONNECTIONS; i++)
		responder->connections[i].fd = -1;
}

static void end(struct responder *responder, struct connection *connection)
{
	exchanges_forget(responder, connection);
	fd_drop(&connection->fd);
	free(connection->in);
	free(connection->out);
	*connection = (struct connection){.fd = -1};
}

/* A free one, if he who asks has not had enough. */
static struct connection *find_free(const struct responder *responder, const struct peer *peer)
{
	struct inet address = peer_address(peer);
	struct connection *free_one = NULL;
	size_t his = 0;

	for (size_t i = 0; i < RESPONDER_MOST_CONNECTIONS; i++) {
		struct connection *connection = &responder->connections[i];
		struct inet other;

		if (connection->fd < 0) {
			free_one = connection;
			continue;
		}
		other = peer_address(&connection->peer);
		his += inet_equal(&other, &address);
	}
	return his < MOST_OF_ONE ? free_one : NULL;
}

void streams_accept(struct responder *responder, void *subject)
{
	const struct gateway *gateway = subject;
	struct peer peer = {.length = sizeof(peer.address)};
	auto_close int fd = accept4(gateway->streams, &peer.address.any, &peer.length,
				    SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct connection *connection;

	if (fd < 0)
		return;
	connection = find_free(responder, &peer);
	if (!connection)
		return;
	connection->fd = fd_take(&fd);
	connection->peer = peer;
	connection->in = alloc(LENGTH_ROOM + RESPONDER_LONGEST_QUERY, 1);
	connection->deadline = clock_monotonic() + PATIENCE;
}

void stream_tell(struct connection *connection, const uint8_t *bytes, size_t size)
{
	connection->out = alloc(LENGTH_ROOM + size, 1);
	connection->out[0] = (uint8_t)(size >> 8);
	connection->out[1] = (uint8_t)size;
	memcpy(connection->out + LENGTH_ROOM, bytes, size);
	connection->size = LENGTH_ROOM + size;
	connection->sent = 0;
	connection->waits = false;
}

/* The question that has arrived as a whole, if one has; false when it is none. */
static bool take_question(struct responder *responder, struct connection *connection)
{
	size_t size;

	if (connection->received < LENGTH_ROOM)
		return true;
	size = (size_t)(connection->in[0] << 8 | connection->in[1]);
	if (size > RESPONDER_LONGEST_QUERY || size < DNS_HEADER)
		return false;
	if (connection->received < LENGTH_ROOM + size)
		return true;
	connection->waits = true;
	connection->deadline = clock_monotonic() + PATIENCE;
	responder_take(responder,
		       &(struct asker){.peer = connection->peer, .connection = connection},
		       connection->in + LENGTH_ROOM, size);
	connection->received -= LENGTH_ROOM + size;
	memmove(connection->in, connection->in + LENGTH_ROOM + size, connection->received);
	return connection->waits || connection->out; /* else it was no question */
}

static void receive(struct responder *responder, struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->in + connection->received,
			   LENGTH_ROOM + RESPONDER_LONGEST_QUERY - connection->received, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0)
		connection->received += (size_t)got;
	if (got <= 0 || !take_question(responder, connection))
		end(responder, connection);
}

static void send_rest(struct responder *responder, struct connection *connection)
{
	ssize_t sent = send(connection->fd, connection->out + connection->sent,
			    connection->size - connection->sent, MSG_NOSIGNAL);

	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (sent < 0) {
		end(responder, connection);
		return;
	}
	connection->sent += (size_t)sent;
	if (connection->sent < connection->size)
		return;
	free(take(&connection->out));
	connection->deadline = clock_monotonic() + PATIENCE;
	if (!take_question(responder, connection))
		end(responder, connection);
}

static void go_on(struct responder *responder, void *subject)
{
	struct connection *connection = subject;

	if (connection->fd < 0)
		return; /* it has ended in this round */
	if (connection->out)
		send_rest(responder, connection);
	else if (connection->waits)
		end(responder, connection); /* nothing was waited for but its end */
	else
		receive(responder, connection);
}

void streams_wait(struct responder *responder, struct round *round)
{
	for (size_t i = 0; i < RESPONDER_MOST_CONNECTIONS; i++) {
		struct connection *connection = &responder->connections[i];

		if (connection->fd < 0)
			continue;
		round_add(round, connection->fd,
			  connection->out     ? POLLOUT
			  : connection->waits ? 0
					      : POLLIN,
			  go_on, connection);
		round_add_deadline(round, connection->deadline);
	}
}

void streams_expire(struct responder *responder, int64_t now)
{
	for (size_t i = 0; i < RESPONDER_MOST_CONNECTIONS; i++) {
		struct connection *connection = &responder->connections[i];

		if (connection->fd >= 0 && connection->deadline <= now)
			end(responder, connection);
	}
}
