/*
 * create.c - make a container, ready to start
 */
#include "creation_request.h"
#include "plan.h"
#include "verbs.h"

const struct option_row create_options[] = {
	CREATION_OPTIONS,
	NO_MORE_OPTIONS,
};

int create_run(struct request *req, struct error *err)
{
	struct creation creation;

	if (creation_of(req, &creation, err) || check_console(req, req->plan->terminal, true, err))
		return -1;
	return container_create(&creation, err);
}
