/*
 * record.c - record.json, pid and config.json: written, read, and shown as state
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "json.h"
#include "plan.h"
#include "record_file.h"
#include "store.h"
#include "text.h"
#include "version.h"

#define RECORD_LIMIT (1 << 20)
#define CONFIG_LIMIT (16 << 20)

/* ---- record.json -------------------------------------------------------------------------- */

/* The members that are strings, as rows: written and read alike. */
static const struct {
	const char *name;
	size_t offset;
} strings[] = {
	{"version",          offsetof(struct record, version)            },
	{"id",               offsetof(struct record, id)                 },
	{"bundle",           offsetof(struct record, bundle)             },
	{"rootfs",           offsetof(struct record, rootfs)             },
	{"created",          offsetof(struct record, created)            },
	{"owner",            offsetof(struct record, owner)              },
	{"cgroup",           offsetof(struct record, cgroup)             },
	{"unit",             offsetof(struct record, scope.unit)         },
	{"class of service", offsetof(struct record, rdt_class)          },
	{"monitoring group", offsetof(struct record, rdt_group)          },
	{"stdin",            offsetof(struct record, descriptors.keys[0])},
	{"stdout",           offsetof(struct record, descriptors.keys[1])},
	{"stderr",           offsetof(struct record, descriptors.keys[2])},
};

static const struct {
	const char *name;
	size_t offset;
} truths[] = {
	{"start needs the configuration", offsetof(struct record, start_needs_config)   },
	{"poststop hooks",                offsetof(struct record, has_poststop)         },
	{"annotations off",               offsetof(struct record, annotations_off)      },
	{"unit of the user",              offsetof(struct record, scope.of_user)        },
	{"own pid namespace",             offsetof(struct record, own_pid_namespace)    },
	{"own network namespace",         offsetof(struct record, own_network_namespace)},
};

static const char **string_of(const struct record *record, size_t offset)
{
	return (const char **)((char *)record + offset);
}

static bool *truth_of(const struct record *record, size_t offset)
{
	return (bool *)((char *)record + offset);
}

static void write_annotations(struct json *json, const struct record *record)
{
	if (!record->annotations.count)
		return;
	json_begin_object(json, "annotations");
	for (size_t i = 0; i < record->annotations.count; i++)
		json_string(json, record->annotations.items[i].name,
			    record->annotations.items[i].value);
	json_end_object(json);
}

void record_write(const struct record *record, struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	for (size_t i = 0; i < COUNT(strings); i++) {
		const char *value = *string_of(record, strings[i].offset);

		if (value)
			json_string(&json, strings[i].name, value);
	}
	for (size_t i = 0; i < COUNT(truths); i++)
		json_boolean(&json, truths[i].name, *truth_of(record, truths[i].offset));
	write_annotations(&json, record);
	json_end_object(&json);
}

static void take_members(struct record *record, const struct json_value *root)
{
	const struct json_value *annotations = json_find(root, "annotations");

	for (size_t i = 0; i < COUNT(strings); i++) {
		const struct json_value *value = json_find(root, strings[i].name);

		if (value && value->kind == JSON_STRING)
			*string_of(record, strings[i].offset) = value->text;
	}
	for (size_t i = 0; i < COUNT(truths); i++) {
		const struct json_value *value = json_find(root, truths[i].name);

		if (value && value->kind == JSON_BOOLEAN)
			*truth_of(record, truths[i].offset) = value->truth;
	}
	record->annotations = (struct pairs){.count = 0};
	if (!annotations || annotations->kind != JSON_OBJECT)
		return;
	for (const struct json_value *at = annotations->first; at; at = at->next) {
		if (at->kind == JSON_STRING)
			*ARENA_ADD(record->arena, record->annotations.items,
				   record->annotations.count) =
				(struct pair){.name = at->key, .value = at->text};
	}
}

static void read_pid(struct record *record)
{
	auto_text struct text line = NO_TEXT;
	int pid;

	/* An empty one was left by a SIGKILL: INIT was never let go. */
	if (file_read_stored(record->dir, "pid", 64, &line) == 0 &&
	    sscanf(text_string(&line), "%d %" SCNu64, &pid, &record->start_time) == 2)
		record->pid = pid;
}

/*
 * A record that a SIGKILL has left torn stands for a container of which nothing else was made:
 * an empty one, which delete can take away.
 */
void record_read(struct record *record)
{
	struct json_document document = {.name = "record.json"};
	auto_text struct text file = NO_TEXT;
	struct error torn = NO_ERROR;

	if (file_read_stored(record->dir, "record.json", RECORD_LIMIT, &file))
		return;
	document.text = arena_bytes(record->arena, file.start, file.length);
	document.size = file.length;
	if (json_parse(&document, record->arena, &torn) == 0)
		take_members(record, document.root);
	read_pid(record);
}

int record_load(struct arena *arena, const char *root, const char *id, struct record **loaded,
		struct error *err)
{
	struct record *record = arena_alloc(arena, sizeof(*record));
	char *path = arena_format(arena, "%s/%s", root, id);

	if (record_check_id(id, err))
		return -1;
	record->arena = arena;
	record->id = id;
	record->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (record->dir < 0 && errno == ENOENT)
		return fail(err, MISSING, "container does not exist");
	if (record->dir < 0)
		return fail(err, SYSTEM, "open the record %s", path);
	record_read(record);
	*loaded = record;
	return 0;
}

void record_close(struct record *record)
{
	if (record)
		fd_drop(&record->dir); /* and with it the lock */
}

struct spec *record_spec(struct arena *arena, const struct record *record, struct error *err)
{
	auto_text struct text file = NO_TEXT;
	struct spec *spec;
	char *json;

	if (file_read_stored(record->dir, "config.json", CONFIG_LIMIT, &file)) {
		fail(err, SYSTEM, "read the configuration of container %s", record->id);
		return NULL;
	}
	json = arena_bytes(arena, file.start, file.length);
	spec = spec_read(arena, "config.json", json, file.length, err);
	if (spec)
		spec->annotations_off = record->annotations_off;
	return spec;
}

/* ---- state ---------------------------------------------------------------------------------- */

static void write_state(struct json *json, const char *key, const struct record *record,
			enum status status, bool fat)
{
	json_begin_object(json, key);
	json_string(json, "ociVersion", OCI_VERSION);
	json_string(json, "id", record->id);
	json_signed(json, "pid", status == STATUS_STOPPED ? 0 : record->pid);
	json_string(json, "status", status_name(status));
	json_string(json, "bundle", record->bundle ? record->bundle : "");
	if (fat) {
		json_string(json, "rootfs", record->rootfs ? record->rootfs : "");
		json_string(json, "created", record->created ? record->created : "");
	}
	write_annotations(json, record);
	if (fat)
		json_string(json, "owner", record->owner ? record->owner : "");
	json_end_object(json);
}

void record_state(const struct record *record, enum status status, bool fat, bool indented,
		  struct text *out)
{
	struct json json = {.out = out, .indent = indented ? "  " : NULL};

	write_state(&json, NULL, record, status, fat);
}

void process_state_write(const struct job *job, const char *metadata, struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	json_string(&json, "ociVersion", OCI_VERSION);
	json_begin_array(&json, "fds");
	json_string(&json, NULL, "seccompFd");
	json_end_array(&json);
	json_signed(&json, "pid", job->pid);
	if (metadata)
		json_string(&json, "metadata", metadata);
	write_state(&json, "state", job->record, job->creation ? STATUS_CREATING : STATUS_RUNNING,
		    false);
	json_end_object(&json);
}
