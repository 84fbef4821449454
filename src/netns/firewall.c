/*
 * firewall.c - berth's table, filled with what there is
 */
#include <errno.h>
#include <sys/socket.h>

#include "alloc.h"
#include "attachment_store.h"
#include "error.h"
#include "nft_table.h"
#include "responder_start.h"
#include "text.h"

static int explain(struct error *err)
{
	if (err->system == EOPNOTSUPP || err->system == EINVAL || err->system == ENOENT)
		return fail_cure(err,
				 "the kernel needs nf_tables with inet, nat, masquerade, fib and "
				 "connection tracking (CONFIG_NF_TABLES and what belongs to it)");
	return -1;
}

static void add_ports(struct netlink_batch *batch, const struct attachment *attachment)
{
	static const int families[] = {AF_INET, AF_INET6};

	for (size_t i = 0; i < attachment->published.count; i++) {
		const struct published_port *port = &attachment->published.items[i];

		for (size_t j = 0; j < COUNT(families); j++) {
			const struct inet *to = attachment_address(attachment, families[j]);

			if (to && (!port->host.family || port->host.family == families[j]))
				nft_elements_add_port(batch, port, to, false);
		}
	}
}

static void add_names(const struct network_store *store, struct netlink_batch *batch,
		      const struct network *network)
{
	uint16_t port = network->dns ? responder_last_port(store, network) : 0;

	for (size_t i = 0; port && i < network->subnet_count; i++)
		nft_elements_add_names(batch, network->bridge, &network->subnets[i].gateway, port);
}

void firewall_add_network(const struct network_store *store, struct netlink_batch *batch,
			  const struct network *network, const struct attachments *attachments)
{
	nft_elements_add_network(batch, network);
	add_names(store, batch, network);
	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];

		if (!text_equal(attachment->network, network->name))
			continue;
		add_ports(batch, attachment);
		if (attachment->strict)
			nft_elements_add_pins(batch, attachment);
	}
}

/*
 * The guard is a table of its own, in a family that a kernel may be made without: who has no strict
 * network does not need it.
 */
static int rebuild_guard(const struct networks *networks, const struct attachments *attachments,
			 struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH, removal = NO_BATCH;
	struct error none = NO_ERROR;
	bool strict = false;

	for (size_t i = 0; i < networks->count; i++)
		strict |= networks->items[i]->strict;
	if (!strict) {
		nft_table_add_removal(&removal, &nft_guard);
		(void)batch_send(&removal, NETLINK_NETFILTER, &none);
		return 0;
	}
	nft_table_add(&batch, &nft_guard);
	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];

		if (attachment->strict)
			nft_elements_add_pins(&batch, attachment);
	}
	if (batch_send(&batch, NETLINK_NETFILTER, err))
		return fail_cure(err, "strict networks need nf_tables for bridges "
				      "(CONFIG_NF_TABLES_BRIDGE)");
	return 0;
}

int firewall_pin(const struct network_store *store, struct arena *arena,
		 const struct attachments *made, struct error *err)
{
	for (int tries = 0;; tries++) {
		auto_batch struct netlink_batch batch = NO_BATCH;

		for (size_t i = 0; i < made->count; i++) {
			if (made->items[i]->strict)
				nft_elements_add_pins(&batch, made->items[i]);
		}
		if (batch_send(&batch, NETLINK_NETFILTER, err) == 0)
			return 0;
		/* Somebody has taken the table away. */
		if (tries || err->system != ENOENT)
			return -1;
		fail_clear(err);
		if (firewall_rebuild(store, arena, err))
			return -1;
	}
}

int firewall_unpin(const struct attachments *attachments, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < attachments->count; i++) {
		if (attachments->items[i]->strict)
			nft_elements_remove_pins(&batch, attachments->items[i]);
	}
	if (batch_send(&batch, NETLINK_NETFILTER, err) == 0)
		return 0;
	if (err->system != ENOENT)
		return -1;
	fail_clear(err); /* there is no table */
	return 0;
}

int firewall_rebuild(const struct network_store *store, struct arena *arena, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct attachments attachments = {.count = 0};
	struct networks networks = {.count = 0};

	if (attachments_load(store, arena, &attachments, err) ||
	    networks_load(store, arena, &networks, err))
		return -1;
	nft_table_add(&batch, &nft_firewall);
	for (size_t i = 0; i < networks.count; i++) {
		nft_elements_add_network(&batch, networks.items[i]);
		add_names(store, &batch, networks.items[i]);
	}
	/* Those that are being made publish their ports themselves: a port may be another's. */
	for (size_t i = 0; i < attachments.count; i++) {
		if (strings_find(&store->making, attachments.items[i]->veth) < 0)
			add_ports(&batch, attachments.items[i]);
	}
	if (batch_send(&batch, NETLINK_NETFILTER, err))
		return explain(err);
	return rebuild_guard(&networks, &attachments, err);
}

int firewall_remove(struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH, guard = NO_BATCH;
	struct error none = NO_ERROR; /* of a family that the kernel may be without */

	nft_table_add_removal(&guard, &nft_guard);
	(void)batch_send(&guard, NETLINK_NETFILTER, &none);
	nft_table_add_removal(&batch, &nft_firewall);
	return batch_send(&batch, NETLINK_NETFILTER, err) ? explain(err) : 0;
}
