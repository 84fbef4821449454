/*
 * detach.c - what there is of attachments is taken away
 *
 * What is kept of an attachment goes last: until nothing is left of its ports and devices, it
 * says which they are, and nobody else is given its addresses.
 *
 * To remove a veth takes the kernel tens of milliseconds. The one of a container that has ended
 * goes by itself, with its network namespace; but not at once, and not as long as anything holds on
 * to that: a connection whose last bytes nobody has taken, a socket that was handed to another
 * process, somebody who has come in from outside. Until then it would answer for addresses that may
 * be another's by now. So its port is closed, and what is still there when somebody clears up is
 * removed (network_sweep.c).
 */
#include <errno.h>
#include <sys/socket.h>

#include "attach.h"
#include "error.h"
#include "link.h"
#include "netlink_batch.h"
#include "nft_table.h"
#include "rate.h"

/* Not those that lead elsewhere: they are somebody else's, who was first. */
static int add_port(struct netlink_batch *batch, const struct published_port *port,
		    const struct inet *to, struct error *err)
{
	bool leads;

	if (!to || (port->host.family && port->host.family != to->family))
		return 0;
	if (nft_elements_leads_to(port, to, &leads, err))
		return -1;
	if (leads)
		nft_elements_remove_port(batch, port, to->family);
	return 0;
}

static int unpublish(const struct attachments *attachments, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];

		for (size_t j = 0; j < attachment->published.count; j++) {
			const struct published_port *port = &attachment->published.items[j];

			if (add_port(&batch, port, attachment_address(attachment, AF_INET), err) ||
			    add_port(&batch, port, attachment_address(attachment, AF_INET6), err))
				return -1;
		}
	}
	return batch_send(&batch, NETLINK_NETFILTER, err);
}

static int take_from_bridge(const struct attachments *attachments, enum veth_fate fate,
			    struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];

		shaper_add_removal(&batch, attachment);
		if (fate == VETH_REMOVED)
			link_add_removal_of(&batch, attachment->veth);
		else
			bridge_port_add_closing(&batch, attachment);
	}
	batch.forgiven = ENODEV; /* one that has gone with its namespace, just now */
	return batch_send(&batch, NETLINK_ROUTE, err);
}

/* One that somebody has taken off its bridge has no port to close. */
static int take_links(const struct attachments *attachments, enum veth_fate fate, struct error *err)
{
	if (take_from_bridge(attachments, fate, err) == 0)
		return 0;
	if (fate == VETH_REMOVED)
		return -1;
	fail_clear(err);
	return take_from_bridge(attachments, VETH_REMOVED, err);
}

int detach(const struct network_store *store, const struct attachments *attachments,
	   enum veth_fate fate, struct error *err)
{
	size_t left = 0;
	int failed;

	if (unpublish(attachments, err) || firewall_unpin(attachments, err))
		return -1;
	failed = take_links(attachments, fate, err);
	for (size_t i = 0; i < attachments->count; i++) {
		/* A device may go by itself in between: with its namespace, when INIT ends. */
		if (failed && link_index(attachments->items[i]->veth))
			left++;
		else
			attachment_forget(store, attachments->items[i]);
	}
	if (left)
		return -1;
	fail_clear(err);
	return 0;
}
