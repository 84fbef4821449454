/*
 * responder_exchanges.c - questions that are passed on to the servers of the host, or of --dns
 *
 * Each has a socket of its own, connected to the server that is asked: the kernel gives it a port
 * by chance and lets nothing through that comes from elsewhere. The id is another one by chance,
 * and what comes back must repeat the question. What came by TCP is asked by TCP.
 *
 * The question itself is passed on as it is, EDNS and all, and so is the answer.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "fd.h"
#include "inet.h"
#include "responder.h"

#define MOST_OF_ONE   32
#define MOST_ATTEMPTS 3
#define PATIENCE      2000000000 /* ns, with each server */
#define LENGTH_ROOM   2

struct exchange {
	int fd; /* -1: free */
	struct asker asker;
	uint16_t asked_id; /* that he who asked has given */
	uint8_t *query;    /* behind room for its length; under an id of our own */
	size_t size, question_end, answer_size;
	struct servers servers;
	unsigned attempts;
	int64_t deadline;
	size_t sent; /* TCP */
	uint8_t *answer;
	size_t received, room;
};

void exchanges_begin(struct responder *responder)
{
	responder->exchanges = alloc(RESPONDER_MOST_EXCHANGES, sizeof(struct exchange));
	for (size_t i = 0; i < RESPONDER_MOST_EXCHANGES; i++)
		responder->exchanges[i].fd = -1;
}

static void end(struct exchange *exchange)
{
	fd_drop(&exchange->fd);
	free(exchange->query);
	free(exchange->answer);
	*exchange = (struct exchange){.fd = -1};
}

void exchanges_forget(struct responder *responder, const struct connection *connection)
{
	for (size_t i = 0; i < RESPONDER_MOST_EXCHANGES; i++) {
		struct exchange *exchange = &responder->exchanges[i];

		if (exchange->fd >= 0 && exchange->asker.connection == connection)
			end(exchange);
	}
}

/* ---- asking -------------------------------------------------------------------------------- */

static bool is_stream(const struct exchange *exchange)
{
	return exchange->asker.connection;
}

static int open_socket(const struct exchange *exchange, const struct inet *server)
{
	int type = is_stream(exchange) ? SOCK_STREAM : SOCK_DGRAM;
	auto_close int fd = socket(server->family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct peer peer;

	peer_set(&peer, server, DNS_PORT);
	if (fd < 0 || (connect(fd, &peer.address.any, peer.length) && errno != EINPROGRESS))
		return -1;
	return fd_take(&fd);
}

static bool choose_id(struct exchange *exchange)
{
	uint16_t id;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != sizeof(id))
		return false;
	dns_set_id(exchange->query + LENGTH_ROOM, id);
	return true;
}

/* A datagram at once; of a stream what there is room for when it is connected. */
static bool send_query(struct exchange *exchange)
{
	if (is_stream(exchange))
		return true;
	return send(exchange->fd, exchange->query + LENGTH_ROOM, exchange->size, MSG_NOSIGNAL) ==
	       (ssize_t)exchange->size;
}

/* The next server, and the first again, until all have had their chances. */
static bool ask_next(struct exchange *exchange)
{
	unsigned most = exchange->servers.count > MOST_ATTEMPTS ? (unsigned)exchange->servers.count
								: MOST_ATTEMPTS;

	while (exchange->attempts < most) {
		const struct inet *server =
			&exchange->servers.items[exchange->attempts++ % exchange->servers.count];

		fd_drop(&exchange->fd);
		exchange->sent = exchange->received = 0;
		exchange->fd = open_socket(exchange, server);
		exchange->deadline = clock_monotonic() + PATIENCE;
		if (exchange->fd >= 0 && choose_id(exchange) && send_query(exchange))
			return true;
	}
	return false;
}

static struct exchange *find_free(const struct responder *responder, const struct asker *asker)
{
	struct inet address = peer_address(&asker->peer);
	struct exchange *free_one = NULL;
	size_t his = 0;

	for (size_t i = 0; i < RESPONDER_MOST_EXCHANGES; i++) {
		struct exchange *exchange = &responder->exchanges[i];
		struct inet other;

		if (exchange->fd < 0) {
			free_one = exchange;
			continue;
		}
		other = peer_address(&exchange->asker.peer);
		his += inet_equal(&other, &address);
	}
	return his < MOST_OF_ONE ? free_one : NULL;
}

int exchange_begin(struct responder *responder, const struct asker *asker,
		   const struct dns_query *query, const struct servers *servers)
{
	struct exchange *exchange = find_free(responder, asker);

	if (!exchange || !servers->count)
		return -1;
	*exchange = (struct exchange){
		.fd = -1,
		.asker = *asker,
		.asked_id = dns_id(query->bytes),
		.query = alloc(LENGTH_ROOM + query->size, 1),
		.size = query->size,
		.question_end = query->question_end,
		.answer_size = query->answer_size,
		.servers = *servers,
	};
	exchange->query[0] = (uint8_t)(query->size >> 8);
	exchange->query[1] = (uint8_t)query->size;
	memcpy(exchange->query + LENGTH_ROOM, query->bytes, query->size);
	if (ask_next(exchange))
		return 0;
	end(exchange);
	return -1;
}

