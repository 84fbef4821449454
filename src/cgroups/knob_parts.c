/*
 * knob_parts.c - the single limits in a limit file
 */
#include <string.h>

#include "alloc.h"
#include "knob_parts.h"
#include "text.h"

enum shape {
	WHOLE, /* one limit */
	LINES, /* "KEY VALUE" */
	PAIRS  /* "KEY NAME=VALUE .." */
};

/* Files that are not here are WHOLE. */
static const struct shaped {
	const char *file;
	enum shape shape;
	const char *absent; /* what a limit is that has no line */
} files[] = {
	{"io.max",        PAIRS, "max"    },
	{"io.latency",    PAIRS, "0"      },
	{"rdma.max",      PAIRS, "max"    },
	{"io.weight",     LINES, "default"},
	{"io.bfq.weight", LINES, "default"},
	{"misc.max",      LINES, "max"    },
	{"dmem.max",      LINES, "max"    },
	{"dmem.low",      LINES, "0"      },
	{"dmem.min",      LINES, "0"      },
};

static const struct shaped *shape_of(const char *file)
{
	static const struct shaped whole = {"", WHOLE, ""};

	for (size_t i = 0; i < COUNT(files); i++) {
		if (text_equal(files[i].file, file))
			return &files[i];
	}
	return &whole;
}

static const char *next_word(struct arena *arena, const char **at)
{
	size_t length = strcspn(*at, " \n");
	char *word = arena_bytes(arena, *at, length);

	*at += length;
	*at += strspn(*at, " \n");
	return word;
}

static const char *first_line(struct arena *arena, const char *text)
{
	return arena_bytes(arena, text, strcspn(text, "\n"));
}

void knob_parts_add(struct arena *arena, struct knob_parts *parts, const char *file,
		    const char *written)
{
	enum shape shape = shape_of(file)->shape;
	struct knob_part part = {.file = file};

	if (shape == WHOLE) {
		part.value = first_line(arena, written);
		*ARENA_ADD(arena, parts->items, parts->count) = part;
		return;
	}
	part.key = next_word(arena, &written);
	/* "300" to io.weight is what "default 300" is. */
	if (shape == LINES) {
		part.value = *written ? first_line(arena, written) : part.key;
		part.key = *written ? part.key : "default";
		*ARENA_ADD(arena, parts->items, parts->count) = part;
		return;
	}
	while (*written) {
		const char *word = next_word(arena, &written);
		const char *equals = strchr(word, '=');

		if (!equals)
			continue;
		part.name = arena_bytes(arena, word, (size_t)(equals - word));
		part.value = equals + 1;
		*ARENA_ADD(arena, parts->items, parts->count) = part;
	}
}

bool knob_part_is(const struct knob_part *one, const struct knob_part *other)
{
	return text_equal(one->file, other->file) &&
	       (text_equal(one->key, other->key) || one->key == other->key) &&
	       (text_equal(one->name, other->name) || one->name == other->name);
}

const char *knob_part_value(struct arena *arena, const struct knob_part *part, const char *content)
{
	struct knob_parts parts = {.count = 0};

	for (const char *line = content; part->key && *line;) {
		size_t length = strcspn(line, "\n");

		knob_parts_add(arena, &parts, part->file, arena_bytes(arena, line, length));
		line += length;
		line += *line == '\n';
	}
	if (!part->key)
		return first_line(arena, content);
	for (size_t i = 0; i < parts.count; i++) {
		if (knob_part_is(&parts.items[i], part))
			return parts.items[i].value;
	}
	return shape_of(part->file)->absent;
}

const char *knob_part_line(struct arena *arena, const struct knob_part *part)
{
	if (part->name)
		return arena_format(arena, "%s %s=%s", part->key, part->name, part->value);
	/* BFQ takes the default without its name only. */
	if (part->key && !text_equal(part->key, "default"))
		return arena_format(arena, "%s %s", part->key, part->value);
	/* No CPUs of its own are said with an empty line: an empty write is none. */
	return part->value[0] ? part->value : "\n";
}
