/*
 * run.c - create a container, start it and wait for it
 */
#include "creation_request.h"
#include "plan.h"
#include "verbs.h"

const struct option_row run_options[] = {
	CREATION_OPTIONS,
	FLAG("detach", 'd', detach, "return as soon as the program has started"),
	FLAG("keep", 0, keep, "do not delete the container when its program has ended"),
	FLAG("no-subreaper", 0, no_subreaper, "do not adopt the container's orphans"),
	NO_MORE_OPTIONS,
};

int run_run(struct request *req, struct error *err)
{
	struct creation creation;

	if (creation_of(req, &creation, err) ||
	    check_console(req, req->plan->terminal, req->detach, err))
		return -1;
	return container_run(&creation, &req->exit_status, err);
}
