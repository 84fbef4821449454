/*
 * network_connect.c - a running container is plugged into one more network, or out of one
 *
 * It is done as for a new container, by the same function. Its published ports belong to the
 * network they were published on, and go with it.
 */
#include <stdio.h>

#include "attach.h"
#include "error.h"
#include "fd.h"
#include "names.h"
#include "network_words.h"
#include "text.h"

static struct attachment *find(const struct attachments *attachments, const char *network)
{
	for (size_t i = 0; i < attachments->count; i++) {
		if (text_equal(attachments->items[i]->network, network))
			return attachments->items[i];
	}
	return NULL;
}

/* *ever counts those as well that it has had: their names stay in the record. */
static int load(const struct network_store *store, struct arena *arena, int record,
		struct attachments *attachments, size_t *ever, struct error *err)
{
	struct strings veths = {NULL, 0};

	if (record_networks_load(arena, record, &veths, err))
		return -1;
	attachments_find(store, arena, &veths, attachments);
	*ever = veths.count;
	return 0;
}

static bool is_taken(const struct attachments *attachments, const char *interface)
{
	for (size_t i = 0; i < attachments->count; i++) {
		if (text_equal(attachments->items[i]->interface, interface))
			return true;
	}
	return false;
}

static void name_interface(struct arena *arena, const struct attachments *attachments,
			   struct attachment_request *request)
{
	char name[DEVICE_NAME_ROOM];
	unsigned next = 0;

	if (request->interface)
		return;
	do
		snprintf(name, sizeof(name), "eth%u", next++);
	while (is_taken(attachments, name));
	request->interface = arena_text(arena, name);
}

int network_connect(struct arena *arena, const struct network_member *member, const char *words,
		    struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	static const struct published_ports no_ports;
	struct attachments attachments = {.count = 0};
	struct attachment_request request = {.network = NULL};
	struct attaching attaching = {.store = &store,
				      .arena = arena,
				      .record = member->record,
				      .namespace = member->namespace,
				      .requests = &request,
				      .count = 1,
				      .ports = &no_ports};
	auto_close int proc = -1;

	if (network_words_read(arena, words, &request, err) || store_lock(&store, err) ||
	    load(&store, arena, member->record, &attachments, &attaching.before, err))
		return -1;
	if (find(&attachments, request.network))
		return fail(err, STATE, "the container is on network %s already", request.network);
	if (request.interface && is_taken(&attachments, request.interface))
		return fail(err, STATE, "the container has a device %s already", request.interface);
	name_interface(arena, &attachments, &request);
	attaching.others = attachments;
	if (name_files_load(arena, member->record, &attaching.names, err))
		return -1;
	proc = inside_proc(err);
	if (proc < 0)
		return -1;
	attaching.proc = proc;
	return attach(&attaching, err);
}

int network_disconnect(struct arena *arena, const struct network_member *member,
		       const char *network, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct attachments attachments = {.count = 0}, leaving = {.count = 0}, left = {.count = 0};
	struct memberships memberships = {.count = 0};
	struct attachment *attachment;
	struct name_files names;
	size_t ever;

	if (store_lock(&store, err) ||
	    load(&store, arena, member->record, &attachments, &ever, err))
		return -1;
	attachment = find(&attachments, network);
	if (!attachment)
		return fail(err, STATE, "the container is not on network %s", network);
	/* Its name stays in the record: of a name that nothing is known of, nothing is to be done.
	 */
	*ARENA_ADD(arena, leaving.items, leaving.count) = attachment;
	for (size_t i = 0; i < attachments.count; i++) {
		if (attachments.items[i] != attachment)
			*ARENA_ADD(arena, left.items, left.count) = attachments.items[i];
	}
	if (detach(&store, &leaving, VETH_REMOVED, err) ||
	    name_files_load(arena, member->record, &names, err) ||
	    memberships_load(&store, arena, &left, &memberships, err))
		return -1;
	return name_files_update(arena, &names, &memberships, err);
}
