/*
 * responder_sockets.c - the sockets by which a network's questions come
 *
 * They are bound to the bridge and to the gateway's address, but not to port 53, which a resolver
 * of the host may have for all addresses. The kernel gives them a port, and the firewall leads the
 * members' questions for port 53 there, by the map of published ports. From elsewhere they cannot
 * be reached, and whoever is no member is refused.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "inet.h"
#include "responder.h"

#define MOST_TRIES 20
#define BACKLOG    16

/* Of the bridge alone: what comes from elsewhere to this address does not arrive. */
static int open_socket(const char *bridge, const struct inet *address, int type, uint16_t port)
{
	auto_close int fd = socket(address->family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t length = (socklen_t)strlen(bridge);
	struct peer here;
	int on = 1;

	peer_set(&here, address, port);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bridge, length) ||
	    (address->family == AF_INET6 &&
	     setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on))) ||
	    /* What lingers of connections that have ended is in nobody's way. */
	    (type == SOCK_STREAM && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on))) ||
	    bind(fd, &here.address.any, here.length) ||
	    (type == SOCK_STREAM && listen(fd, BACKLOG)))
		return -1;
	return fd_take(&fd);
}

void gateways_close(struct gateway *gateways, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fd_drop(&gateways[i].datagrams);
		fd_drop(&gateways[i].streams);
	}
}

static uint16_t port_of(int fd)
{
	struct peer here = {.length = sizeof(here.address)};

	if (getsockname(fd, &here.address.any, &here.length))
		return 0;
	return ntohs(here.address.any.sa_family == AF_INET ? here.address.v4.sin_port
							   : here.address.v6.sin6_port);
}

/* All by one port, whichever is free for all of them when it is 0. */
static int try_sockets(const struct network *network, struct gateway *gateways, uint16_t *port)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		const struct inet *address = &network->subnets[i].gateway;

		gateways[i].datagrams = open_socket(network->bridge, address, SOCK_DGRAM, *port);
		if (gateways[i].datagrams < 0)
			return -1;
		*port = *port ? *port : port_of(gateways[i].datagrams);
		gateways[i].streams = open_socket(network->bridge, address, SOCK_STREAM, *port);
		if (gateways[i].streams < 0)
			return -1;
	}
	return 0;
}

int gateways_open(const struct network *network, struct gateway *gateways, uint16_t *port,
		  struct error *err)
{
	for (size_t i = 0; i < network->subnet_count; i++)
		gateways[i] = (struct gateway){
			.address = network->subnets[i].gateway, .datagrams = -1, .streams = -1};
	for (int tries = 0; tries < MOST_TRIES; tries++) {
		if (try_sockets(network, gateways, port) == 0)
			return 0;
		gateways_close(gateways, network->subnet_count);
		*port = 0;
		if (errno != EADDRINUSE)
			break;
	}
	return fail(err, SYSTEM, "listen on the gateway of network %s", network->name);
}
