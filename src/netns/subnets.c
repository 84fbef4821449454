/*
 * subnets.c - which addresses a new network has
 *
 * A subnet is free when it overlaps none of another network's and no destination that the host
 * has a route to: it would become unreachable. The first free one of a few pools is taken when
 * none is asked for; for IPv6 one that nobody else has (RFC 4193), by chance.
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "netlink.h"
#include "subnets.h"

#define LONGEST_PREFIX_V4 30 /* two addresses beside the network's and the broadcast */
#define LONGEST_PREFIX_V6 126

/* ---- what is taken ------------------------------------------------------------------------- */

struct noting {
	struct arena *arena;
	struct taken_subnets *taken;
};

static int note_destination(const struct nlattr *attribute, void *data)
{
	if (mnl_attr_get_type(attribute) == RTA_DST)
		*(const struct nlattr **)data = attribute;
	return MNL_CB_OK;
}

static int note_route(const struct nlmsghdr *answer, void *data)
{
	const struct noting *noting = data;
	const struct rtmsg *route = mnl_nlmsg_get_payload(answer);
	const struct nlattr *destination = NULL;
	struct inet *noted;

	if (route->rtm_table == RT_TABLE_LOCAL || !route->rtm_dst_len)
		return MNL_CB_OK;
	(void)mnl_attr_parse(answer, sizeof(*route), note_destination, &destination);
	if (!destination || mnl_attr_get_payload_len(destination) > sizeof(noted->bytes))
		return MNL_CB_OK;
	noted = ARENA_ADD(noting->arena, noting->taken->routes, noting->taken->route_count);
	noted->family = route->rtm_family;
	noted->prefix = route->rtm_dst_len;
	memcpy(noted->bytes, mnl_attr_get_payload(destination),
	       mnl_attr_get_payload_len(destination));
	return MNL_CB_OK;
}

int routes_note(struct arena *arena, struct taken_subnets *taken, struct error *err)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	struct noting noting = {arena, taken};

	for (size_t i = 0; i < COUNT(families); i++) {
		char room[NETLINK_ROOM];
		struct nlmsghdr *message = netlink_message(room, RTM_GETROUTE, NLM_F_DUMP);
		struct rtmsg *route = mnl_nlmsg_put_extra_header(message, sizeof(*route));

		route->rtm_family = families[i];
		if (netlink_ask(message, note_route, &noting, err))
			return fail_during(err, "list the host's routes");
	}
	return 0;
}

static int check_free(const struct inet *subnet, const struct taken_subnets *taken,
		      struct error *err)
{
	char own[INET_TEXT], other[INET_TEXT];

	inet_text_with_prefix(subnet, own);
	for (size_t i = 0; i < taken->networks->count; i++) {
		const struct network *network = taken->networks->items[i];

		for (size_t j = 0; j < network->subnet_count; j++) {
			if (!inet_overlap(subnet, &network->subnets[j].subnet))
				continue;
			inet_text_with_prefix(&network->subnets[j].subnet, other);
			return fail(err, STATE, "subnet %s overlaps %s of network %s", own, other,
				    network->name);
		}
	}
	for (size_t i = 0; i < taken->route_count; i++) {
		if (!inet_overlap(subnet, &taken->routes[i]))
			continue;
		inet_text_with_prefix(&taken->routes[i], other);
		return fail(err, STATE, "subnet %s overlaps %s, to which the host has a route", own,
			    other);
	}
	return 0;
}

/* ---- one subnet ---------------------------------------------------------------------------- */

/* The gateway first; the network's own address and the broadcast are nobody's. */
static void fill_in(struct network_subnet *subnet)
{
	struct inet last = inet_last(&subnet->subnet);

	subnet->gateway = inet_step(&subnet->subnet, 1);
	subnet->first = inet_step(&subnet->subnet, 1);
	subnet->last = subnet->subnet.family == AF_INET ? inet_step(&last, -1) : last;
	/* Each of them stands for itself alone. */
	subnet->gateway.prefix = subnet->first.prefix = subnet->last.prefix =
		(uint8_t)(inet_size(&subnet->subnet) * 8);
}

static int add_asked(const char *text, const struct taken_subnets *taken, struct network *network,
		     struct error *err)
{
	struct network_subnet *added = &network->subnets[network->subnet_count];
	struct inet subnet, first;
	char proper[INET_TEXT];

	if (inet_read_with_prefix(text, &subnet))
		return fail(err, USAGE, "--subnet %s: a subnet such as 10.1.2.0/24 is expected",
			    text);
	first = inet_first(&subnet);
	if (!inet_equal(&first, &subnet))
		return fail(err, USAGE, "--subnet %s: this is an address in %s", text,
			    inet_text_with_prefix(&first, proper));
	if (subnet.prefix > (subnet.family == AF_INET ? LONGEST_PREFIX_V4 : LONGEST_PREFIX_V6))
		return fail(err, USAGE, "--subnet %s: there is no room for a container", text);
	if (network->subnet_count == NETWORK_MOST_SUBNETS)
		return fail(err, USAGE, "a network has at most %d subnets", NETWORK_MOST_SUBNETS);
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (inet_overlap(&subnet, &network->subnets[i].subnet))
			return fail(err, USAGE, "--subnet %s overlaps another --subnet", text);
	}
	if (check_free(&subnet, taken, err))
		return -1;
	added->subnet = subnet;
	fill_in(added);
	network->subnet_count++;
	return 0;
}

