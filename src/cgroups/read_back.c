/*
 * read_back.c - what the kernel made of what was written
 *
 * A write that succeeds is not yet a limit. Sizes are rounded down to whole pages, which is
 * well: less than was allowed. Two things are not, and nothing else tells of them:
 *  - a number that comes back larger than it was;
 *  - CPUs or memory nodes of which a cgroup above allows none. The kernel takes them and then
 *    uses all that is allowed above, so that the container runs where it must not.
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "index_list.h"
#include "knob_parts.h"
#include "knobs.h"
#include "number.h"
#include "read_back.h"
#include "text.h"

/* More than any machine has; the kernel says "max" to that, too. */
#define NO_LIMIT (INT64_MAX / 2)

static bool is_number(const char *word, uint64_t *number)
{
	*number = UINT64_MAX;
	return text_equal(word, "max") || number_unsigned(word, UINT64_MAX, number) == 0;
}

/* Of limits only: a weight or a guarantee has no side that is the safe one. */
static bool is_upper_limit(const char *file)
{
	return text_ends_with(file, ".max") || text_ends_with(file, ".high");
}

static int compare(int cgroup, const struct cgroup_write *row, const char *value, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text content = NO_TEXT;
	struct knob_parts parts = {.count = 0};

	if (file_read(cgroup, row->file, MOST_OF_A_KNOB, &content))
		return fail(err, SYSTEM, "read %s back for %s", row->file, row->field);
	knob_parts_add(&arena, &parts, row->file, value);
	for (size_t i = 0; i < parts.count; i++) {
		const struct knob_part *part = &parts.items[i];
		const char *now = knob_part_value(&arena, part, text_string(&content));
		uint64_t asked, held;

		if (is_number(part->value, &asked) && is_number(now, &held) && held > asked &&
		    asked < NO_LIMIT)
			return fail(err, REFUSED,
				    "%s: the kernel has taken %s for %s, and holds %s", row->field,
				    knob_part_line(&arena, part), row->file, now);
	}
	return 0;
}

static int check_list(int cgroup, const struct cgroup_write *row, struct error *err)
{
	auto_text struct text effective = NO_TEXT;
	char file[64];

	snprintf(file, sizeof(file), "%s.effective", row->file);
	if (file_read(cgroup, file, MOST_OF_A_KNOB, &effective))
		return fail(err, SYSTEM, "read %s for %s", file, row->field);
	effective.start[strcspn(effective.start, "\n")] = '\0';
	if (!index_list_exceeds(effective.start, row->value))
		return 0;
	return fail(err, REFUSED,
		    "%s: of %s none is there or allowed by the cgroups above: the kernel would "
		    "use %s",
		    row->field, row->value, effective.start);
}

int read_back(int cgroup, const struct cgroup_write *row, const char *value, struct error *err)
{
	if (text_equal(row->file, "cpuset.cpus") || text_equal(row->file, "cpuset.mems"))
		return check_list(cgroup, row, err);
	return is_upper_limit(row->file) ? compare(cgroup, row, value, err) : 0;
}
