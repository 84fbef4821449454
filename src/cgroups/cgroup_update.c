/*
 * cgroup_update.c - other limits for a container that runs
 *
 * Everything that we can refuse is refused by the plan, before anything is written. What the
 * kernel refuses after that is told by name, and what was written before it is put back: an
 * update is done as a whole or not at all. The device program goes last, since what can fail
 * about it has been tried when it is loaded.
 */
#include <string.h>

#include "controllers.h"
#include "device_rules.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "former_limits.h"
#include "knobs.h"
#include "text.h"

#define MOST_OF_A_FILE 4096

/* What is not there, for want of a controller, has no limit. */
static struct present read_present(int cgroup, struct arena *arena)
{
	struct present present = {.cpu_quota = "max", .memory_limit = -1};
	auto_text struct text bandwidth = NO_TEXT;
	uint64_t limit;

	if (file_read(cgroup, "cpu.max", MOST_OF_A_FILE, &bandwidth) == 0)
		present.cpu_quota =
			arena_bytes(arena, bandwidth.start, strcspn(bandwidth.start, " \n"));
	if (knob_number(cgroup, "memory.max", &limit) == 0 && limit <= INT64_MAX)
		present.memory_limit = (int64_t)limit;
	return present;
}

int cgroup_update_plan(int cgroup, const struct spec_resources *resources, struct arena *arena,
		       struct cgroup_update *update, struct error *err)
{
	const struct present present = read_present(cgroup, arena);
	struct limits limits = {.arena = arena, .present = &present};

	*update = (struct cgroup_update){.arena = arena, .memory = resources->memory};
	if (limits_plan(&limits, resources, err) ||
	    knobs_check(cgroup, limits.writes, limits.count, err))
		return -1;
	update->writes = limits.writes;
	update->write_count = limits.count;
	if (!resources->device_count)
		return 0;
	return device_rules_plan(arena, resources, &update->filter, err);
}

static bool writes(const struct cgroup_update *update, const char *file)
{
	for (size_t i = 0; i < update->write_count; i++) {
		if (text_equal(update->writes[i].file, file))
			return true;
	}
	return false;
}

static int replace(int cgroup, const struct cgroup_update *update, int program, struct error *err)
{
	if (knobs_write(cgroup, update->writes, update->write_count, err))
		return -1;
	return program < 0 ? 0 : device_program_attach(cgroup, false, program, err);
}

int cgroup_update_play(int cgroup, const struct cgroup_update *update, struct error *err)
{
	auto_close int program = -1;
	struct knob_parts former = {.count = 0};
	const char *high;
	int replaced;

	if (update->filter && (program = device_program_load(update->filter, err)) < 0)
		return -1;
	former_limits_note(cgroup, update->arena, update->writes, update->write_count, &former);
	if (memory_make_room(cgroup, update->arena, update->memory, &high, err))
		return -1;
	replaced = replace(cgroup, update, program, err);
	if (replaced || !writes(update, "memory.high"))
		memory_release(cgroup, high);
	if (replaced)
		former_limits_restore(cgroup, update->arena, &former, err);
	return replaced;
}
