/*
 * controllers.c - the table of controllers, and the list of rows they make
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "controllers.h"
#include "text.h"

/* The order is that of writing: cpuset first, since it decides what the others count. */
const struct controller controllers[] = {
	{"cpuset",  cpuset_limits },
	{"cpu",     cpu_limits    },
	{"memory",  memory_limits },
	{"io",      io_limits     },
	{"pids",    pids_limits   },
	{"hugetlb", hugetlb_limits},
	{"rdma",    rdma_limits   },
	{"net_cls", network_limits},
	{"misc",    NULL          },
	{"dmem",    NULL          },
};
const size_t controller_count = COUNT(controllers);

int limits_plan(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	for (size_t i = 0; i < COUNT(controllers); i++) {
		limits_fn *plan = controllers[i].limits;

		if (plan && plan(limits, resources, err))
			return -1;
	}
	return unified_limits(limits, resources, err);
}

struct cgroup_write *limits_add(struct limits *limits, const char *field, const char *file,
				const char *format, ...)
{
	struct cgroup_write *row = ARENA_ADD(limits->arena, limits->writes, limits->count);
	auto_text struct text value = NO_TEXT;
	va_list args;

	va_start(args, format);
	text_vformat(&value, format, args);
	va_end(args);
	*row = (struct cgroup_write){
		.controller = arena_bytes(limits->arena, file, strcspn(file, ".")),
		.file = arena_text(limits->arena, file),
		.value = arena_text(limits->arena, text_string(&value)),
		.field = field,
	};
	return row;
}

void limits_forget(struct limits *limits, const char *file)
{
	size_t kept = 0;
	bool forgotten = false;

	for (size_t i = 0; i < limits->count; i++) {
		const struct cgroup_write *row = &limits->writes[i];

		forgotten = text_equal(row->file, file) || (row->otherwise && forgotten);
		if (!forgotten)
			limits->writes[kept++] = *row;
	}
	limits->count = kept;
}

bool limit_given(const struct optional *number)
{
	return number->given && number->value != 0;
}

const char *limit_text(struct arena *arena, int64_t limit)
{
	return limit < 0 ? "max" : arena_format(arena, "%" PRId64, limit);
}
