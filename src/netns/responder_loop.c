/*
 * responder_loop.c - what a responder waits for, and what it does with a question
 *
 * Before a question is answered, what has changed meanwhile is read: the kernel tells of a change
 * before whoever made it goes on, so no container that has been started is unknown, and none
 * that has been unplugged is known any more. So there is no hurry to hear of changes, and after one
 * nothing is heard of the next for a while: who plugs containers in needs the processor himself.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "error.h"
#include "file.h"
#include "inet.h"
#include "names.h"
#include "responder.h"
#include "responder_start.h"
#include "text.h"

#define LOOK_AGAIN  200000000 /* ns, while somebody is at work on networks */
#define REST        200000000 /* ns, from what has changed until what changes next is heard */
#define FILE_LIMIT  (1 << 16)
#define MOST_AT_ONE 64 /* datagrams of one socket, before the others have their turn */

/* ---- peers --------------------------------------------------------------------------------- */

void peer_set(struct peer *peer, const struct inet *address, uint16_t port)
{
	memset(peer, 0, sizeof(*peer));
	peer->address.any.sa_family = address->family;
	if (address->family == AF_INET) {
		peer->length = sizeof(peer->address.v4);
		peer->address.v4.sin_port = htons(port);
		memcpy(&peer->address.v4.sin_addr, address->bytes, 4);
	} else {
		peer->length = sizeof(peer->address.v6);
		peer->address.v6.sin6_port = htons(port);
		memcpy(&peer->address.v6.sin6_addr, address->bytes, 16);
	}
}

struct inet peer_address(const struct peer *peer)
{
	struct inet address = {.family = peer->address.any.sa_family};

	address.prefix = (uint8_t)(8 * inet_size(&address));
	if (address.family == AF_INET)
		memcpy(address.bytes, &peer->address.v4.sin_addr, 4);
	else
		memcpy(address.bytes, &peer->address.v6.sin6_addr, 16);
	return address;
}

/* ---- what changes -------------------------------------------------------------------------- */

static void add_server(const struct responder *responder, struct servers *servers, const char *text)
{
	struct inet address;

	if (servers->count == RESPONDER_MOST_SERVERS || inet_read(text, &address))
		return;
	/* A resolver of the host's that asks us would never come to an end. */
	for (size_t i = 0; i < responder->gateway_count; i++) {
		if (inet_equal(&responder->gateways[i].address, &address))
			return;
	}
	servers->items[servers->count++] = address;
}

static void look_at_resolver(struct responder *responder)
{
	auto_text struct text file = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct resolver resolver = {
		.servers = {NULL, 0}
	};

	responder->servers.count = 0;
	if (file_read(responder->responders, HOST_RESOLVER, FILE_LIMIT, &file))
		return;
	resolver_file_read(&arena, text_string(&file), &resolver);
	for (size_t i = 0; i < resolver.servers.count; i++)
		add_server(responder, &responder->servers, resolver.servers.items[i]);
}

static void look_at_all(struct responder *responder)
{
	(void)neighbours_look_at_all(&responder->neighbours); /* what is known stays */
	look_at_resolver(responder);
}

static void take_changes(struct responder *responder)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t got;

	while ((got = read(responder->changes, events, sizeof(events))) > 0) {
		const struct inotify_event *event;

		responder->changed = true;
		for (char *at = events; at < events + got; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)at;
			if (event->mask & IN_Q_OVERFLOW)
				look_at_all(responder);
			else if (event->len && strcmp(event->name, HOST_RESOLVER) == 0)
				look_at_resolver(responder);
			else if (event->len)
				neighbours_look(&responder->neighbours, event->name);
		}
	}
}

/* ---- the end ------------------------------------------------------------------------------- */

static bool has_bridge(const struct responder *responder)
{
	struct ifreq request = {.ifr_ifindex = 0};

	memcpy(request.ifr_name, responder->bridge, sizeof(responder->bridge));
	return ioctl(responder->neighbours.socket, SIOCGIFINDEX, &request) == 0 &&
	       request.ifr_ifindex == (int)responder->bridge_index;
}

/*
 * Whoever plugs a container in holds the lock, sees that we are here, and counts on it. So the
 * end comes under the lock, or later.
 */
static bool is_over(struct responder *responder)
{
	responder->look_again = 0;
	responder->changed = false;
	if (!has_bridge(responder))
		return true; /* nobody counts on this one any more: see responder_start.c */
	if (neighbours_any(&responder->neighbours, responder->network))
		return false;
	if (flock(responder->run, LOCK_EX | LOCK_NB)) {
		responder->look_again = clock_monotonic() + LOOK_AGAIN;
		return false;
	}
	take_changes(responder);
	if (!neighbours_any(&responder->neighbours, responder->network))
		return true;
	(void)flock(responder->run, LOCK_UN); /* cannot fail on an open descriptor */
	return false;
}

/* ---- a question ---------------------------------------------------------------------------- */

void asker_tell(const struct asker *asker, const uint8_t *bytes, size_t size)
{
	if (asker->connection)
		stream_tell(asker->connection, bytes, size);
	else /* it is asked again when it does not arrive */
		(void)sendto(asker->socket, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL,
			     &asker->peer.address.any, asker->peer.length);
}

