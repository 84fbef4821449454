/*
 * memberships.c - the networks that a container is on, for its files of names
 */
#include "error.h"
#include "names.h"
#include "responder_start.h"

void membership_add(const struct network_store *store, struct arena *arena,
		    struct memberships *memberships, const struct network *network,
		    const struct attachment *attachment)
{
	*ARENA_ADD(arena, memberships->items, memberships->count) = (struct membership){
		.network = network,
		.attachment = attachment,
		.served = network->dns && (network->served || responder_port(store, network)),
	};
}

int memberships_load(const struct network_store *store, struct arena *arena,
		     const struct attachments *attachments, struct memberships *memberships,
		     struct error *err)
{
	for (size_t i = 0; i < attachments->count; i++) {
		const struct attachment *attachment = attachments->items[i];
		struct network *network;

		if (network_load(store, arena, attachment->network, &network, err))
			return -1;
		membership_add(store, arena, memberships, network, attachment);
	}
	return 0;
}
