/*
 * plan_network.c - which networks a container is plugged into, and what is published
 *
 * What a network is like is not looked at here: that is read under the lock, when the container
 * is plugged in. What is decided is all that the command line and the bundle say.
 */
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>

#include "annotation.h"
#include "error.h"
#include "inet.h"
#include "names.h"
#include "network_annotation.h"
#include "network_words.h"
#include "plan.h"
#include "port_words.h"
#include "rate.h"
#include "text.h"

/* ---- names of devices ---------------------------------------------------------------------- */

static bool is_taken(const struct plan *plan, const char *interface)
{
	const struct spec_linux *config = plan->spec->linux;

	for (size_t i = 0; i < plan->network.attachment_count; i++) {
		if (text_equal(plan->network.attachments[i].interface, interface))
			return true;
	}
	for (size_t i = 0; i < config->net_device_count; i++) {
		const struct spec_net_device *device = &config->net_devices[i];

		if (text_equal(device->name ? device->name : device->host_name, interface))
			return true;
	}
	return false;
}

/* eth0, eth1 and so on, whatever else the container has. */
static void name_interfaces(struct plan *plan)
{
	unsigned next = 0;

	for (size_t i = 0; i < plan->network.attachment_count; i++) {
		struct attachment_request *request = &plan->network.attachments[i];
		char name[DEVICE_NAME_ROOM];

		if (request->interface)
			continue;
		do
			snprintf(name, sizeof(name), "eth%u", next++);
		while (is_taken(plan, name));
		request->interface = arena_text(plan->arena, name);
	}
}

/* ---- the plan ------------------------------------------------------------------------------ */

static int check_twice(const struct network_plan *network, struct error *err)
{
	for (size_t i = 0; i < network->attachment_count; i++) {
		const struct attachment_request *one = &network->attachments[i];

		for (size_t j = 0; j < i; j++) {
			const struct attachment_request *other = &network->attachments[j];

			if (strcmp(one->network, other->network) == 0)
				return fail(err, USAGE, "network %s is asked for twice",
					    one->network);
			if (strcmp(one->interface, other->interface) == 0)
				return fail(err, USAGE, "two networks are to have the device %s",
					    one->interface);
		}
	}
	return 0;
}

static int check_namespace(const struct plan *plan, struct error *err)
{
	if (plan->namespaces.made & CLONE_NEWNET)
		return 0;
	if (plan->namespaces.joined & CLONE_NEWNET)
		return fail(
			err, REFUSED,
			"the network namespace is given by its path: it belongs to whoever made "
			"it, and berth plugs nothing into it");
	return fail(err, SPEC,
		    "the container has the host's network namespace: networks and published ports "
		    "need a new one in linux.namespaces");
}

/*
 * The command line goes before the bundle. In a pod every container comes with the pod's
 * annotations, and all but the first join its namespace: for them there is nothing to do.
 */
static int read_annotation(struct plan *plan, bool *foreign, struct error *err)
{
	const char *value = annotation_value(plan->spec, NETWORK_ANNOTATION);

	if (!value || plan->network.words.count || !(plan->namespaces.made & CLONE_NEWNET))
		return 0;
	*foreign = true;
	return network_annotation_read(plan->arena, value, &plan->network, err);
}

int network_plan(struct plan *plan, struct error *err)
{
	struct network_plan *network = &plan->network;
	bool foreign = false;

	if (read_annotation(plan, &foreign, err))
		return -1;
	for (size_t i = 0; i < network->words.count; i++) {
		struct attachment_request *request =
			ARENA_ADD(plan->arena, network->attachments, network->attachment_count);

		request->foreign = foreign;
		if (network_words_read(plan->arena, network->words.items[i], request, err))
			return -1;
	}
	for (size_t i = 0; i < network->ports.count; i++) {
		if (port_words_read(plan->arena, network->ports.items[i], &network->published, err))
			return -1;
	}
	if (!network->attachment_count && !network->published.count)
		return names_plan(plan, err);
	if (!network->attachment_count)
		return fail(err, USAGE,
			    "--publish needs a network to lead to: --network %s is always there",
			    NETWORK_DEFAULT);
	if (plan->caller.standing == ORDINARY_USER)
		return fail(
			err, REFUSED,
			"networks of berth's own need root: an ordinary user may not change the "
			"host's devices");
	name_interfaces(plan);
	if (check_twice(network, err) || check_namespace(plan, err))
		return -1;
	return names_plan(plan, err);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void print_request(const struct attachment_request *request, struct text *out)
{
	char text[INET_TEXT], rate[RATE_TEXT];

	text_format(out, "network %s as %s\n", request->network, request->interface);
	for (size_t i = 0; i < 2; i++) {
		if (request->ip[i].family)
			text_format(out, "  address %s\n", inet_text(&request->ip[i], text));
	}
	if (memcmp(request->mac, (const uint8_t[6]){0}, sizeof(request->mac)) != 0)
		text_format(out, "  mac %s\n", mac_text(request->mac, text));
	for (size_t i = 0; i < request->aliases.count; i++)
		text_format(out, "  alias %s\n", request->aliases.items[i]);
	if (request->rates.in)
		text_format(out, "  rate in %s\n", rate_text(request->rates.in, rate));
	if (request->rates.out)
		text_format(out, "  rate out %s\n", rate_text(request->rates.out, rate));
}

static void print_port(const struct published_port *port, struct text *out)
{
	char text[INET_TEXT];

	text_add(out, "publish ");
	if (port->host.family)
		text_format(out, "%s port ", inet_text(&port->host, text));
	if (port->host_port)
		text_format(out, "%d", port->host_port);
	else
		text_add(out, "any");
	text_format(out, "/%s as port %d\n", protocol_name(port->protocol), port->port);
}

void network_print(const struct plan *plan, struct text *out)
{
	for (size_t i = 0; i < plan->network.attachment_count; i++)
		print_request(&plan->network.attachments[i], out);
	for (size_t i = 0; i < plan->network.published.count; i++)
		print_port(&plan->network.published.items[i], out);
	names_print(plan, out);
}
