/*
 * resume.c - thaw a paused container
 */
#include "container.h"
#include "verbs.h"

int resume_run(struct request *req, struct error *err)
{
	return container_resume(req->record, err);
}
