/*
 * describe.c - say what create would do, or what came of it, and do nothing
 */
#include <stdio.h>
#include <string.h>

#include "cgroups.h"
#include "error.h"
#include "json.h"
#include "plan.h"
#include "prepare.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

const struct option_row describe_options[] = {
	TEXT("bundle", 'b', bundle, "DIR", "the bundle's directory; default: the current one"),
	TEXT("config", 'f', config, "FILE", "the configuration in the bundle"),
	FLAG("id", 0, existing, "tell of the limits of the container ID, not of a bundle"),
	FLAG("no-pivot", 0, no_pivot, "as for create"),
	FLAG("no-new-keyring", 0, no_new_keyring, "as for create"),
	NETWORK_OPTIONS,
	CHOICE("format", 0, format, "text|json", "how it is said; as JSON, line by line"),
	NO_MORE_OPTIONS,
};

static void print_json(const struct request *req, char *words)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};
	const char *line;

	json_begin_object(&json, NULL);
	json_string(&json, "id", req->plan->id);
	json_string(&json, "bundle", req->plan->bundle);
	json_begin_array(&json, "plan");
	while ((line = strsep(&words, "\n"))) {
		if (*line)
			json_string(&json, NULL, line);
	}
	json_end_array(&json);
	json_end_object(&json);
	puts(text_string(&out));
}

static int describe_plan(struct request *req, struct error *err)
{
	auto_text struct text words = NO_TEXT;

	if (bundle_read(req, err) || request_plan(req, err))
		return -1;
	plan_print(req->plan, &words);
	if (text_equal(req->format, "json"))
		print_json(req, words.start);
	else
		fputs(text_string(&words), stdout);
	return 0;
}

static void print_container(const struct request *req, const char *status,
			    const struct cgroup_description *description)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};

	if (!text_equal(req->format, "json")) {
		text_format(&out, "container %s, %s\n", req->id, status);
		cgroup_description_print(description, &out);
		fputs(out.start, stdout);
		return;
	}
	json_begin_object(&json, NULL);
	json_string(&json, "id", req->id);
	json_string(&json, "status", status);
	cgroup_description_write(description, &json);
	json_end_object(&json);
	puts(out.start);
}

static int describe_container(struct request *req, struct error *err)
{
	auto_text struct text updates = NO_TEXT;
	struct cgroup_description description;
	const struct spec *spec;

	if (request_load(req, err) || record_limits_read(req->record, &updates, err))
		return -1;
	if (!req->record->cgroup)
		return fail(err, STATE,
			    "the container was made without a cgroup: it has no limits");
	spec = record_spec(&req->arena, req->record, err);
	if (!spec || cgroup_describe(req->record->cgroup, spec->linux->resources,
				     text_string(&updates), &req->arena, &description, err))
		return -1;
	print_container(req, status_name(record_status(req->record)), &description);
	return 0;
}

int describe_run(struct request *req, struct error *err)
{
	return req->existing ? describe_container(req, err) : describe_plan(req, err);
}
