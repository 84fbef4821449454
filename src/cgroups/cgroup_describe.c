/*
 * cgroup_describe.c - what was asked of a container's cgroup, and what came of it
 *
 * For each limit three values: what create or the last `update` asked for, what the kernel holds
 * in the container's cgroup, and what that comes to under the cgroups above. They may all differ:
 * the kernel rounds sizes, somebody else may have written, and who is above decides. Limits that
 * nobody asked for are told when a cgroup above has one.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "controllers.h"
#include "effective_limits.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "json.h"
#include "knobs.h"
#include "limit_requests.h"
#include "oom.h"
#include "text.h"

/* What is told of a cgroup above though nobody asked. */
static const char *const unasked[] = {"memory.max", "memory.high", "memory.swap.max", "pids.max",
				      "cpu.max"};

static const char *held_of(int cgroup, const struct knob_part *part, struct arena *arena)
{
	auto_text struct text content = NO_TEXT;

	if (cgroup < 0 || file_read(cgroup, part->file, MOST_OF_A_KNOB, &content))
		return NULL;
	return knob_part_value(arena, part, text_string(&content));
}

/* "20000" is what "20000 100000" says of the quota. */
static bool is_said_by(const char *asked, const char *held)
{
	size_t length = strlen(asked);

	return strncmp(asked, held, length) == 0 && (!held[length] || held[length] == ' ');
}

static void add(struct cgroup_description *to, int cgroup, const char *path,
		const struct knob_part *part, struct arena *arena)
{
	struct cgroup_limit *limit = ARENA_ADD(arena, to->limits, to->limit_count);
	struct effective_limit effective = {.value = NULL};

	if (cgroup >= 0)
		effective = effective_limit(cgroup, path, part, arena);
	*limit = (struct cgroup_limit){
		.field = part->field,
		.file = part->file,
		.key = part->key,
		.name = part->name,
		.asked = part->value,
		.held = held_of(cgroup, part, arena),
		.effective = effective.value,
		.by = effective.by,
		.is_guarantee = effective.is_guarantee,
	};
	limit->is_kept = limit->held && !limit->by &&
			 (!limit->asked || is_said_by(limit->asked, limit->held));
}

static void add_unasked(struct cgroup_description *to, int cgroup, const char *path,
			const struct knob_parts *requests, struct arena *arena)
{
	for (size_t i = 0; i < COUNT(unasked) && cgroup >= 0; i++) {
		const struct knob_part part = {.file = unasked[i]};
		bool asked = false;

		for (size_t j = 0; j < requests->count && !asked; j++)
			asked = knob_part_is(&requests->items[j], &part);
		if (!asked && effective_limit(cgroup, path, &part, arena).by)
			add(to, cgroup, path, &part, arena);
	}
}

/* Rows say what the kernel was told; without the cgroup all of them count. */
static int gather(int cgroup, const struct spec_resources *resources, const char *updates,
		  struct arena *arena, struct knob_parts *requests, struct error *err)
{
	struct limits limits = {.arena = arena};

	if (resources && limits_plan(&limits, resources, err))
		return -1;
	limit_requests_add(cgroup, arena, requests, limits.writes, limits.count);
	return limit_requests_read(arena, requests, updates, err);
}

int cgroup_describe(const char *path, const struct spec_resources *resources, const char *updates,
		    struct arena *arena, struct cgroup_description *description, struct error *err)
{
	auto_close int cgroup = cgroup_open(path, err);
	struct knob_parts requests = {.count = 0};

	*description = (struct cgroup_description){.path = path, .is_there = cgroup >= 0};
	if (cgroup < 0 && err->kind != MISSING)
		return -1;
	fail_clear(err);
	if (gather(cgroup, resources, updates, arena, &requests, err))
		return -1;
	for (size_t i = 0; i < requests.count; i++)
		add(description, cgroup, path, &requests.items[i], arena);
	add_unasked(description, cgroup, path, &requests, arena);
	oom_find(cgroup, path, NULL, NULL, &description->oom);
	return 0;
}

/* "memory.max", "io.max 8:0 rbps" */
static void print_name(const struct cgroup_limit *limit, struct text *out)
{
	text_format(out, "  %s", limit->file);
	if (limit->key)
		text_format(out, " %s", limit->key);
	if (limit->name)
		text_format(out, " %s", limit->name);
}

static void print_limit(const struct cgroup_limit *limit, struct text *out)
{
	print_name(limit, out);
	if (limit->asked)
		text_format(out, ": %s asked for (%s)", limit->asked, limit->field);
	else
		text_add(out, ": none asked for");
	if (limit->held && limit->asked && !is_said_by(limit->asked, limit->held))
		text_format(out, ", the kernel holds %s", limit->held);
	if (limit->by)
		text_format(out, ", effective %s: %s %s", limit->effective, limit->by,
			    limit->is_guarantee ? "grants no more" : "allows no more");
	else if (!limit->held)
		text_add(out, ", there is nothing that holds it");
	text_add(out, "\n");
}

void cgroup_description_print(const struct cgroup_description *description, struct text *out)
{
	static const char *const titles[] = {"limits", "guarantees"};
	bool kept = true;

	text_format(out, "cgroup %s%s\n", description->path,
		    description->is_there ? "" : ", which is gone");
	for (int guarantees = 0; guarantees < 2; guarantees++) {
		bool begun = false;

		for (size_t i = 0; i < description->limit_count; i++) {
			const struct cgroup_limit *limit = &description->limits[i];

			if (limit->is_guarantee != guarantees)
				continue;
			if (!begun)
				text_format(out, "%s\n", titles[guarantees]);
			begun = true;
			print_limit(limit, out);
			kept = kept && (limit->is_kept || !limit->asked);
		}
	}
	if (description->oom.whose != OOM_NONE)
		oom_print(&description->oom, out), text_add(out, "\n");
	text_add(out, kept ? "it has what was asked for\n"
			   : "it does not have all that was asked for\n");
}

static void write_limit(const struct cgroup_limit *limit, struct json *json)
{
	json_begin_object(json, NULL);
	json_string(json, "file", limit->file);
	json_string(json, "key", limit->key);
	json_string(json, "name", limit->name);
	json_string(json, "field", limit->field);
	json_string(json, "asked", limit->asked);
	json_string(json, "held", limit->held);
	json_string(json, "effective", limit->effective);
	json_string(json, "decided_by", limit->by);
	json_boolean(json, "guarantee", limit->is_guarantee);
	json_boolean(json, "kept", limit->is_kept);
	json_end_object(json);
}

void cgroup_description_write(const struct cgroup_description *description, struct json *json)
{
	json_string(json, "cgroup", description->path);
	json_begin_array(json, "limits");
	for (size_t i = 0; i < description->limit_count; i++)
		write_limit(&description->limits[i], json);
	json_end_array(json);
	oom_write(&description->oom, json, "out_of_memory");
}
