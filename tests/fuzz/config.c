/*
 * config.c - config.json: read, planned, printed, written and read again
 *
 * What was accepted and written by the same tables must be accepted once more and mean the
 * same: the two plans are equal as text.
 */
#include <string.h>

#include "error.h"
#include "log.h"
#include "plan.h"
#include "target.h"
#include "text.h"

static bool plan_as_text(struct arena *arena, const struct spec *spec, struct text *out)
{
	struct plan plan = {.arena = arena, .spec = spec, .id = "fuzz", .bundle = "/bundle"};
	struct error err = NO_ERROR;

	if (plan_make(&plan, &err)) {
		HOLDS(err.text[0], "a refusal without a word\n");
		return false;
	}
	plan_print(&plan, out);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text written = NO_TEXT, first = NO_TEXT, second = NO_TEXT;
	struct error err = NO_ERROR;
	struct spec *spec;

	(void)log_open(NULL, false, LOG_LEVEL_ERROR, &err);
	spec = spec_read(&arena, "config.json", (const char *)data, size, &err);
	if (!spec) {
		HOLDS(strchr(err.text, ':'), "no place in: %s\n", err.text);
		return 0;
	}
	if (!plan_as_text(&arena, spec, &first))
		return 0;
	spec_write(&written, spec);
	spec = spec_read(&arena, "again.json", written.start, written.length, &err);
	HOLDS(spec, "%s\n%s\n", err.text, written.start);
	HOLDS(plan_as_text(&arena, spec, &second), "%s\n", written.start);
	HOLDS(strcmp(text_string(&first), text_string(&second)) == 0, "%s\n%s\n", first.start,
	      second.start);
	return 0;
}
