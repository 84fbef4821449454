/*
 * pause.c - freeze every process of a container
 */
#include "container.h"
#include "verbs.h"

int pause_run(struct request *req, struct error *err)
{
	return container_pause(req->record, err);
}
