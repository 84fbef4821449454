/*
 * attach_inside.c - the container's end of its attachments
 */
#include <fcntl.h>

#include "alloc.h"
#include "attach.h"
#include "error.h"
#include "host_setting.h"
#include "kernel.h"
#include "link.h"
#include "netlink_batch.h"
#include "visit.h"

/*
 * A member takes no neighbour's word for a route. Of IPv4's redirects a host heeds those that
 * either of two settings lets through, and that of all devices is on in a namespace that is new;
 * both are off then. Without an address of IPv6 it has none of it.
 */
static int settle_settings(int proc, const struct attachment *attachment, struct error *err)
{
	static const struct device_setting v4[] = {
		{"ipv4", "accept_redirects", "0"},
	};
	static const struct device_setting v6[] = {
		{"ipv6", "accept_ra",        "0"},
		{"ipv6", "accept_redirects", "0"},
		{"ipv6", "accept_dad",       "0"},
	};
	static const struct device_setting no_v6[] = {
		{"ipv6", "disable_ipv6", "1"},
	};
	const char *device = attachment->interface;

	if (device_settings_write(proc, "all", v4, COUNT(v4), err) ||
	    device_settings_write(proc, device, v4, COUNT(v4), err))
		return -1;
	return attachment_address(attachment, AF_INET6)
		       ? device_settings_write(proc, device, v6, COUNT(v6), err)
		       : device_settings_write(proc, device, no_v6, COUNT(no_v6), err);
}

/*
 * In the /proc that all share, the kernel keeps an entry "eth0" for each namespace in which
 * somebody has looked, all in one chain that it walks: with a thousand containers that took two
 * milliseconds of each new one.
 */
int inside_proc(struct error *err)
{
	int proc = sys_new_filesystem("proc", NULL, 0, 0);

	if (proc < 0)
		proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return proc < 0 ? fail(err, SYSTEM, "open /proc") : proc;
}

static int settle(const void *data, struct error *err)
{
	const struct attaching *attaching = data;
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attaching->made.count; i++) {
		const struct attachment *attachment = attaching->made.items[i];
		unsigned index = link_index(attachment->interface);

		if (settle_settings(attaching->proc, attachment, err))
			return -1;
		for (size_t j = 0; j < attachment->address_count; j++)
			address_add(&batch, index, &attachment->addresses[j]);
		link_add_up(&batch, index);
		for (size_t j = 0; j < attachment->gateway_count; j++)
			route_add_default(&batch, index, &attachment->gateways[j],
					  attachment->metric);
	}
	return batch_send(&batch, NETLINK_ROUTE, err);
}

int inside_settle(const struct attaching *attaching, struct error *err)
{
	return namespace_visit(attaching->namespace, settle, attaching, err);
}
