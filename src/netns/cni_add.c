/*
 * cni_add.c - a container of an engine is plugged in
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "cni_call.h"
#include "error.h"
#include "fd.h"
#include "inet.h"
#include "leases.h"
#include "rate.h"
#include "subnets.h"
#include "text.h"

/* ---- the network ---------------------------------------------------------------------------- */

static bool same_subnet(const struct network_subnet *one, const struct network_subnet *other)
{
	return inet_equal(&one->subnet, &other->subnet) &&
	       one->subnet.prefix == other->subnet.prefix &&
	       inet_equal(&one->gateway, &other->gateway) &&
	       inet_equal(&one->first, &other->first) && inet_equal(&one->last, &other->last);
}

static bool same_rate(const char *words, uint64_t there)
{
	uint64_t rate = 0;

	return (!words || rate_read(words, &rate) == 0) && rate == there;
}

/* What the configuration says of a network that is there already must be true of it. */
static int check_same(const struct network_request *request, const struct network *there,
		      struct error *err)
{
	static const struct networks none;
	const struct taken_subnets nothing_taken = {.networks = &none};
	struct network wanted = {.name = request->name};
	bool same = there->internal == request->internal && there->isolate == request->isolate &&
		    there->host_access == request->host_access &&
		    there->strict == request->strict && there->mtu == request->mtu &&
		    same_rate(request->rate_in, there->rates.in) &&
		    same_rate(request->rate_out, there->rates.out);

	if (request->subnets.count) {
		if (subnets_choose(request, &nothing_taken, &wanted, err))
			return -1;
		for (size_t i = 0; i < request->subnets.count; i++)
			same = same && i < there->subnet_count &&
			       same_subnet(&wanted.subnets[i], &there->subnets[i]);
	}
	if (same)
		return 0;
	return fail(err, USAGE,
		    "network %s is there, and is not as the configuration says: berth network rm "
		    "%s, and the next container makes it anew",
		    request->name, request->name);
}

static int ensure_network(struct cni_call *call, const struct network_store *store,
			  struct error *err)
{
	const struct cni_config *config = &call->config;
	struct network *network;

	if (network_load(store, call->arena, config->network, &network, err) == 0)
		return config->own ? check_same(&config->request, network, err) : 0;
	if (err->kind != MISSING || config->network != config->name)
		return -1;
	fail_clear(err);
	return network_make(store, call->arena, &config->request, &network, err);
}

/* ---- the attachment ------------------------------------------------------------------------- */

/* What a SIGKILL, or an engine that has forgotten its container, has left under this name. */
static int clear_the_way(struct cni_call *call, const struct network_store *store,
			 struct error *err)
{
	auto_close int record = cni_record_open(store, call);
	struct attachments attachments = {.count = 0};
	struct strings veths = {NULL, 0};

	if (record < 0)
		return 0;
	if (record_networks_load(call->arena, record, &veths, err))
		return -1;
	attachments_find(store, call->arena, &veths, &attachments);
	for (size_t i = 0; i < attachments.count; i++) {
		if (veth_is_alive(store, attachments.items[i]->veth))
			return fail(err, STATE,
				    "container %s has the device %s of network %s already",
				    call->container, call->interface, call->config.name);
	}
	if (detach(store, &attachments, VETH_CLOSED, err))
		return -1;
	cni_record_remove(store, call);
	return 0;
}

static int plug(struct cni_call *call, struct attaching *attaching, struct error *err)
{
	struct network_store *store = attaching->store;
	auto_close int record = -1;
	int attached;

	attaching->before = cni_record_count(store, call);
	record = cni_record_make(store, call, err);
	if (record < 0)
		return -1;
	attaching->record = record;
	attached = attach(attaching, err);
	fd_drop(&attaching->proc);
	if (attached == 0)
		return 0;
	cni_record_remove(store, call);
	if (err->system == EEXIST && text_starts_with(err->text, "make the container's device"))
		fail_cure(err, "the namespace has a device %s already", call->interface);
	return -1;
}

int cni_add(struct cni_call *call, struct text *answer, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	auto_close int namespace = -1, proc = -1;
	struct cni_config *config = &call->config;
	struct attaching attaching = {.store = &store,
				      .arena = call->arena,
				      .requests = &config->attachment,
				      .count = 1,
				      .ports = &config->ports};

	if (config->previous)
		return fail(err, USAGE,
			    "prevResult: berth makes the container's device, and so comes first in "
			    "the list of plugins");
	namespace = cni_namespace_open(call, err);
	if (namespace < 0)
		return -1;
	proc = inside_proc(err);
	if (proc < 0)
		return -1;
	attaching.namespace = namespace;
	attaching.proc = proc;
	config->attachment.network = config->network;
	if (cni_lock(call, &store, err) || ensure_network(call, &store, err) ||
	    clear_the_way(call, &store, err) || plug(call, &attaching, err))
		return -1;
	cni_result_write(call, attaching.made.items[0], answer);
	return 0;
}
