/*
 * records.h - a root with three containers in it, instead of the one on disk
 */
#ifndef BERTH_TEST_RECORDS_H
#define BERTH_TEST_RECORDS_H

#include <criterion/criterion.h>
#include <string.h>

#include "error.h"
#include "record.h"
#include "text.h"

static struct record records[] = {
	{.id = "db",   .pid = 10, .bundle = "/b/db",   .created = "today", .owner = "root"},
	{.id = "web1", .pid = 11, .bundle = "/b/web1", .created = "today", .owner = "root"},
	{.id = "web2", .pid = 0,  .bundle = "/b/web2", .created = "today", .owner = "root"},
};
static bool root_missing;
static const char *gone; /* listed, and not there when it is loaded */
static int records_closed;
static int init_pidfd = -1; /* the processes are nobody's unless a test makes one */

int record_check_id(const char *id, struct error *err)
{
	return strchr(id, '/') ? fail(err, USAGE, "bad id") : 0;
}

int record_load(struct arena *arena, const char *root, const char *id, struct record **record,
		struct error *err)
{
	(void)arena;
	cr_assert_str_eq(root, "/r");
	for (size_t i = 0; i < 3; i++) {
		*record = &records[i];
		if (strcmp(records[i].id, id) == 0 && !text_equal(gone, id))
			return 0;
	}
	return fail(err, MISSING, "container \"%s\" does not exist", id);
}

void record_close(struct record *record)
{
	(void)record;
	records_closed++;
}

int record_ids(struct arena *arena, const char *root, struct strings *ids, bool *missing,
	       struct error *err)
{
	(void)root;
	(void)err;
	*missing = root_missing;
	for (size_t i = 0; i < 3 && !root_missing; i++)
		strings_add(arena, ids, records[i].id);
	return 0;
}

enum status record_status(const struct record *record)
{
	return record->pid ? STATUS_RUNNING : STATUS_STOPPED;
}

const char *status_name(enum status status)
{
	return status == STATUS_RUNNING ? "running" : "stopped";
}

void record_state(const struct record *record, enum status status, bool fat, bool indented,
		  struct text *out)
{
	cr_assert(fat);
	text_format(out, "{%s %s%s}", record->id, status_name(status), indented ? " indented" : "");
}

bool record_is_alive(const struct record *record)
{
	return record->pid;
}

int record_pidfd(const struct record *record)
{
	(void)record;
	return init_pidfd;
}

int record_lock(struct record *record, struct error *err)
{
	(void)record;
	(void)err;
	return 0;
}

#endif
