/*
 * cni_runtime_config.c - what an engine wants for one container: CNI's capabilities
 *
 * An engine sends those alone that the network's configuration says "berth" is capable of, in
 * words that all plugins share. So one that is not known is a promise that nobody keeps, and is
 * refused.
 */
#include <netinet/in.h>
#include <string.h>

#include "alloc.h"
#include "cni_call.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "network_words.h"
#include "number.h"
#include "port_words.h"
#include "rate.h"
#include "text.h"

/* ---- addresses ----------------------------------------------------------------------------- */

int cni_address_add(struct cni_call *call, const char *text, struct error *err)
{
	struct inet address, *wanted;

	if (strchr(text, '/') ? inet_read_with_prefix(text, &address) : inet_read(text, &address))
		return fail(err, USAGE, "\"%.64s\" is not an IP address", text);
	address.prefix = (uint8_t)(inet_size(&address) * 8); /* the network's is what counts */
	wanted = &call->config.attachment.ip[address.family == AF_INET6];
	if (wanted->family && !inet_equal(wanted, &address))
		return fail(err, USAGE,
			    "%s is the second address of its family that is asked for: one is "
			    "possible",
			    text);
	*wanted = address;
	return 0;
}

static int read_addresses(struct cni_reading *reading, const struct json_value *value)
{
	struct strings addresses = {NULL, 0};

	if (cni_strings_read(reading, value, &addresses))
		return -1;
	for (size_t i = 0; i < addresses.count; i++) {
		if (cni_address_add(reading->call, addresses.items[i], reading->err))
			return fail_during(reading->err, "runtimeConfig.ips");
	}
	return 0;
}

static int read_mac(struct cni_reading *reading, const struct json_value *value)
{
	if (value->kind != JSON_STRING ||
	    (*value->text && mac_read(value->text, reading->call->config.attachment.mac)))
		return cni_wrong_value(reading, value, "the MAC address of a device");
	return 0;
}

static int read_aliases(struct cni_reading *reading, const struct json_value *value)
{
	struct strings *aliases = &reading->call->config.attachment.aliases;

	if (cni_strings_read(reading, value, aliases))
		return -1;
	for (size_t i = 0; i < aliases->count; i++) {
		if (!network_is_host_name(aliases->items[i]))
			return json_fail(&reading->call->config.document, value, reading->err,
					 "\"%.64s\" is not a name of a host", aliases->items[i]);
	}
	return 0;
}

/* ---- names --------------------------------------------------------------------------------- */

/* Here the words are others than in the configuration and in the result. */
static int read_dns(struct cni_reading *reading, const struct json_value *value)
{
	static const struct cni_member members[] = {
		CNI_VALUE("servers", cni_strings_read, dns.nameservers),
		CNI_VALUE("searches", cni_strings_read, dns.search),
		CNI_VALUE("options", cni_strings_read, dns.options),
	};

	return cni_members_read(reading, value, members, COUNT(members));
}

/* ---- ports --------------------------------------------------------------------------------- */

static int read_port_number(const struct json_value *object, const char *key, uint16_t *port)
{
	const struct json_value *value = cni_find(object, key);
	uint64_t number;

	if (!value || value->kind != JSON_NUMBER ||
	    number_unsigned(value->text, UINT16_MAX, &number) || !number)
		return -1;
	*port = (uint16_t)number;
	return 0;
}

/* "tcp" of some engines is "TCP" of others; nothing is tcp. */
static int read_protocol(const struct json_value *object, uint8_t *protocol)
{
	static const char *const upper[] = {"TCP", "UDP", "SCTP"};
	static const uint8_t numbers[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP};
	const struct json_value *value = cni_find(object, "protocol");

	*protocol = IPPROTO_TCP;
	if (!value || (value->kind == JSON_STRING && !*value->text))
		return 0;
	if (value->kind != JSON_STRING)
		return -1;
	for (size_t i = 0; i < COUNT(upper); i++) {
		if (strcmp(upper[i], value->text) == 0) {
			*protocol = numbers[i];
			return 0;
		}
	}
	return protocol_number(value->text, protocol);
}

static int read_host(const struct json_value *object, struct inet *host)
{
	const struct json_value *value = cni_find(object, "hostIP");

	if (!value || (value->kind == JSON_STRING && !*value->text))
		return 0;
	if (value->kind != JSON_STRING || inet_read(value->text, host))
		return -1;
	/* All addresses, whichever family they are written in. */
	if (memcmp(host->bytes, (const uint8_t[16]){0}, inet_size(host)) == 0)
		host->family = 0;
	return 0;
}

static int read_ports(struct cni_reading *reading, const struct json_value *value)
{
	struct published_ports *ports = &reading->call->config.ports;

	if (value->kind != JSON_ARRAY)
		return cni_wrong_value(reading, value, "an array of ports");
	for (const struct json_value *item = value->first; item; item = item->next) {
		struct published_port port = {.protocol = 0};

		if (item->kind != JSON_OBJECT ||
		    read_port_number(item, "hostPort", &port.host_port) ||
		    read_port_number(item, "containerPort", &port.port) ||
		    read_protocol(item, &port.protocol) || read_host(item, &port.host))
			return cni_wrong_value(reading, item,
					       "hostPort and containerPort from 1 to 65535, "
					       "protocol tcp, udp or sctp, and hostIP an address");
		*ARENA_ADD(reading->call->arena, ports->items, ports->count) = port;
	}
	return 0;
}

/* ---- bandwidth ----------------------------------------------------------------------------- */

static int read_rate(struct cni_reading *reading, const struct json_value *value, void *place)
{
	uint64_t *rate = place;

	if (value->kind != JSON_NUMBER || number_unsigned(value->text, MOST_RATE, rate) ||
	    (*rate && *rate < LEAST_RATE))
		return cni_wrong_value(reading, value,
				       "a rate from 8000 to 10^14 bits in a second");
	return 0;
}

/*
 * Bursts are as large as berth makes them, a twentieth of a second: engines that have no opinion
 * say the largest number there is. "Ingress" is what goes into the container.
 */
static int read_bandwidth(struct cni_reading *reading, const struct json_value *value)
{
	static const struct cni_member members[] = {
		CNI_VALUE("ingressRate", read_rate, attachment.rates.in),
		CNI_VALUE("egressRate", read_rate, attachment.rates.out),
		CNI_READ("ingressBurst", NULL),
		CNI_READ("egressBurst", NULL),
	};

	/* Who runs a container may not have more than the network's members have. */
	reading->call->config.attachment.foreign = true;
	return cni_members_read(reading, value, members, COUNT(members));
}

/* ---- the whole ----------------------------------------------------------------------------- */

int cni_runtime_config_read(struct cni_reading *reading, const struct json_value *value)
{
	static const struct cni_member members[] = {
		CNI_READ("portMappings", read_ports), CNI_READ("bandwidth", read_bandwidth),
		CNI_READ("ips", read_addresses),      CNI_READ("mac", read_mac),
		CNI_READ("aliases", read_aliases),    CNI_READ("dns", read_dns),
	};

	return cni_members_read(reading, value, members, COUNT(members));
}
