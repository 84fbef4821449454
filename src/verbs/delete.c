/*
 * delete.c - remove what is left of a container
 */
#include "container.h"
#include "error.h"
#include "selection.h"
#include "verbs.h"

const struct option_row delete_options[] = {
	FLAG("force", 'f', force, "kill what still runs; that nothing is there is no error"),
	FLAG("regex", 'r', regex, "ID is a regular expression: every container it matches"),
	NO_MORE_OPTIONS,
};

static int delete (struct request *req, struct record *record, struct error *err)
{
	return container_delete(req->root, record, req->force, err);
}

int delete_run(struct request *req, struct error *err)
{
	if (selection_each(req, delete, err) == 0)
		return 0;
	if (!req->force || err->kind != MISSING)
		return -1;
	fail_clear(err); /* what was asked for is so already */
	return 0;
}