/* ---- chosen ones --------------------------------------------------------------------------- */

static int choose_v4(const struct taken_subnets *taken, struct network *network, struct error *err)
{
	/* Each a place to begin and a number of subnets of 256 addresses. */
	static const struct {
		const char *first;
		int count;
	} pools[] = {
		{"10.77.0.0/24",     51 * 256},
		{"172.20.0.0/24",    12 * 256},
		{"192.168.128.0/24", 128     },
	};
	struct network_subnet *chosen = &network->subnets[network->subnet_count];

	for (size_t i = 0; i < COUNT(pools); i++) {
		(void)inet_read_with_prefix(pools[i].first, &chosen->subnet);
		for (int j = 0; j < pools[i].count; j++) {
			struct error occupied = NO_ERROR;

			if (check_free(&chosen->subnet, taken, &occupied) == 0) {
				fill_in(chosen);
				network->subnet_count++;
				return 0;
			}
			chosen->subnet = inet_step(&chosen->subnet, 256);
		}
	}
	return fail(err, STATE, "no subnet is free: give one with --subnet");
}

static int choose_v6(const struct taken_subnets *taken, struct network *network, struct error *err)
{
	struct network_subnet *chosen = &network->subnets[network->subnet_count];

	if (network->subnet_count == NETWORK_MOST_SUBNETS)
		return fail(err, USAGE, "a network has at most %d subnets", NETWORK_MOST_SUBNETS);
	chosen->subnet = (struct inet){.family = AF_INET6, .prefix = 64, .bytes = {0xfd}};
	if (getrandom(chosen->subnet.bytes + 1, 5, 0) != 5)
		return fail(err, SYSTEM, "choose an IPv6 subnet");
	if (check_free(&chosen->subnet, taken, err))
		return -1;
	fill_in(chosen);
	network->subnet_count++;
	return 0;
}

/* ---- gateways and ranges ------------------------------------------------------------------- */

static struct network_subnet *subnet_of(struct network *network, const struct inet *address)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (inet_covers(&network->subnets[i].subnet, address))
			return &network->subnets[i];
	}
	return NULL;
}

static int set_gateway(const char *text, struct network *network, struct error *err)
{
	struct network_subnet *subnet, usual;
	struct inet gateway;

	if (inet_read(text, &gateway))
		return fail(err, USAGE, "--gateway %s: an address is expected", text);
	subnet = subnet_of(network, &gateway);
	if (!subnet)
		return fail(err, USAGE, "--gateway %s lies in no subnet of the network", text);
	usual = *subnet;
	fill_in(&usual);
	if (inet_compare(&gateway, &usual.first) < 0 || inet_compare(&gateway, &usual.last) > 0)
		return fail(err, USAGE, "--gateway %s is no address that a host can have", text);
	subnet->gateway = gateway;
	return 0;
}

static int set_range(const char *text, struct network *network, struct error *err)
{
	struct network_subnet *subnet;
	struct inet range, first, last;

	if (inet_read_with_prefix(text, &range))
		return fail(err, USAGE, "--ip-range %s: a range such as 10.1.2.128/25 is expected",
			    text);
	subnet = subnet_of(network, &range);
	if (!subnet || range.prefix < subnet->subnet.prefix)
		return fail(err, USAGE, "--ip-range %s lies in no subnet of the network", text);
	first = inet_first(&range);
	last = inet_last(&range);
	first.prefix = last.prefix = subnet->first.prefix;
	/* At the edges of the subnet there are addresses that nobody has. */
	if (inet_compare(&first, &subnet->first) > 0)
		subnet->first = first;
	if (inet_compare(&last, &subnet->last) < 0)
		subnet->last = last;
	if (inet_compare(&subnet->first, &subnet->last) > 0 ||
	    (inet_equal(&subnet->first, &subnet->last) &&
	     inet_equal(&subnet->first, &subnet->gateway)))
		return fail(err, USAGE, "--ip-range %s: there is no address for a container", text);
	return 0;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool has_family(const struct network *network, int family)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (network->subnets[i].subnet.family == family)
			return true;
	}
	return false;
}

int subnets_choose(const struct network_request *request, const struct taken_subnets *taken,
		   struct network *network, struct error *err)
{
	for (size_t i = 0; i < request->subnets.count; i++) {
		if (add_asked(request->subnets.items[i], taken, network, err))
			return -1;
	}
	if (!network->subnet_count && choose_v4(taken, network, err))
		return -1;
	if (request->ipv6 && !has_family(network, AF_INET6) && choose_v6(taken, network, err))
		return -1;
	for (size_t i = 0; i < request->gateways.count; i++) {
		if (set_gateway(request->gateways.items[i], network, err))
			return -1;
	}
	for (size_t i = 0; i < request->ranges.count; i++) {
		if (set_range(request->ranges.items[i], network, err))
			return -1;
	}
	return 0;
}
