/*
 * cni_delete.c - a container of an engine is unplugged, or all that the engine knows no more
 *
 * The namespace is the engine's and may stay, so the device is removed; and what is not there
 * any more is no error. To remove a device the kernel waits until nobody can be using it, a good
 * part of a tenth of a second: that is done while the lock is free for others. Only then are the
 * addresses given back, so that nobody else has them while the device is there; and the record
 * goes last, so that whoever calls again finds it.
 */
#include <errno.h>

#include "attach.h"
#include "cni_call.h"
#include "error.h"
#include "fd.h"
#include "json.h"
#include "link.h"
#include "netlink_batch.h"
#include "text.h"

static int find(struct cni_call *call, const struct network_store *store, struct strings *veths,
		struct error *err)
{
	auto_close int record = cni_record_open(store, call);

	return record < 0 ? 0 : record_networks_load(call->arena, record, veths, err);
}

static int remove_devices(const struct strings *veths, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;

	for (size_t i = 0; i < veths->count; i++) {
		unsigned index = link_index(veths->items[i]);

		if (index)
			link_add_removal(&batch, index);
	}
	batch.forgiven = ENODEV; /* one that has gone by itself meanwhile, with its namespace */
	return batch_send(&batch, NETLINK_ROUTE, err);
}

static int forget(struct cni_call *call, const struct network_store *store,
		  const struct strings *veths, struct error *err)
{
	struct attachments attachments = {.count = 0};

	attachments_find(store, call->arena, veths, &attachments);
	if (detach(store, &attachments, VETH_CLOSED, err))
		return -1;
	cni_record_remove(store, call);
	return 0;
}

int cni_delete(struct cni_call *call, struct text *answer, struct error *err)
{
	auto_store struct network_store before = NO_STORE, after = NO_STORE;
	struct strings veths = {NULL, 0};

	(void)answer; /* there is nothing to say */
	if (cni_lock(call, &before, err) || find(call, &before, &veths, err))
		return -1;
	store_close(&before);
	if (remove_devices(&veths, err) || cni_lock(call, &after, err))
		return -1;
	return forget(call, &after, &veths, err);
}

/* ---- GC ------------------------------------------------------------------------------------- */

/* A member that is a string, or NULL. */
static const char *word(const struct json_value *item, const char *key)
{
	const struct json_value *value = item->kind == JSON_OBJECT ? json_find(item, key) : NULL;

	return value && value->kind == JSON_STRING ? value->text : NULL;
}

static bool is_valid(const struct json_value *valid, const struct cni_record *record)
{
	for (const struct json_value *item = valid->first; item; item = item->next) {
		if (text_equal(word(item, "containerID"), record->container) &&
		    text_equal(word(item, "ifname"), record->interface))
			return true;
	}
	return false;
}

/* An item that is not understood could be anybody's: nothing is taken away then. */
static int check_valid(struct cni_call *call, struct error *err)
{
	const struct json_value *valid = call->config.valid;

	if (!(call->config.version->features & CNI_COLLECTS))
		return cni_failed(
			call, CNI_WRONG_VERSION,
			fail(err, USAGE, "cniVersion %s knows no GC", call->config.version->name));
	if (!valid)
		return fail(err, USAGE,
			    "cni.dev/valid-attachments is missing: it says what is to stay");
	for (const struct json_value *item = valid->first; item; item = item->next) {
		if (!word(item, "containerID") || !word(item, "ifname"))
			return json_fail(&call->config.document, item, err,
					 "an attachment with containerID and ifname is expected");
	}
	return 0;
}

static int list(struct cni_call *call, struct cni_records *records, struct error *err)
{
	auto_store struct network_store store = NO_STORE;

	if (cni_lock(call, &store, err))
		return -1;
	cni_records_list(&store, call, records);
	return 0;
}

/* All that can be taken away is, and the first failure is told. */
int cni_collect(struct cni_call *call, struct text *answer, struct error *err)
{
	struct cni_records records = {.count = 0};
	int collected = 0;

	if (check_valid(call, err) || list(call, &records, err))
		return -1;
	for (size_t i = 0; i < records.count; i++) {
		struct error one = NO_ERROR;

		if (is_valid(call->config.valid, &records.items[i]))
			continue;
		call->container = records.items[i].container;
		call->interface = records.items[i].interface;
		if (cni_delete(call, answer, &one) && collected == 0) {
			*err = one;
			collected = fail_during(err, "%s", call->container);
		}
	}
	return collected;
}
