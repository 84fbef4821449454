/*
 * mounts.c - add mounts to a running container, or remove some
 */
#include <string.h>

#include "container.h"
#include "document.h"
#include "error.h"
#include "prepare.h"
#include "text.h"
#include "verbs.h"

static const struct spec *mounts_of(struct request *req, struct error *err)
{
	const char *file = req->words.items[2];
	auto_text struct text json = NO_TEXT;

	if (document_read(file, &json, err))
		return NULL;
	return spec_read_mounts(&req->arena, file, arena_text(&req->arena, text_string(&json)),
				json.length, err);
}

int mounts_run(struct request *req, struct error *err)
{
	const char *action = req->words.items[0];
	bool add = strcmp(action, "add") == 0;
	const struct spec *asked;

	if (!add && strcmp(action, "remove") != 0)
		return fail(err, USAGE, "mounts: add or remove expected, not \"%s\"", action);
	req->id = req->words.items[1];
	if (record_check_id(req->id, err) || request_load(req, err))
		return -1;
	asked = mounts_of(req, err);
	if (!asked)
		return -1;
	return add ? container_mount(&req->arena, req->record, asked, err)
		   : container_unmount(&req->arena, req->record, asked, err);
}
