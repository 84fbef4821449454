/*
 * publish.c - ports of the host that lead to a container
 *
 * A port is the host's own as long as a program listens there: to see whether one does, it is
 * bound for a moment. Of containers the kernel knows which ports are published: an element of
 * the map is made exclusively. The first refusal may be a dead container's doing; after a
 * sweep it is a living one's.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "alloc.h"
#include "attach.h"
#include "error.h"
#include "fd.h"
#include "inet.h"
#include "nft_table.h"
#include "port_words.h"

#define MOST_CHOICES 20

static const int families[] = {AF_INET, AF_INET6};

static bool leads_to(const struct published_port *port, const struct attachment *attachment,
		     int family)
{
	return attachment_address(attachment, family) &&
	       (!port->host.family || port->host.family == family);
}

/* ---- ports of the host --------------------------------------------------------------------- */

static int bind_port(const struct published_port *port, int family, uint16_t *bound)
{
	static const struct {
		uint8_t protocol;
		int type;
	} types[] = {
		{IPPROTO_TCP,  SOCK_STREAM},
		{IPPROTO_UDP,  SOCK_DGRAM },
		{IPPROTO_SCTP, SOCK_STREAM},
	};
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = {.any.sa_family = (sa_family_t)family};
	socklen_t length = family == AF_INET ? sizeof(address.v4) : sizeof(address.v6);
	auto_close int fd = -1;
	int type = SOCK_STREAM, on = 1;

	for (size_t i = 0; i < COUNT(types); i++)
		type = types[i].protocol == port->protocol ? types[i].type : type;
	fd = socket(family, type | SOCK_CLOEXEC, port->protocol);
	if (fd < 0) /* a family or a protocol that the kernel has not: nobody listens there */
		return 0;
	/* What lingers of connections that have ended is in nobody's way. */
	if (type == SOCK_STREAM)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (family == AF_INET) {
		address.v4.sin_port = htons(port->host_port);
		memcpy(&address.v4.sin_addr, port->host.bytes, sizeof(address.v4.sin_addr));
	} else {
		address.v6.sin6_port = htons(port->host_port);
		memcpy(&address.v6.sin6_addr, port->host.bytes, sizeof(address.v6.sin6_addr));
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	}
	if (bind(fd, &address.any, length) || getsockname(fd, &address.any, &length))
		return -1;
	*bound = ntohs(family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
	return 0;
}

static int check_free(struct published_port *port, const struct attachment *attachment,
		      struct error *err)
{
	char text[INET_TEXT];

	for (size_t i = 0; i < COUNT(families); i++) {
		if (!leads_to(port, attachment, families[i]) ||
		    bind_port(port, families[i], &port->host_port) == 0)
			continue;
		if (errno == EADDRNOTAVAIL)
			return fail(err, STATE, "publish port %d: the host has no address %s",
				    port->host_port, inet_text(&port->host, text));
		if (errno == EADDRINUSE)
			return fail(err, STATE, "port %d/%s of the host is in use by a program",
				    port->host_port, protocol_name(port->protocol));
		return fail(err, SYSTEM, "publish port %d/%s", port->host_port,
			    protocol_name(port->protocol));
	}
	return 0;
}

/* ---- what leads where ---------------------------------------------------------------------- */

/* The first one that has a way in. */
static struct attachment *find_target(const struct attaching *attaching)
{
	for (size_t i = 0; i < attaching->made.count; i++) {
		if (attaching->made.items[i]->gateway_count)
			return attaching->made.items[i];
	}
	return NULL;
}

int ports_check(const struct attaching *attaching, struct error *err)
{
	if (attaching->ports->count && !find_target(attaching))
		return fail(err, USAGE, "ports cannot be published: the networks are internal");
	return 0;
}

int ports_choose(struct attaching *attaching, struct error *err)
{
	struct attachment *target = find_target(attaching);

	for (size_t i = 0; i < attaching->ports->count; i++) {
		struct published_port *port = ARENA_ADD(attaching->arena, target->published.items,
							target->published.count);

		*port = attaching->ports->items[i];
		port->any = !port->host_port;
		if (!leads_to(port, target, AF_INET) && !leads_to(port, target, AF_INET6))
			return fail(err, USAGE, "publish port %d: network %s has no %s", port->port,
				    target->network,
				    port->host.family == AF_INET ? "IPv4" : "IPv6");
		if (check_free(port, target, err))
			return -1;
	}
	return 0;
}

/* ---- publishing ---------------------------------------------------------------------------- */

/* The batch's messages and the ports they are about. */
struct publishing {
	struct netlink_batch batch;
	struct published_port **ports;
	size_t count;
};

static int try(const struct attaching *attaching, struct published_port **taken, struct error *err)
{
	struct publishing publishing = {.batch = NO_BATCH};
	int sent;

	*taken = NULL;
	for (size_t i = 0; i < attaching->made.count; i++) {
		const struct attachment *attachment = attaching->made.items[i];

		for (size_t j = 0; j < attachment->published.count * COUNT(families); j++) {
			struct published_port *port =
				&attachment->published.items[j / COUNT(families)];
			int family = families[j % COUNT(families)];

			if (!leads_to(port, attachment, family))
				continue;
			nft_elements_add_port(&publishing.batch, port,
					      attachment_address(attachment, family), true);
			*ARENA_ADD(attaching->arena, publishing.ports, publishing.count) = port;
		}
	}
	sent = batch_send(&publishing.batch, NETLINK_NETFILTER, err);
	if (sent && err->system == EEXIST)
		*taken = publishing.ports[publishing.batch.failed];
	batch_drop(&publishing.batch);
	return sent;
}

static bool is_same(const struct published_port *one, const struct published_port *other)
{
	return one->protocol == other->protocol && one->host_port == other->host_port &&
	       one->host.family == other->host.family &&
	       (!one->host.family || inet_equal(&one->host, &other->host));
}

static int taken_by(const struct attaching *attaching, const struct published_port *port,
		    struct error *err)
{
	struct attachments all = {.count = 0};
	const char *owner = "another container";

	fail_clear(err);
	if (attachments_load(attaching->store, attaching->arena, &all, err))
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		const char *slash = strrchr(all.items[i]->record, '/');

		if (strings_find(&attaching->store->making, all.items[i]->veth) >= 0)
			continue;
		for (size_t j = 0; j < all.items[i]->published.count; j++) {
			if (slash && is_same(port, &all.items[i]->published.items[j]))
				owner = arena_format(attaching->arena, "container %s", slash + 1);
		}
	}
	return fail(err, STATE, "port %d/%s of the host is published already, by %s",
		    port->host_port, protocol_name(port->protocol), owner);
}

/* Another one by chance, and it is on record before it leads anywhere. */
static int choose_again(const struct attaching *attaching, struct published_port *port,
			struct error *err)
{
	struct attachment *target = find_target(attaching);

	port->host_port = 0;
	if (check_free(port, target, err))
		return -1;
	return attachment_save(attaching->store, target, err);
}

int ports_publish(const struct attaching *attaching, struct error *err)
{
	bool swept = false;

	for (int choices = 0;;) {
		struct published_port *taken;

		if (try(attaching, &taken, err) == 0)
			return 0;
		if (!taken)
			return -1;
		if (taken->any && choices++ < MOST_CHOICES) {
			fail_clear(err);
			if (choose_again(attaching, taken, err))
				return -1;
			continue;
		}
		if (swept)
			return taken_by(attaching, taken, err);
		swept = true;
		fail_clear(err);
		if (firewall_rebuild(attaching->store, attaching->arena, err))
			return -1;
	}
}
