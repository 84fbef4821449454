/*
 * limit_requests.c - what has been asked of a cgroup, limit by limit
 *
 * What create asked for is planned again from the recorded configuration. What `update` asked
 * for since is kept in the record, as the list that is written and read here:
 *
 *	[{"file":"io.max","key":"8:0","name":"rbps","value":"1048576","field":"linux.res.."}]
 *
 * It is a list of limits, not of properties of the spec: a later memory.limit goes over an
 * earlier unified "memory.max", as it did in the kernel.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "io_devices.h"
#include "json.h"
#include "limit_requests.h"
#include "text.h"

static void replace(struct arena *arena, struct knob_parts *requests, const struct knob_part *part)
{
	size_t i = 0;

	while (i < requests->count && !knob_part_is(&requests->items[i], part))
		i++;
	if (i == requests->count)
		(void)ARENA_ADD(arena, requests->items, requests->count);
	requests->items[i] = *part;
}

static void add_row(struct arena *arena, struct knob_parts *requests,
		    const struct cgroup_write *row)
{
	struct error ignored = NO_ERROR; /* of a disk that has gone: it is told by its number */
	const char *value = io_devices_resolve(arena, row, &ignored);
	struct knob_parts parts = {.count = 0};

	knob_parts_add(arena, &parts, row->file, value ? value : row->value);
	for (size_t i = 0; i < parts.count; i++) {
		parts.items[i].field = row->field;
		replace(arena, requests, &parts.items[i]);
	}
}

/* A row that found no file was passed over, or another was written in its place. */
void limit_requests_add(int cgroup, struct arena *arena, struct knob_parts *requests,
			const struct cgroup_write *writes, size_t count)
{
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		if (writes[i].otherwise && !missing)
			continue;
		missing = faccessat(cgroup, writes[i].file, F_OK, 0) && errno == ENOENT;
		if (!missing)
			add_row(arena, requests, &writes[i]);
	}
}

static const struct {
	const char *name;
	size_t offset;
} members[] = {
	{"file",  offsetof(struct knob_part, file) },
	{"key",   offsetof(struct knob_part, key)  },
	{"name",  offsetof(struct knob_part, name) },
	{"value", offsetof(struct knob_part, value)},
	{"field", offsetof(struct knob_part, field)},
};

static const char **member_of(struct knob_part *part, size_t i)
{
	return (const char **)((char *)part + members[i].offset);
}

int limit_requests_read(struct arena *arena, struct knob_parts *requests, const char *json,
			struct error *err)
{
	struct json_document document = {.name = "limits.json", .text = json};

	document.size = strlen(json);
	if (!document.size)
		return 0;
	if (json_parse(&document, arena, err))
		return -1;
	if (document.root->kind != JSON_ARRAY)
		return json_fail(&document, document.root, err, "a list is expected");
	for (const struct json_value *at = document.root->first; at; at = at->next) {
		struct knob_part part = {.file = NULL};

		for (size_t i = 0; at->kind == JSON_OBJECT && i < COUNT(members); i++) {
			const struct json_value *value = json_find(at, members[i].name);

			if (value && value->kind == JSON_STRING)
				*member_of(&part, i) = value->text;
		}
		if (!part.file || !part.value)
			return json_fail(&document, at, err, "a limit is expected");
		replace(arena, requests, &part);
	}
	return 0;
}

int cgroup_update_note(int cgroup, const struct cgroup_update *update, const char *before,
		       struct text *after, struct error *err)
{
	struct json json = {.out = after};
	struct knob_parts requests = {.count = 0};

	if (limit_requests_read(update->arena, &requests, before, err))
		return -1;
	limit_requests_add(cgroup, update->arena, &requests, update->writes, update->write_count);
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < requests.count; i++) {
		json_begin_object(&json, NULL);
		for (size_t j = 0; j < COUNT(members); j++) {
			const char *value = *member_of(&requests.items[i], j);

			if (value)
				json_string(&json, members[j].name, value);
		}
		json_end_object(&json);
	}
	json_end_array(&json);
	return 0;
}
