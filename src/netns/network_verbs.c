/*
 * network_verbs.c - what `berth network` does, each under the lock
 *
 * A network has members as long as one of their veths is there. Who removes it must remove
 * them first: nobody's network is taken away from under him.
 */
#include <errno.h>
#include <string.h>

#include "alloc.h"
#include "attachment_store.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "link.h"
#include "netlink_batch.h"
#include "responder_start.h"
#include "text.h"
#include "vxlan.h"

/* ---- create -------------------------------------------------------------------------------- */

int network_create(struct arena *arena, const struct network_request *request, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct network *network;

	if (network_check_name(request->name, err) || store_lock(&store, err))
		return -1;
	return network_make(&store, arena, request, &network, err);
}

/* ---- ls, inspect --------------------------------------------------------------------------- */

int network_list(struct arena *arena, struct networks *networks, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct network *usual;

	if (store_lock(&store, err) || network_load(&store, arena, NETWORK_DEFAULT, &usual, err))
		return -1;
	return networks_load(&store, arena, networks, err);
}

int network_find(struct arena *arena, const char *name, struct network **network, struct error *err)
{
	auto_store struct network_store store = NO_STORE;

	return store_lock(&store, err) || network_load(&store, arena, name, network, err) ? -1 : 0;
}

const char *network_subnets_text(struct arena *arena, const struct network *network)
{
	const char *all = "";

	for (size_t i = 0; i < network->subnet_count; i++) {
		char text[INET_TEXT];

		all = arena_format(arena, "%s%s%s", all, i ? ", " : "",
				   inet_text_with_prefix(&network->subnets[i].subnet, text));
	}
	return all;
}

static void write_member(const struct attachment *attachment, struct json *json)
{
	json_begin_object(json, NULL);
	json_string(json, "id", attachment_container(attachment));
	json_string(json, "host_interface", attachment->veth);
	attachment_write_members(attachment, json);
	json_end_object(json);
}

int network_json(struct arena *arena, const struct network *network, struct json *json,
		 struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct attachments attachments = {.count = 0};

	if (store_lock(&store, err) || attachments_load(&store, arena, &attachments, err))
		return -1;
	json_begin_object(json, NULL);
	network_write(network, json);
	json_begin_array(json, "containers");
	for (size_t i = 0; i < attachments.count; i++) {
		if (text_equal(attachments.items[i]->network, network->name))
			write_member(attachments.items[i], json);
	}
	json_end_array(json);
	json_end_object(json);
	return 0;
}

/* ---- rm, prune ----------------------------------------------------------------------------- */

/* The file last: as long as it is there, the rest can be found. */
static int remove_one(const struct network_store *store, const struct network *network,
		      struct error *err)
{
	if (network_down(network, err))
		return -1;
	responder_forget(store, network->name);
	return network_forget_file(store, network->name, err);
}

/* Its leases go with it; what else there was of it in the firewall, too. */
static int settle_after_removal(const struct network_store *store, struct arena *arena,
				struct error *err)
{
	struct attachments attachments = {.count = 0};

	if (attachments_load(store, arena, &attachments, err) ||
	    store_remove_unfinished(store, err) || gone_veths_remove(arena, err) ||
	    firewall_settle(store, arena, err))
		return -1;
	busy_end(store);
	return 0;
}

int network_remove(struct arena *arena, const char *name, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct attachments attachments = {.count = 0};
	struct network *network;
	size_t members;

	if (store_lock(&store, err) || network_load(&store, arena, name, &network, err) ||
	    attachments_load(&store, arena, &attachments, err))
		return -1;
	members = attachments_count(&attachments, name);
	if (members)
		return fail(err, STATE, "%zu container%s on it; delete %s first", members,
			    members == 1 ? " is" : "s are", members == 1 ? "it" : "them");
	if (busy_begin(&store, NULL, err) || remove_one(&store, network, err))
		return -1;
	return settle_after_removal(&store, arena, err);
}

int network_prune(struct arena *arena, struct strings *removed, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct attachments attachments = {.count = 0};
	struct networks networks = {.count = 0};

	if (store_lock(&store, err) || attachments_load(&store, arena, &attachments, err) ||
	    networks_load(&store, arena, &networks, err) || busy_begin(&store, NULL, err))
		return -1;
	for (size_t i = 0; i < networks.count; i++) {
		const struct network *network = networks.items[i];

		if (attachments_count(&attachments, network->name))
			continue;
		if (remove_one(&store, network, err))
			return fail_during(err, "%s", network->name);
		strings_add(arena, removed, network->name);
	}
	return settle_after_removal(&store, arena, err);
}
