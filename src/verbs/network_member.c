/*
 * network_member.c - plug a running container into a network, or out of one
 */
#include <fcntl.h>

#include "error.h"
#include "fd.h"
#include "network.h"
#include "prepare.h"
#include "record.h"
#include "verbs.h"

/* Held open before the process is seen to be the container's. */
static int open_namespace(struct request *req, struct error *err)
{
	auto_close int namespace = -1;

	if (!req->record->own_network_namespace)
		return fail(
			err, REFUSED,
			"the container has no network namespace of its own: berth plugs nothing "
			"into that of somebody else");
	namespace = open(arena_format(&req->arena, "/proc/%d/ns/net", (int)req->record->pid),
			 O_RDONLY | O_CLOEXEC);
	if (namespace < 0 || !record_is_alive(req->record))
		return fail(err, STATE, "container not running");
	return fd_take(&namespace);
}

static int change(struct request *req, bool connect, struct error *err)
{
	struct network_member member;
	auto_close int namespace = -1;

	req->id = req->words.items[1];
	if (request_load(req, err) || record_lock(req->record, err))
		return -1;
	namespace = open_namespace(req, err);
	if (namespace < 0)
		return -1;
	member = (struct network_member){.record = req->record->dir, .namespace = namespace};
	if (connect)
		return network_connect(&req->arena, &member, req->words.items[0], err);
	return network_disconnect(&req->arena, &member, req->words.items[0], err);
}

int network_connect_run(struct request *req, struct error *err)
{
	return change(req, true, err);
}

int network_disconnect_run(struct request *req, struct error *err)
{
	return change(req, false, err);
}
