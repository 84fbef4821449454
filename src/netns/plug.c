/*
 * plug.c - the stage that plugs a container in, and the end of what it did
 */
#include <fcntl.h>
#include <stdio.h>

#include "attach.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "plan.h"
#include "record.h"

/* ---- plugging in --------------------------------------------------------------------------- */

/* INIT has been born in it, unless it was made beside. */
static int open_namespace(struct job *job, struct error *err)
{
	char path[32];

	if (job->network_namespace >= 0)
		return 0;
	snprintf(path, sizeof(path), "%d/ns/net", (int)job->pid);
	job->network_namespace = openat(job->proc, path, O_RDONLY | O_CLOEXEC);
	if (job->network_namespace < 0)
		return fail(err, SYSTEM, "open the container's network namespace");
	return 0;
}

int network_prepare(struct job *job, struct error *err)
{
	job->network_proc = inside_proc(err);
	return job->network_proc < 0 ? -1 : 0;
}

int network_plug(struct job *job, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	auto_arena struct arena arena = attach_memory();
	const struct network_plan *plan = &job->plan->network;
	struct attaching attaching = {
		.store = &store,
		.arena = &arena,
		.record = job->record->dir,
		.requests = plan->attachments,
		.count = plan->attachment_count,
		.ports = &plan->published,
		.names = name_files_planned(job->plan, job->record->dir),
		.proc = job->network_proc,
	};

	if (open_namespace(job, err))
		return -1;
	attaching.namespace = job->network_namespace;
	if (store_lock(&store, err))
		return -1;
	return attach(&attaching, err);
}

int network_let_go(struct job *job, struct error *err)
{
	(void)err;
	fd_drop(&job->network_proc);
	return 0;
}

/* ---- unplugging ---------------------------------------------------------------------------- */

static int forget(int record, enum veth_fate fate, struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	auto_arena struct arena arena = NO_ARENA;
	struct attachments attachments = {.count = 0};
	struct strings veths = {NULL, 0};

	if (!record_has_networks(record))
		return 0;
	arena = attach_memory();
	if (record_networks_load(&arena, record, &veths, err))
		return -1;
	if (!veths.count)
		return 0;
	if (store_lock(&store, err))
		return -1;
	attachments_find(&store, &arena, &veths, &attachments);
	if (detach(&store, &attachments, fate, err))
		return -1;
	record_networks_remove(record);
	return 0;
}

/* INIT is alive yet, and its devices with it. */
void network_unplug(struct job *job)
{
	struct error ignored = NO_ERROR; /* another error is on its way to the user */

	(void)forget(job->record->dir, VETH_REMOVED, &ignored);
}

int network_forget(const struct record *record, struct error *err)
{
	return forget(record->dir, VETH_CLOSED, err);
}
