/*
 * gc.c - remove what a crash or a reboot has left
 *
 * Theory of operation
 *
 * A record is left when its process is gone: what it tells of - cgroup, class of service, links,
 * addresses, published ports, files - goes the way that `delete --force` goes. One that is being
 * made is no leftover: whoever makes it holds its lock. What is left of networks without a record
 * is known by its veth, which went with the namespace.
 *
 * One thing that cannot be removed does not hide the others: it is told, and the exit status says
 * so.
 */
#include <stdio.h>

#include "container.h"
#include "error.h"
#include "json.h"
#include "log.h"
#include "network.h"
#include "output.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

const struct option_row gc_options[] = {
	FLAG("dry-run", 0, dry_run, "only say what would be removed"),
	CHOICE("format", 'f', format, "table|json", "how it is said"),
	NO_MORE_OPTIONS,
};

struct leftover {
	const char *kind, *name, *why;
	const char *became; /* "removed", "would be removed", or why it is still there */
};

struct sweep {
	struct request *req;
	struct leftover *found;
	size_t count;
	bool failed;
};

static struct leftover *add(struct sweep *sweep, const char *kind, const char *name,
			    const char *why)
{
	struct leftover *found = ARENA_ADD(&sweep->req->arena, sweep->found, sweep->count);

	*found = (struct leftover){.kind = kind, .name = name, .why = why, .became = "removed"};
	if (sweep->req->dry_run)
		found->became = "would be removed";
	return found;
}

/* NULL: it is none. */
static const char *why_left(const struct record *record)
{
	enum status status = record_status(record);

	if (status == STATUS_STOPPED)
		return "its process has ended";
	if (status == STATUS_CREATING && !record_is_busy(record))
		return "it was never finished";
	return NULL;
}

static void sweep_record(struct sweep *sweep, const char *id)
{
	struct error err = NO_ERROR;
	struct leftover *found;
	struct record *record;
	const char *why;

	if (record_load(&sweep->req->arena, sweep->req->root, id, &record, &err)) {
		if (err.kind != MISSING)
			log_warning("%s: %s", id, err.text);
		return;
	}
	why = why_left(record);
	if (why) {
		found = add(sweep, "container", id, why);
		if (!sweep->req->dry_run &&
		    container_delete(sweep->req->root, record, true, &err)) {
			found->became = arena_text(&sweep->req->arena, err.text);
			sweep->failed = true;
		}
	}
	record_close(record);
}

static int sweep_records(struct sweep *sweep, struct error *err)
{
	struct strings ids = {0};
	bool missing = false;

	if (record_ids(&sweep->req->arena, sweep->req->root, &ids, &missing, err))
		return -1;
	for (size_t i = 0; i < ids.count; i++)
		sweep_record(sweep, ids.items[i]);
	return 0;
}

static int sweep_networks(struct sweep *sweep, struct error *err)
{
	struct strings dead = {0};

	if (network_sweep(&sweep->req->arena, sweep->req->dry_run, &dead, err))
		return -1;
	for (size_t i = 0; i < dead.count; i++)
		add(sweep, "attachment", dead.items[i], "its device is gone");
	return 0;
}

static void print_table(const struct sweep *sweep)
{
	struct columns table = {.arena = &sweep->req->arena, .count = 4};

	columns_add(&table, (const char *[]){"KIND", "NAME", "WHY", "BECAME"});
	for (size_t i = 0; i < sweep->count; i++) {
		const struct leftover *found = &sweep->found[i];

		columns_add(&table,
			    (const char *[]){found->kind, found->name, found->why, found->became});
	}
	columns_print(&table);
}

static void print_json(const struct sweep *sweep)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out};

	json_begin_array(&json, NULL);
	for (size_t i = 0; i < sweep->count; i++) {
		json_begin_object(&json, NULL);
		json_string(&json, "kind", sweep->found[i].kind);
		json_string(&json, "name", sweep->found[i].name);
		json_string(&json, "why", sweep->found[i].why);
		json_string(&json, "became", sweep->found[i].became);
		json_end_object(&json);
	}
	json_end_array(&json);
	puts(out.start);
}

int gc_run(struct request *req, struct error *err)
{
	struct sweep sweep = {.req = req};
	int swept = sweep_records(&sweep, err) || sweep_networks(&sweep, err) ? -1 : 0;

	if (text_equal(req->format, "json"))
		print_json(&sweep);
	else
		print_table(&sweep);
	if (swept == 0 && sweep.failed)
		return fail(err, STATE, "some of it could not be removed");
	return swept;
}
