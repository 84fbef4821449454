/*
 * load.c - JSON to a checked struct spec
 */
#include <string.h>

#include "alloc.h"
#include "check.h"
#include "decode.h"
#include "log.h"
#include "path.h"
#include "tables.h"

const char *pairs_find(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++) {
		if (strcmp(pairs->items[i].name, name) == 0)
			return pairs->items[i].value;
	}
	return NULL;
}

/* The outermost object as the struct of this table, or NULL with a sentence. */
static void *read_as(struct json_document *document, const struct field_table *table,
		     struct arena *arena, struct error *err)
{
	struct decode decode = {.document = document, .arena = arena, .err = err};
	void *target = arena_alloc(arena, table->size);

	if (json_parse(document, arena, err) ||
	    decode_object(&decode, table, document->root, target))
		return NULL;
	return target;
}

/* Old configurations have relative destinations; the spec keeps them, and so does runc. */
static void settle_destinations(const char *name, struct spec *spec, struct arena *arena)
{
	for (size_t i = 0; i < spec->mount_count; i++) {
		struct spec_mount *mount = &spec->mounts[i];

		if (path_is_absolute(mount->destination))
			continue;
		log_warning("%s: mounts[%zu].destination: \"%s\" is not absolute, taken from /",
			    name, i, mount->destination);
		mount->destination = path_join(arena, "/", mount->destination);
	}
}

static struct extent extent_of(const struct json_document *document)
{
	static const char *const path[] = {"linux", "seccomp", "syscalls"};
	const struct json_value *value = document->root;

	for (size_t i = 0; value && i < COUNT(path); i++)
		value = json_find(value, path[i]);
	if (!value || value->kind != JSON_ARRAY)
		return (struct extent){0};
	return (struct extent){value->offset, json_end(document, value)};
}

struct spec *spec_read(struct arena *arena, const char *name, const char *json, size_t size,
		       struct error *err)
{
	struct json_document document = {.name = name, .text = json, .size = size};
	struct spec *spec = read_as(&document, &spec_table, arena, err);

	if (!spec)
		return NULL;
	if (!spec->linux)
		spec->linux = arena_alloc(arena, sizeof(*spec->linux));
	if (check_spec(spec, &document, err))
		return NULL;
	settle_destinations(name, spec, arena);
	spec->seccomp_rules = extent_of(&document);
	return spec;
}

struct spec *spec_read_mounts(struct arena *arena, const char *name, const char *json, size_t size,
			      struct error *err)
{
	struct json_document document = {.name = name, .text = json, .size = size};
	struct place place = {.name = "mounts"};
	struct decode decode = {.document = &document, .arena = arena, .err = err, .place = &place};
	struct spec *spec = arena_alloc(arena, sizeof(*spec));

	if (json_parse(&document, arena, err) ||
	    decode_field(&decode, decode_row(&spec_table, place.name), document.root, spec) ||
	    check_mounts(spec, &document, err))
		return NULL;
	settle_destinations(name, spec, arena);
	return spec;
}

struct spec_process *spec_read_process(struct arena *arena, const char *name, const char *json,
				       size_t size, struct error *err)
{
	struct json_document document = {.name = name, .text = json, .size = size};
	struct spec_process *process = read_as(&document, &spec_process_table, arena, err);

	if (!process || check_process(process, &document, err))
		return NULL;
	return process;
}

struct spec_resources *spec_read_resources(struct arena *arena, const char *name, const char *json,
					   size_t size, struct error *err)
{
	struct json_document document = {.name = name, .text = json, .size = size};

	return read_as(&document, &spec_resources_table, arena, err);
}
