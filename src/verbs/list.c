/*
 * list.c - the containers of a root
 *
 * Containers come and go while the list is made: one that is gone when its turn comes is
 * left out, and one whose record cannot be read does not hide the others.
 */
#include <stdio.h>

#include "error.h"
#include "log.h"
#include "output.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

const struct option_row list_options[] = {
	CHOICE("format", 'f', format, "table|json", "how the list is written"),
	FLAG("quiet", 'q', quiet, "only the ids"),
	NO_MORE_OPTIONS,
};

/* One of the two. */
struct list {
	struct arena *arena;
	bool is_json;
	struct columns table;
	struct text json;
};

static void add(struct list *list, const struct record *record)
{
	enum status status = record_status(record);
	int pid = status == STATUS_STOPPED ? 0 : record->pid;

	if (list->is_json) {
		text_add(&list->json, list->json.length > 1 ? "," : "");
		record_state(record, status, true, false, &list->json);
		return;
	}
	columns_add(&list->table, (const char *[]){
					  record->id,
					  arena_format(list->arena, "%d", pid),
					  status_name(status),
					  record->bundle,
					  record->created,
					  record->owner,
				  });
}

static void add_all(struct list *list, const struct request *req, const struct strings *ids)
{
	for (size_t i = 0; i < ids->count; i++) {
		struct error err = NO_ERROR;
		struct record *record;

		if (record_load(list->arena, req->root, ids->items[i], &record, &err)) {
			if (err.kind != MISSING)
				log_warning("%s: %s", ids->items[i], err.text);
			continue;
		}
		add(list, record);
		record_close(record);
	}
}

static int print_all(struct request *req, const struct strings *ids)
{
	static const char *const header[] = {"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"};
	struct list list = {
		.arena = &req->arena,
		.is_json = text_equal(req->format, "json"),
		.table = {.arena = &req->arena, .count = sizeof(header) / sizeof(header[0])},
	};

	columns_add(&list.table, header);
	text_add(&list.json, "[");
	add_all(&list, req, ids);
	text_add(&list.json, "]");
	if (list.is_json)
		puts(list.json.start);
	else
		columns_print(&list.table);
	text_drop(&list.json);
	return 0;
}

int list_run(struct request *req, struct error *err)
{
	struct strings ids = {0};
	bool missing = false;

	if (record_ids(&req->arena, req->root, &ids, &missing, err))
		return -1;
	if (missing && !req->default_root)
		return fail(err, MISSING, "--root %s does not exist", req->root);
	if (!req->quiet)
		return print_all(req, &ids);
	for (size_t i = 0; i < ids.count; i++)
		puts(ids.items[i]);
	return 0;
}