/* ---- telling ------------------------------------------------------------------------------- */

static void give_up(struct exchange *exchange)
{
	struct dns_query query;
	enum dns_code code;

	dns_set_id(exchange->query + LENGTH_ROOM, exchange->asked_id);
	(void)dns_query_read(exchange->query + LENGTH_ROOM, exchange->size, &query, &code);
	asker_refuse(&exchange->asker, &query, DNS_FAILED);
	end(exchange);
}

static void try_next(struct exchange *exchange)
{
	if (!ask_next(exchange))
		give_up(exchange);
}

/* One that does not want to, or cannot, is not the last word while there are others. */
static bool is_last_word(const struct exchange *exchange, const uint8_t *bytes)
{
	enum dns_code code = dns_code_of(bytes);

	return exchange->attempts >= exchange->servers.count ||
	       (code != DNS_FAILED && code != DNS_REFUSED && code != DNS_NOT_DONE);
}

static void pass_back(struct exchange *exchange, uint8_t *bytes, size_t size)
{
	if (!dns_answers(bytes, size, exchange->query + LENGTH_ROOM, exchange->question_end)) {
		if (is_stream(exchange))
			try_next(exchange);
		return; /* by UDP the right one may be on its way yet */
	}
	if (!is_last_word(exchange, bytes)) {
		try_next(exchange);
		return;
	}
	dns_set_id(bytes, exchange->asked_id);
	if (!is_stream(exchange) && size > exchange->answer_size) {
		dns_truncate(bytes);
		size = exchange->question_end;
	}
	asker_tell(&exchange->asker, bytes, size);
	end(exchange);
}

/* ---- what comes back ----------------------------------------------------------------------- */

static void take_datagram(struct exchange *exchange, uint8_t room[DNS_MOST])
{
	ssize_t got = recv(exchange->fd, room, DNS_MOST, MSG_DONTWAIT);

	if (got >= 0)
		pass_back(exchange, room, (size_t)got);
	else if (errno != EAGAIN && errno != EINTR)
		try_next(exchange); /* nobody listens there */
}

static void send_rest(struct exchange *exchange)
{
	size_t whole = LENGTH_ROOM + exchange->size;
	ssize_t sent = send(exchange->fd, exchange->query + exchange->sent, whole - exchange->sent,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent >= 0)
		exchange->sent += (size_t)sent;
	else if (errno != EAGAIN && errno != EINTR)
		try_next(exchange);
}

static void receive_part(struct exchange *exchange)
{
	size_t wanted = LENGTH_ROOM;
	ssize_t got;

	if (!exchange->answer)
		exchange->answer = alloc(LENGTH_ROOM + DNS_MOST, 1);
	if (exchange->received >= LENGTH_ROOM)
		wanted += (size_t)(exchange->answer[0] << 8 | exchange->answer[1]);
	got = recv(exchange->fd, exchange->answer + exchange->received, wanted - exchange->received,
		   MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		try_next(exchange);
		return;
	}
	exchange->received += (size_t)got;
	if (exchange->received > LENGTH_ROOM && exchange->received == wanted)
		pass_back(exchange, exchange->answer + LENGTH_ROOM, wanted - LENGTH_ROOM);
}

static void go_on(struct responder *responder, void *subject)
{
	struct exchange *exchange = subject;

	if (exchange->fd < 0)
		return; /* it has ended in this round */
	if (!is_stream(exchange))
		take_datagram(exchange, responder->room);
	else if (exchange->sent < LENGTH_ROOM + exchange->size)
		send_rest(exchange);
	else
		receive_part(exchange);
}

void exchanges_wait(struct responder *responder, struct round *round)
{
	for (size_t i = 0; i < RESPONDER_MOST_EXCHANGES; i++) {
		struct exchange *exchange = &responder->exchanges[i];
		bool sending = is_stream(exchange) && exchange->sent < LENGTH_ROOM + exchange->size;

		if (exchange->fd < 0)
			continue;
		round_add(round, exchange->fd, sending ? POLLOUT : POLLIN, go_on, exchange);
		round_add_deadline(round, exchange->deadline);
	}
}

void exchanges_expire(struct responder *responder, int64_t now)
{
	for (size_t i = 0; i < RESPONDER_MOST_EXCHANGES; i++) {
		struct exchange *exchange = &responder->exchanges[i];

		if (exchange->fd >= 0 && exchange->deadline <= now)
			try_next(exchange);
	}
}
