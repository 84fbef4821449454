/*
 * network_repair.c - what is not as it should be: found, and set right
 *
 * Only networks that are set up are looked at: those whose bridge is there, or that have members.
 * To set right, most is simply done again; what cannot be, such as a limit, only where it is lost.
 * What belongs to attachments that are dead is gone before either looks.
 */
#include <errno.h>

#include "error.h"
#include "findings.h"
#include "inet.h"
#include "leases.h"
#include "link.h"
#include "netlink_batch.h"
#include "rate.h"
#include "responder_start.h"
#include "text.h"
#include "vxlan.h"

static int begin(struct looking *looking, struct network_store *store, struct error *err)
{
	struct networks all = {.count = 0};

	looking->store = store;
	if (store_lock(store, err) ||
	    attachments_load(store, looking->arena, &looking->attachments, err) ||
	    networks_load(store, looking->arena, &all, err) ||
	    links_list(looking->arena, &looking->links, err))
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		struct network *network = all.items[i];

		if (link_find(&looking->links, network->bridge) ||
		    attachments_count(&looking->attachments, network->name))
			*ARENA_ADD(looking->arena, looking->networks.items,
				   looking->networks.count) = network;
		else
			*ARENA_ADD(looking->arena, looking->idle.items, looking->idle.count) =
				network;
	}
	return 0;
}

/* ---- check --------------------------------------------------------------------------------- */

static int look(struct looking *looking, struct error *err)
{
	for (size_t i = 0; i < looking->networks.count; i++) {
		if (look_at_network(looking, looking->networks.items[i], err))
			return -1;
	}
	for (size_t i = 0; i < looking->attachments.count; i++)
		look_at_member(looking, looking->attachments.items[i]);
	look_for_foreign(looking);
	return looking->networks.count ? look_at_firewall(looking, err) : 0;
}

int network_check(struct arena *arena, const char *name, struct network_findings *findings,
		  struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct network_findings all = {.count = 0};
	struct looking looking = {.arena = arena, .findings = &all};
	struct network *asked;

	if (begin(&looking, &store, err) ||
	    (name && network_load(&store, arena, name, &asked, err)) || look(&looking, err))
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		const struct network_finding *finding = &all.items[i];

		if (!name || text_equal(finding->network, name) ||
		    text_equal(finding->network, "-"))
			*ARENA_ADD(arena, findings->items, findings->count) = *finding;
	}
	return 0;
}

/* ---- reload -------------------------------------------------------------------------------- */

static int remove_foreign(const struct looking *looking, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < looking->links.count; i++) {
		if (is_foreign(&looking->attachments, &looking->links.items[i]))
			link_add_removal(&batch, looking->links.items[i].index);
	}
	gone_veths_add_removal(&batch, &looking->links);
	batch.forgiven = ENODEV;
	return batch_send(&batch, NETLINK_ROUTE, err);
}

static int set_right_member(const struct looking *looking, const struct attachment *attachment,
			    struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	if (!link_index(attachment->veth))
		return 0; /* it has died meanwhile */
	bridge_port_add_again(&batch, attachment);
	if (batch_send(&batch, NETLINK_ROUTE, err) ||
	    (!is_shaped(attachment) && shape_again(attachment, err)))
		return -1;
	for (size_t i = 0; i < attachment->address_count; i++) {
		if (lease_restore(looking->store, attachment->network, &attachment->addresses[i],
				  attachment->veth, err))
			return -1;
	}
	return 0;
}

/* Where there are members, somebody answers them. */
static int set_right_answers(const struct looking *looking, const struct network_store *store,
			     struct error *err)
{
	struct networks lived_in = {.count = 0};

	for (size_t i = 0; i < looking->networks.count; i++) {
		struct network *network = looking->networks.items[i];
		bool members = false;

		for (size_t j = 0; j < looking->attachments.count; j++)
			members |=
				text_equal(looking->attachments.items[j]->network, network->name);
		if (members)
			*ARENA_ADD(looking->arena, lived_in.items, lived_in.count) = network;
	}
	return responders_ensure(store, looking->arena, &lived_in, err);
}

int network_reload(struct arena *arena, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct looking looking = {.arena = arena};

	if (begin(&looking, &store, err) || busy_begin(&store, NULL, err) ||
	    store_remove_unfinished(&store, err) || remove_foreign(&looking, err))
		return -1;
	for (size_t i = 0; i < looking.networks.count; i++) {
		struct network *network = looking.networks.items[i];

		if (network_up(&store, arena, network, err) ||
		    network_settle(&store, network, err) ||
		    (network->vxlan.id && vxlan_up(network, err)))
			return fail_during(err, "network %s", network->name);
	}
	for (size_t i = 0; i < looking.attachments.count; i++) {
		const struct attachment *attachment = looking.attachments.items[i];

		if (set_right_member(&looking, attachment, err))
			return fail_during(err, "container %s", attachment_container(attachment));
	}
	if (set_right_answers(&looking, &store, err) || firewall_settle(&store, arena, err))
		return -1;
	busy_end(&store);
	return 0;
}