void asker_refuse(const struct asker *asker, const struct dns_query *query, enum dns_code code)
{
	uint8_t bytes[DNS_PLAIN_SIZE];
	struct dns_answer answer;

	dns_answer_begin(&answer, bytes, sizeof(bytes), query, code);
	dns_answer_end(&answer, query);
	asker_tell(asker, bytes, answer.size);
}

/* Those of --dns, or the host's. */
static struct servers servers_for(const struct responder *responder,
				  const struct attachment *asking)
{
	struct servers servers = {.count = 0};

	for (size_t i = 0; i < asking->servers.count; i++)
		add_server(responder, &servers, asking->servers.items[i]);
	return asking->servers.count ? servers : responder->servers;
}

static size_t limit_for(const struct asker *asker, const struct dns_query *query)
{
	if (asker->connection)
		return DNS_MOST;
	return query->answer_size < DNS_OFFERED_SIZE ? query->answer_size : DNS_OFFERED_SIZE;
}

void responder_take(struct responder *responder, const struct asker *asker, const uint8_t *bytes,
		    size_t size)
{
	struct inet address = peer_address(&asker->peer);
	const struct attachment *asking;
	struct dns_answer answer;
	struct dns_query query;
	struct servers servers;
	enum dns_code code = DNS_REFUSED;
	enum dns_reading reading = dns_query_read(bytes, size, &query, &code);

	if (reading == DNS_TO_IGNORE)
		return;
	take_changes(responder);
	asking = neighbours_find(&responder->neighbours, responder->network, &address);
	if (reading == DNS_TO_REFUSE || !asking) {
		asker_refuse(asker, &query, reading == DNS_TO_REFUSE ? code : DNS_REFUSED);
		return;
	}
	if (neighbours_answer(&responder->neighbours, asking, &query, &answer, responder->room,
			      limit_for(asker, &query)) == ANSWERED) {
		asker_tell(asker, responder->room, answer.size);
		return;
	}
	servers = servers_for(responder, asking);
	if (exchange_begin(responder, asker, &query, &servers))
		asker_refuse(asker, &query, DNS_FAILED);
}

static void take_datagrams(struct responder *responder, void *subject)
{
	const struct gateway *gateway = subject;

	for (int i = 0; i < MOST_AT_ONE; i++) {
		uint8_t bytes[RESPONDER_LONGEST_QUERY];
		struct asker asker = {.socket = gateway->datagrams};
		ssize_t got;

		asker.peer.length = sizeof(asker.peer.address);
		got = recvfrom(gateway->datagrams, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC,
			       &asker.peer.address.any, &asker.peer.length);
		if (got < 0)
			return;
		if ((size_t)got <= sizeof(bytes))
			responder_take(responder, &asker, bytes, (size_t)got);
	}
}

/* ---- rounds -------------------------------------------------------------------------------- */

void round_add(struct round *round, int fd, short events, ready_fn *ready, void *subject)
{
	round->waiting[round->count] = (struct pollfd){.fd = fd, .events = events};
	round->calls[round->count].ready = ready;
	round->calls[round->count].subject = subject;
	round->count++;
}

void round_add_deadline(struct round *round, int64_t deadline)
{
	if (!round->deadline || deadline < round->deadline)
		round->deadline = deadline;
}

static void rest(struct responder *responder)
{
	responder->rests_until = clock_monotonic() + REST;
}

/* What it says is looked up: that something was said is enough. */
static void take_links(struct responder *responder, void *subject)
{
	char ignored[8192];

	(void)subject;
	rest(responder);
	responder->changed = true;
	while (recv(responder->links, ignored, sizeof(ignored), MSG_DONTWAIT) > 0 ||
	       errno == ENOBUFS)
		errno = 0;
}

static void take_files(struct responder *responder, void *subject)
{
	(void)subject;
	rest(responder);
	take_changes(responder);
}

static void await_changes(struct responder *responder, struct round *round)
{
	if (responder->rests_until > clock_monotonic()) {
		round_add_deadline(round, responder->rests_until);
		return;
	}
	round_add(round, responder->changes, POLLIN, take_files, NULL);
	round_add(round, responder->links, POLLIN, take_links, NULL);
}

static void prepare(struct responder *responder, struct round *round)
{
	round->count = 0;
	round->deadline = responder->look_again;
	await_changes(responder, round);
	for (size_t i = 0; i < responder->gateway_count; i++) {
		struct gateway *gateway = &responder->gateways[i];

		round_add(round, gateway->datagrams, POLLIN, take_datagrams, gateway);
		round_add(round, gateway->streams, POLLIN, streams_accept, gateway);
	}
	streams_wait(responder, round);
	exchanges_wait(responder, round);
}

void responder_serve(struct responder *responder)
{
	struct round round;

	responder->room = alloc(DNS_MOST, 1);
	streams_begin(responder);
	exchanges_begin(responder);
	look_at_all(responder);
	responder->look_again = clock_monotonic(); /* the last may have gone meanwhile */
	for (;;) {
		int64_t now;

		prepare(responder, &round);
		(void)poll(round.waiting, round.count,
			   round.deadline ? clock_left(round.deadline) : -1);
		for (size_t i = 0; i < round.count; i++) {
			if (round.waiting[i].revents)
				round.calls[i].ready(responder, round.calls[i].subject);
		}
		now = clock_monotonic();
		streams_expire(responder, now);
		exchanges_expire(responder, now);
		if ((responder->changed ||
		     (responder->look_again && responder->look_again <= now)) &&
		    is_over(responder))
			return;
	}
}
