/*
 * network_look.c - are devices, addresses, routes, sysctls and leases as they should be?
 */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "findings.h"
#include "host_setting.h"
#include "inet.h"
#include "leases.h"
#include "link.h"
#include "netlink.h"
#include "rate.h"
#include "responder_start.h"
#include "text.h"

void finding_add(struct looking *looking, const char *network, const char *state,
		 const char *format, ...)
{
	struct network_finding *finding =
		ARENA_ADD(looking->arena, looking->findings->items, looking->findings->count);
	auto_text struct text sentence = NO_TEXT;
	va_list args;

	va_start(args, format);
	text_vformat(&sentence, format, args);
	va_end(args);
	finding->network = network ? network : "-";
	finding->state = state;
	finding->sentence = arena_text(looking->arena, text_string(&sentence));
}

/* ---- addresses and routes ------------------------------------------------------------------ */

/* Whether the kernel lists one for this device. */
struct seeking {
	unsigned index;
	const struct inet *address; /* its prefix is a route's */
	bool found;
};

static int match_address(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	struct seeking *seeking = data;
	const struct nlattr *attribute;

	if (header->ifa_index != seeking->index ||
	    header->ifa_prefixlen != seeking->address->prefix)
		return MNL_CB_OK;
	mnl_attr_for_each(attribute, message, sizeof(*header)) {
		if (mnl_attr_get_type(attribute) == IFA_ADDRESS)
			seeking->found |=
				memcmp(mnl_attr_get_payload(attribute), seeking->address->bytes,
				       mnl_attr_get_payload_len(attribute)) == 0;
	}
	return MNL_CB_OK;
}

static int match_route(const struct nlmsghdr *message, void *data)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(message);
	struct seeking *seeking = data;
	const struct nlattr *attribute;
	bool device = false, destination = false;

	if (header->rtm_table != RT_TABLE_MAIN || header->rtm_dst_len != seeking->address->prefix)
		return MNL_CB_OK;
	mnl_attr_for_each(attribute, message, sizeof(*header)) {
		if (mnl_attr_get_type(attribute) == RTA_OIF)
			device = mnl_attr_get_u32(attribute) == seeking->index;
		if (mnl_attr_get_type(attribute) == RTA_DST)
			destination =
				memcmp(mnl_attr_get_payload(attribute), seeking->address->bytes,
				       mnl_attr_get_payload_len(attribute)) == 0;
	}
	seeking->found |= device && destination;
	return MNL_CB_OK;
}

static int seek_address(struct seeking *seeking, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->ifa_family = (uint8_t)seeking->address->family;
	if (netlink_ask(message, match_address, seeking, err))
		return fail_during(err, "list the host's addresses");
	return 0;
}

static int seek_route(struct seeking *seeking, struct error *err)
{
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, RTM_GETROUTE, NLM_F_DUMP);
	struct rtmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->rtm_family = (uint8_t)seeking->address->family;
	if (netlink_ask(message, match_route, seeking, err))
		return fail_during(err, "list the host's routes");
	return 0;
}

static int look_at_subnet(struct looking *looking, const struct network *network,
			  const struct network_subnet *subnet, struct error *err)
{
	struct inet gateway = subnet->gateway;
	struct seeking address = {link_index(network->bridge), &gateway, false};
	struct seeking route = {address.index, &subnet->subnet, false};
	char text[INET_TEXT];

	gateway.prefix = subnet->subnet.prefix;
	if (seek_address(&address, err) || seek_route(&route, err))
		return -1;
	if (!address.found)
		finding_add(looking, network->name, STATE_MISSING, "%s has no address %s",
			    network->bridge, inet_text_with_prefix(&gateway, text));
	else if (!route.found)
		finding_add(looking, network->name, STATE_MISSING, "there is no route to %s by %s",
			    inet_text_with_prefix(&subnet->subnet, text), network->bridge);
	return 0;
}

/* ---- networks ------------------------------------------------------------------------------ */

static void look_at_setting(struct looking *looking, const char *network, const char *path,
			    const char *wanted)
{
	auto_text struct text file = NO_TEXT, value = NO_TEXT;

	text_format(&file, "/proc/sys/%s", path);
	if (file_read(AT_FDCWD, file.start, 64, &value))
		return; /* a kernel without IPv6 */
	if (value.length && value.start[value.length - 1] == '\n')
		value.start[--value.length] = '\0';
	if (!text_equal(text_string(&value), wanted))
		finding_add(looking, network, STATE_CHANGED, "%s is %s instead of %s", file.start,
			    text_string(&value), wanted);
}

