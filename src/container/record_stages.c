/*
 * record_stages.c - the first row of the score, and the row that knows INIT
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "image_directory.h"
#include "internal.h"
#include "plan.h"
#include "processes.h"
#include "record_file.h"
#include "scope.h"
#include "store.h"
#include "text.h"
#include "version.h"

/*
 * The record of a container to be made; nothing is written yet. Both sides write to it when INIT
 * has been born, so it lies with what else they write to: see network_namespace_begin().
 */
static struct record *record_for(const struct creation *creation)
{
	const struct plan *plan = creation->plan;
	const struct spec *spec = plan->spec;
	struct record *record = arena_alloc(plan->arena, sizeof(*record));
	const struct filter *filter = plan->privileges.filter;
	char now[CLOCK_TEXT];

	record->dir = -1;
	record->version = berth_version;
	record->id = plan->id;
	record->bundle = plan->bundle;
	record->rootfs = plan->rootfs.path;
	record->created = arena_text(plan->arena, clock_now_text(now));
	/* Names of users are a name service's business: the number says the same. */
	record->owner =
		plan->caller.uid ? arena_format(plan->arena, "%u", plan->caller.uid) : "root";
	record->cgroup = plan->cgroup.path;
	if (plan->cgroup.scope)
		record->scope = plan->cgroup.scope->name;
	rdt_note(&plan->rdt, record);
	record->start_needs_config =
		(filter && filter->notifies) || (spec->hooks && spec->hooks->poststart.count);
	record->has_poststop = spec->hooks && spec->hooks->poststop.count;
	record->own_pid_namespace = plan->namespaces.made & CLONE_NEWPID;
	record->own_network_namespace = plan->namespaces.made & CLONE_NEWNET;
	record->annotations_off = spec->annotations_off;
	record->annotations = spec->annotations;
	return record;
}

int record_creating(struct job *job, struct error *err)
{
	struct record *record = record_for(job->creation);
	auto_close int store = store_open(job->creation->root, true, err);
	auto_text struct text file = NO_TEXT;
	const struct text *config = job->creation->config;

	job->record = record;
	if (!job->plan->terminal)
		standard_descriptors_look(&record->descriptors, job->proc, job->plan->arena);
	if (store < 0)
		return -1;
	if (mkdirat(store, record->id, 0700)) {
		if (errno == EEXIST)
			return fail(err, STATE, "container with given ID already exists: %s",
				    record->id);
		return fail(err, SYSTEM, "make %s/%s", job->creation->root, record->id);
	}
	record->dir = openat(store, record->id, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (record->dir < 0) {
		fail(err, SYSTEM, "open %s/%s", job->creation->root, record->id);
		(void)unlinkat(store, record->id, AT_REMOVEDIR); /* delete can do it as well */
		return -1;
	}
	if (record_lock(record, err))
		return -1;
	record_write(record, &file);
	if (file_make(record->dir, "record.json", file.start, file.length, 0600) ||
	    file_make(record->dir, "config.json", config->start, config->length, 0600))
		fail(err, SYSTEM, "write %s/%s", job->creation->root, record->id);
	else if (joining_file_write(record, job->plan, config, err) == 0)
		return 0;
	record_forget(job);
	return -1;
}

void record_forget(struct job *job)
{
	struct error ignored = NO_ERROR; /* another error is on its way to the user */

	(void)record_remove(job->creation->root, job->record, &ignored);
	fd_drop(&job->record->dir);
}

int record_init(struct job *job, struct error *err)
{
	struct record *record = job->record;
	struct process_view view;
	char line[64];

	record->pid = job->pid;
	if (process_look(job->proc, record->pid, &view))
		return fail(err, SYSTEM, "look at the init process in /proc");
	record->start_time = view.start_time;
	snprintf(line, sizeof(line), "%d %" PRIu64 "\n", (int)record->pid, record->start_time);
	if (file_make(record->dir, "pid", line, strlen(line), 0600))
		return fail(err, SYSTEM, "write the pid of the init process");
	return 0;
}
