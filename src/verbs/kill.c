/*
 * kill.c - send a signal to a container
 */
#include <signal.h>

#include "container.h"
#include "error.h"
#include "selection.h"
#include "signals.h"
#include "verbs.h"

const struct option_row kill_options[] = {
	FLAG("all", 'a', all, "to every process, not only to the first; also when that has ended"),
	FLAG("regex", 'r', regex, "ID is a regular expression: to every container it matches"),
	NO_MORE_OPTIONS,
};

static int signal_of(const struct request *req)
{
	return req->words.count > 1 ? signal_number(req->words.items[1]) : SIGTERM;
}

static int send(struct request *req, struct record *record, struct error *err)
{
	if (container_kill(record, signal_of(req), req->all, err) == 0)
		return 0;
	if (!req->all || err->kind != STATE)
		return -1;
	/* Nobody is left to be signalled: engines call this to be sure of just that. */
	fail_clear(err);
	return 0;
}

int kill_run(struct request *req, struct error *err)
{
	if (signal_of(req) < 0)
		return fail(err, USAGE, "unknown signal \"%s\"", req->words.items[1]);
	return selection_each(req, send, err);
}