static void look_at_settings(struct looking *looking, const struct network *network)
{
	struct bridge_settings settings = bridge_settings(network);

	for (size_t i = 0; i < settings.count; i++) {
		const struct device_setting *setting = &settings.items[i];
		auto_text struct text path = NO_TEXT;

		text_format(&path, "net/%s/conf/%s/%s", setting->family, network->bridge,
			    setting->name);
		look_at_setting(looking, network->name, path.start, setting->value);
	}
	for (size_t i = 0; i < settings.host_count; i++)
		look_at_setting(looking, network->name, settings.host[i], "1");
}

static void look_at_vxlan(struct looking *looking, const struct network *network,
			  const struct link_seen *bridge)
{
	const struct link_seen *device;

	if (!network->vxlan.id)
		return;
	device = link_find(&looking->links, network->vxlan.device);
	if (!device)
		finding_add(looking, network->name, STATE_MISSING,
			    "there is no device %s to other hosts", network->vxlan.device);
	else if (!device->up || device->master != bridge->index)
		finding_add(looking, network->name, STATE_CHANGED,
			    "the device %s to other hosts is down, or not plugged into %s",
			    network->vxlan.device, network->bridge);
}

int look_at_network(struct looking *looking, const struct network *network, struct error *err)
{
	const struct link_seen *bridge = link_find(&looking->links, network->bridge);

	if (!bridge) {
		finding_add(looking, network->name, STATE_MISSING, "there is no bridge %s",
			    network->bridge);
		return 0;
	}
	if (!bridge->up)
		finding_add(looking, network->name, STATE_CHANGED, "the bridge %s is down",
			    network->bridge);
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (look_at_subnet(looking, network, &network->subnets[i], err))
			return -1;
	}
	look_at_vxlan(looking, network, bridge);
	look_at_settings(looking, network);
	return 0;
}

/* ---- members ------------------------------------------------------------------------------- */

static void look_at_port(struct looking *looking, const struct attachment *attachment,
			 const char *id)
{
	const struct link_seen *bridge = link_find(&looking->links, attachment->bridge);
	const struct link_seen *veth = link_find(&looking->links, attachment->veth);

	if (!veth)
		return; /* it has died since */
	if (!veth->up)
		finding_add(looking, attachment->network, STATE_CHANGED,
			    "the device %s of container %s is down", attachment->veth, id);
	if (!bridge)
		return;
	if (veth->master != bridge->index)
		finding_add(looking, attachment->network, STATE_CHANGED,
			    "the device %s of container %s is not plugged into %s",
			    attachment->veth, id, attachment->bridge);
	else if (veth->isolated != attachment->isolated || !veth->hairpin)
		finding_add(looking, attachment->network, STATE_CHANGED,
			    "the port %s of container %s is set up otherwise than berth does it",
			    attachment->veth, id);
}

static bool is_answered(const struct looking *looking, const struct attachment *attachment)
{
	for (size_t i = 0; attachment->dns && i < looking->networks.count; i++) {
		const struct network *network = looking->networks.items[i];

		if (text_equal(network->name, attachment->network))
			return responder_port(looking->store, network);
	}
	return true;
}

void look_at_member(struct looking *looking, const struct attachment *attachment)
{
	const char *id = attachment_container(attachment);

	look_at_port(looking, attachment, id);
	if (!is_shaped(attachment))
		finding_add(looking, attachment->network, STATE_MISSING,
			    "the limits of container %s are not all there", id);
	if (!is_answered(looking, attachment))
		finding_add(looking, attachment->network, STATE_MISSING,
			    "nobody answers container %s for names", id);
	for (size_t i = 0; i < attachment->address_count; i++) {
		char holder[DEVICE_NAME_ROOM], text[INET_TEXT];

		lease_holder(looking->store, attachment->network, &attachment->addresses[i],
			     holder);
		if (!text_equal(holder, attachment->veth))
			finding_add(looking, attachment->network, STATE_MISSING,
				    "the address %s of container %s is not leased to it",
				    inet_text(&attachment->addresses[i], text), id);
	}
}

/* ---- foreign ------------------------------------------------------------------------------- */

bool is_foreign(const struct attachments *attachments, const struct link_seen *link)
{
	size_t prefix = strlen(VETH_PREFIX);

	if (!text_starts_with(link->alias, ALIAS_PREFIX) ||
	    (!text_starts_with(link->name, VETH_PREFIX) &&
	     !text_starts_with(link->name, SHAPER_PREFIX)))
		return false;
	for (size_t i = 0; i < attachments->count; i++) {
		if (text_equal(attachments->items[i]->veth + prefix, link->name + prefix))
			return false;
	}
	return true;
}

void look_for_foreign(struct looking *looking)
{
	for (size_t i = 0; i < looking->links.count; i++) {
		const struct link_seen *link = &looking->links.items[i];

		if (is_foreign(&looking->attachments, link))
			finding_add(looking, NULL, STATE_FOREIGN,
				    "there is a device %s (%s), of which nothing is known",
				    link->name, link->alias);
	}
}
