/*
 * port_words.c - the words of --publish, and small words of networks
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "number.h"
#include "port_words.h"
#include "text.h"

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{"tcp",  IPPROTO_TCP },
	{"udp",  IPPROTO_UDP },
	{"sctp", IPPROTO_SCTP},
};

const char *protocol_name(uint8_t protocol)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		if (protocols[i].number == protocol)
			return protocols[i].name;
	}
	return "?";
}

int protocol_number(const char *name, uint8_t *protocol)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		if (strcmp(protocols[i].name, name) == 0) {
			*protocol = protocols[i].number;
			return 0;
		}
	}
	return -1;
}

const char *mac_text(const uint8_t mac[6], char *buffer)
{
	snprintf(buffer, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return buffer;
}

/* Two digits of each byte; a single station's address. */
int mac_read(const char *text, uint8_t mac[6])
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	uint8_t read[6];

	if (strlen(text) != MAC_TEXT - 1)
		return -1;
	for (size_t i = 0; i < sizeof(read); i++) {
		const char *high = memchr(digits, text[i * 3], sizeof(digits) - 1);
		const char *low = memchr(digits, text[i * 3 + 1], sizeof(digits) - 1);

		if (!high || !low || (i < 5 && text[i * 3 + 2] != ':'))
			return -1;
		read[i] = (uint8_t)((high - digits) % 16 << 4 | (low - digits) % 16);
	}
	if (read[0] & 1)
		return -1;
	memcpy(mac, read, sizeof(read));
	return 0;
}

/* ---- --publish ----------------------------------------------------------------------------- */

struct range {
	uint16_t first, last; /* 0: any */
};

static int read_range(char *text, struct range *range)
{
	char *dash = strchr(text, '-');
	uint64_t first, last;

	if (dash)
		*dash++ = '\0';
	if (number_unsigned(text, UINT16_MAX, &first) || first == 0)
		return -1;
	last = first;
	if (dash && (number_unsigned(dash, UINT16_MAX, &last) || last < first))
		return -1;
	range->first = (uint16_t)first;
	range->last = (uint16_t)last;
	return 0;
}

/* Takes "IP:" off the front of what stands before the container's port; NULL: it is none. */
static char *read_host(char *text, struct inet *host)
{
	bool bracketed = *text == '[';
	char *end = bracketed ? strstr(text, "]:") : strrchr(text, ':');
	struct inet address;

	if (!end)
		return bracketed ? NULL : text;
	*end = '\0';
	if (inet_read(text + bracketed, &address) || (address.family == AF_INET6) != bracketed)
		return NULL;
	*host = address;
	return end + 1 + bracketed;
}

struct publication {
	uint8_t protocol;
	struct inet host;
	struct range ports, host_ports;
};

/* Cuts the words apart from behind: protocol, container's port, host's port, address. */
static int read_publication(char *text, struct publication *publication)
{
	char *slash = strrchr(text, '/'), *colon;

	publication->protocol = IPPROTO_TCP;
	if (slash) {
		*slash++ = '\0';
		if (protocol_number(slash, &publication->protocol))
			return -1;
	}
	colon = strrchr(text, ':');
	if (read_range(colon ? colon + 1 : text, &publication->ports))
		return -1;
	if (!colon)
		return 0;
	*colon = '\0';
	text = read_host(text, &publication->host);
	if (!text)
		return -1;
	return *text ? read_range(text, &publication->host_ports) : 0;
}

int port_words_read(struct arena *arena, const char *words, struct published_ports *ports,
		    struct error *err)
{
	struct publication publication = {.protocol = 0};
	const struct range *inner = &publication.ports, *outer = &publication.host_ports;

	if (read_publication(arena_text(arena, words), &publication))
		return fail(
			err, USAGE,
			"--publish %s: [[IP:][HOST]:]CONTAINER[/tcp|udp|sctp] is expected, with "
			"ports from 1 to 65535",
			words);
	if (outer->first && outer->last - outer->first != inner->last - inner->first)
		return fail(err, USAGE, "--publish %s: the ranges are not equally long", words);
	for (int i = 0; i <= inner->last - inner->first; i++) {
		struct published_port *port = ARENA_ADD(arena, ports->items, ports->count);

		port->protocol = publication.protocol;
		port->host = publication.host;
		port->host_port = outer->first ? (uint16_t)(outer->first + i) : 0;
		port->port = (uint16_t)(inner->first + i);
	}
	return 0;
}
