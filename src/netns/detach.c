/*
 * detach.c - what there is of attachments is taken away
 *
 * What is kept of an attachment goes last: until nothing is left of its ports and devices, it
 * says which they are, and nobody else is given its addresses.
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

static int remove_links(const struct attachments *attachments, bool veths, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];
		unsigned index = veths ? link_index(attachment->veth) : 0;

		shaper_add_removal(&batch, attachment);
		if (index)
			link_add_removal(&batch, index);
	}
	if (batch_send(&batch, NETLINK_ROUTE, err) == 0)
		return 0;
	if (err->system != ENODEV)
		return -1;
	fail_clear(err); /* it has gone with its namespace, just now */
	return 0;
}

int detach(const struct network_store *store, const struct attachments *attachments, bool links,
	   struct error *err)
{
	size_t left = 0;
	int failed;

	if (unpublish(attachments, err) || firewall_unpin(attachments, err))
		return -1;
	failed = remove_links(attachments, links, err);
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
