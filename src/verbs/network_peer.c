/*
 * network_peer.c - other hosts come to a network, or leave it
 */
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "network.h"
#include "verbs.h"

static int list(struct request *req, struct error *err)
{
	struct strings peers = {NULL, 0};

	if (req->words.count > 2)
		return fail(err, USAGE, "ls takes no address");
	if (network_peer_list(&req->arena, req->words.items[1], &peers, err))
		return -1;
	for (size_t i = 0; i < peers.count; i++)
		puts(peers.items[i]);
	return 0;
}

int network_peer_run(struct request *req, struct error *err)
{
	const struct strings peers = {req->words.items + 2, req->words.count - 2};
	const char *action = req->words.items[0], *name = req->words.items[1];

	if (strcmp(action, "ls") == 0)
		return list(req, err);
	if (strcmp(action, "add") != 0 && strcmp(action, "rm") != 0)
		return fail(err, USAGE, "\"%s\" is none of add, rm, ls", action);
	if (!peers.count)
		return fail(err, USAGE, "the addresses of other hosts are expected");
	if (strcmp(action, "add") == 0)
		return network_peer_add(&req->arena, name, &peers, err);
	return network_peer_remove(&req->arena, name, &peers, err);
}
