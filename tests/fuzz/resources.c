/*
 * resources.c - what `update --resources` reads, and the writes that are planned from it
 */
#include <string.h>

#include "controllers.h"
#include "error.h"
#include "log.h"
#include "plan.h"
#include "target.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	struct limits limits = {.arena = &arena};
	struct error err = NO_ERROR;
	const struct spec_resources *resources =
		spec_read_resources(&arena, "resources.json", (const char *)data, size, &err);

	(void)log_open(NULL, false, LOG_LEVEL_ERROR, &err);
	if (!resources || limits_plan(&limits, resources, &err)) {
		HOLDS(err.text[0], "a refusal without a word\n");
		return 0;
	}
	for (size_t i = 0; i < limits.count; i++) {
		const struct cgroup_write *row = &limits.writes[i];

		HOLDS(row->file[0] && !strchr(row->file, '/'), "writes to %s\n", row->file);
		HOLDS(row->value && row->field, "%s without a value or a field\n", row->file);
	}
	return 0;
}
