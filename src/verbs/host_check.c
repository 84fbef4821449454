/*
 * host_check.c - `check`: what this host gives, and what a bundle would miss here
 */
#include <stdio.h>

#include "error.h"
#include "host.h"
#include "plan.h"
#include "prepare.h"
#include "text.h"
#include "verbs.h"

const struct option_row check_options[] = {
	TEXT("bundle", 'b', examined, "DIR", "say what of the container in DIR would fail here"),
	TEXT("config", 'f', config, "FILE", "the configuration in the bundle"),
	CHOICE("format", 0, format, "text|json", "how it is said"),
	NO_MORE_OPTIONS,
};

/* A configuration that cannot be read or planned is a finding like others. */
static void examine_bundle(struct request *req, struct host *host)
{
	struct error err = NO_ERROR;

	req->bundle = req->examined;
	if (bundle_read(req, &err) == 0 && request_plan(req, &err) == 0) {
		host_examine_plan(host, req->plan);
		return;
	}
	host_add(host, req->config, LACKING, "%s", err.text)->vital = true;
}

int check_run(struct request *req, struct error *err)
{
	auto_text struct text words = NO_TEXT;
	struct caller caller;
	struct host host = {.arena = &req->arena, .caller = &caller, .root = req->root};

	if (request_caller(req, &caller, err))
		return -1;
	if (req->examined)
		examine_bundle(req, &host);
	else
		host_examine(&host);
	if (text_equal(req->format, "json"))
		host_print_json(&host, &words);
	else
		host_print(&host, &words);
	fputs(text_string(&words), stdout);
	req->exit_status = host_suffices(&host) ? 0 : 1;
	return 0;
}
