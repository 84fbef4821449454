/*
 * former_limits.c - what limits were before they are changed, to put them back
 *
 * They are put back in the opposite order, each as far as the kernel lets it, and then it is
 * looked what they are: the order in which one limit allows another (a burst is never above
 * its quota) is the kernel's, and may need the second of two rows of the same file.
 */
#include "former_limits.h"
#include "error.h"
#include "file.h"
#include "io_devices.h"
#include "knobs.h"
#include "text.h"

static void note(int cgroup, struct arena *arena, const char *file, const char *value,
		 struct knob_parts *former)
{
	auto_text struct text content = NO_TEXT;
	size_t first = former->count;

	if (file_read(cgroup, file, MOST_OF_A_KNOB, &content))
		return;
	knob_parts_add(arena, former, file, value);
	for (size_t i = first; i < former->count; i++)
		former->items[i].value =
			knob_part_value(arena, &former->items[i], text_string(&content));
}

void former_limits_note(int cgroup, struct arena *arena, const struct cgroup_write *writes,
			size_t count, struct knob_parts *former)
{
	struct error ignored = NO_ERROR; /* whoever writes the row will tell */

	for (size_t i = 0; i < count; i++) {
		const char *value = io_devices_resolve(arena, &writes[i], &ignored);

		/* Idleness takes the weight away, and its end gives back the default. */
		if (text_equal(writes[i].file, "cpu.idle"))
			note(cgroup, arena, "cpu.weight", "", former);
		if (value)
			note(cgroup, arena, writes[i].file, value, former);
	}
}

static bool is_back(int cgroup, struct arena *arena, const struct knob_part *part)
{
	auto_text struct text content = NO_TEXT;

	return file_read(cgroup, part->file, MOST_OF_A_KNOB, &content) == 0 &&
	       text_equal(knob_part_value(arena, part, text_string(&content)), part->value);
}

void former_limits_restore(int cgroup, struct arena *arena, const struct knob_parts *former,
			   struct error *err)
{
	for (size_t i = former->count; i-- > 0;) {
		const struct knob_part *part = &former->items[i];

		/* Whether it worked is looked at below. */
		(void)file_write(cgroup, part->file, knob_part_line(arena, part));
	}
	for (size_t i = 0; i < former->count; i++) {
		const struct knob_part *part = &former->items[i];

		if (is_back(cgroup, arena, part))
			continue;
		(void)fail_cure(err, "%s could not be put back to \"%s\"", part->file,
				knob_part_line(arena, part));
		return;
	}
}
