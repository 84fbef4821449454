/*
 * joining_file.c - what exec needs of a container, ready for use
 *
 * Theory of operation
 *
 * Most of a usual configuration is its seccomp profile, some 430 names, and most of what exec does
 * is reading it and compiling it again. So create leaves a file in the record that begins with the
 * filter as it was compiled, and goes on with the configuration without the rules it came from:
 *
 *	header, instructions, "{ ... "syscalls": [] ... }"
 *
 * It is no less to be believed than config.json beside it: both are root's alone. When it is not
 * there, torn, or another version's, config.json does.
 */
#include <linux/filter.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "plan.h"
#include "record.h"
#include "record_file.h"
#include "text.h"
#include "version.h"

#define JOINING_LIMIT (16 << 20)

struct header {
	char version[64]; /* of the berth that wrote it */
	uint32_t flags;
	uint16_t instructions;
	uint8_t notifies, unused;
};

static size_t code_size(unsigned short instructions)
{
	return instructions * sizeof(struct sock_filter);
}

int joining_file_write(const struct record *record, const struct plan *plan,
		       const struct text *config, struct error *err)
{
	const struct filter *filter = plan->privileges.filter;
	const struct extent *rules = &plan->spec->seccomp_rules;
	auto_text struct text out = NO_TEXT;
	struct header header = {.version = ""};

	if (!filter || !rules->end)
		return 0;
	strncpy(header.version, berth_version, sizeof(header.version) - 1);
	header.flags = filter->flags;
	header.instructions = filter->length;
	header.notifies = filter->notifies;
	text_add_bytes(&out, &header, sizeof(header));
	text_add_bytes(&out, filter->code, code_size(filter->length));
	text_add_bytes(&out, config->start, rules->start);
	text_add(&out, "[]");
	text_add(&out, config->start + rules->end);
	if (file_make(record->dir, RECORD_JOINING, out.start, out.length, 0600))
		return fail(err, SYSTEM, "write what exec needs of container %s", record->id);
	return 0;
}

/* NULL: there is none that can be used. */
static struct spec *read_file(struct arena *arena, const struct text *file, struct filter **filter)
{
	struct error unusable = NO_ERROR;
	struct header header;
	struct spec *spec;
	size_t rest;
	const char *code = file->start + sizeof(header);

	if (file->length < sizeof(header))
		return NULL;
	memcpy(&header, file->start, sizeof(header));
	rest = file->length - sizeof(header);
	header.version[sizeof(header.version) - 1] = '\0';
	if (strcmp(header.version, berth_version) != 0 || rest <= code_size(header.instructions))
		return NULL;
	rest -= code_size(header.instructions);
	spec = spec_read(arena, "config.json",
			 arena_bytes(arena, code + code_size(header.instructions), rest), rest,
			 &unusable);
	if (!spec || !spec->linux->seccomp)
		return NULL;
	*filter = arena_alloc(arena, sizeof(**filter));
	(*filter)->code = (void *)arena_bytes(arena, code, code_size(header.instructions));
	(*filter)->length = header.instructions;
	(*filter)->flags = header.flags;
	(*filter)->notifies = header.notifies;
	(*filter)->listener_path = spec->linux->seccomp->listener_path;
	(*filter)->listener_metadata = spec->linux->seccomp->listener_metadata;
	return spec;
}

struct spec *record_joining(struct arena *arena, const struct record *record,
			    struct filter **filter, struct error *err)
{
	auto_text struct text file = NO_TEXT;
	struct spec *spec = NULL;

	*filter = NULL;
	if (file_read_stored(record->dir, RECORD_JOINING, JOINING_LIMIT, &file) == 0)
		spec = read_file(arena, &file, filter);
	if (!spec)
		return record_spec(arena, record, err);
	spec->annotations_off = record->annotations_off;
	return spec;
}
