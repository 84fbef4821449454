/*
 * start.c - start the program of a created container
 */
#include <stdlib.h>

#include "container.h"
#include "verbs.h"

int start_run(struct request *req, struct error *err)
{
	return container_start(req->record, getenv("NOTIFY_SOCKET"), err);
}
