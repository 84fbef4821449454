/*
 * cgroup_limits.h - planned rows as text, to compare them
 */
#ifndef BERTH_TESTS_CGROUP_LIMITS_H
#define BERTH_TESTS_CGROUP_LIMITS_H

#include <criterion/criterion.h>

#include "controllers.h"
#include "error.h"
#include "text.h"

/* "cpu.weight=100 cpu.max=max 5000"; optional rows end with "?", "or" stands before others. */
static inline const char *cgroup_limits_text(const struct spec_resources *resources,
					     const struct present *present)
{
	static struct arena arena;
	static struct text text;
	struct limits limits = {.arena = &arena, .present = present};
	struct error err = NO_ERROR;

	text_clear(&text);
	if (limits_plan(&limits, resources, &err)) {
		text_format(&text, "error %d: %s", err.kind, err.text);
		return text_string(&text);
	}
	for (size_t i = 0; i < limits.count; i++) {
		const struct cgroup_write *row = &limits.writes[i];

		text_format(&text, "%s%s%s=%s%s", i ? "; " : "", row->otherwise ? "or " : "",
			    row->file, row->value, row->optional ? "?" : "");
	}
	return text_string(&text);
}

#define GIVEN(number)                                                                              \
	{                                                                                          \
		.given = true, .value = (number)                                                   \
	}

#endif
