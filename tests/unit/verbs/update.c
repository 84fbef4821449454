/*
 * update.c - options, a file, and both, as the resources they ask for
 */
#include "records.h"

#include <fcntl.h>
#include <unistd.h>

#include "cgroups.h"
#include "verbs.h"

static struct spec_resources asked;
static char steps[64];
static bool fails;

int cgroup_open(const char *path, struct error *err)
{
	(void)err;
	cr_assert_str_eq(path, "/c1");
	return open("/", O_PATH);
}

int cgroup_update_plan(int cgroup, const struct spec_resources *resources, struct arena *arena,
		       struct cgroup_update *update, struct error *err)
{
	(void)cgroup;
	(void)err;
	asked = *resources;
	*update = (struct cgroup_update){.arena = arena};
	return 0;
}

int cgroup_update_play(int cgroup, const struct cgroup_update *update, struct error *err)
{
	(void)cgroup;
	(void)update;
	cr_assert_str_eq(steps, "read prepare ");
	strcat(steps, "play ");
	return fails ? fail(err, SYSTEM, "the kernel does not like it") : 0;
}

int scope_update(const struct scope_name *name, int cgroup, const struct cgroup_update *update,
		 struct error *err)
{
	(void)cgroup;
	(void)update;
	(void)err;
	cr_assert_str_eq(name->unit, "berth-c1.scope");
	strcat(steps, "unit ");
	return 0;
}

int record_limits_read(const struct record *record, struct text *json, struct error *err)
{
	(void)record;
	(void)json;
	(void)err;
	strcpy(steps, "read ");
	return 0;
}

int record_limits_prepare(const struct record *record, const struct text *json, struct error *err)
{
	(void)record;
	(void)err;
	cr_assert_str_eq(json->start, "[]");
	strcat(steps, "prepare ");
	return 0;
}

int record_limits_commit(const struct record *record, struct error *err)
{
	(void)record;
	(void)err;
	strcat(steps, "commit");
	return 0;
}

/* What the file of --resources says. */
struct spec_resources *spec_read_resources(struct arena *arena, const char *name, const char *json,
					   size_t size, struct error *err)
{
	struct spec_resources *resources = arena_alloc(arena, sizeof(*resources));

	(void)name;
	(void)err;
	cr_assert_eq(strlen(json), size);
	resources->memory = arena_alloc(arena, sizeof(*resources->memory));
	resources->memory->limit = (struct optional){true, 100};
	resources->memory->swap = (struct optional){true, 200};
	return resources;
}

static int update_with(struct request *req, struct error *err)
{
	static struct record record = {.id = "c1", .pid = 10, .cgroup = "/c1"};

	*err = NO_ERROR;
	if (!req->record)
		req->record = &record;
	return update_run(req, err);
}

Test(verbs_update, every_option_reaches_its_own_member)
{
	struct request req = {
		.memory = {true, 1 },
		.memory_reservation = {true, 2 },
		.memory_swap = {true, 3 },
		.kernel_memory = {true, 4 },
		.kernel_memory_tcp = {true, 5 },
		.cpu_share = {true, 6 },
		.cpu_quota = {true, -1},
		.cpu_period = {true, 8 },
		.cpu_burst = {true, 9 },
		.cpu_rt_runtime = {true, 10},
		.cpu_rt_period = {true, 11},
		.cpu_idle = {true, 1 },
		.cpuset_cpus = "0-1",
		.cpuset_mems = "0",
		.pids_limit = {true, 14},
		.blkio_weight = {true, 15},
	};
	struct error err;

	cr_assert_eq(update_with(&req, &err), 0, "%s", err.text);
	cr_assert_eq(asked.memory->limit.value, 1);
	cr_assert_eq(asked.memory->reservation.value, 2);
	cr_assert_eq(asked.memory->swap.value, 3);
	cr_assert_eq(asked.memory->kernel.value, 4);
	cr_assert_eq(asked.memory->kernel_tcp.value, 5);
	cr_assert_eq(asked.cpu->shares.value, 6);
	cr_assert_eq(asked.cpu->quota.value, -1);
	cr_assert_eq(asked.cpu->period.value, 8);
	cr_assert_eq(asked.cpu->burst.value, 9);
	cr_assert_eq(asked.cpu->realtime_runtime.value, 10);
	cr_assert_eq(asked.cpu->realtime_period.value, 11);
	cr_assert_eq(asked.cpu->idle.value, 1);
	cr_assert_str_eq(asked.cpu->cpus, "0-1");
	cr_assert_str_eq(asked.cpu->mems, "0");
	cr_assert_eq(asked.pids->limit.value, 14);
	cr_assert_eq(asked.block_io->weight.value, 15);
}

Test(verbs_update, systemd_hears_of_what_its_scope_has)
{
	struct record record = {
		.id = "c1", .pid = 10, .cgroup = "/c1", .scope = {.unit = "berth-c1.scope"}};
	struct request req = {
		.record = &record, .memory = {true, 1}
	};
	struct error err;

	cr_assert_eq(update_with(&req, &err), 0, "%s", err.text);
	cr_assert_str_eq(steps, "read prepare play unit commit");
}

Test(verbs_update, what_is_not_given_stays_absent)
{
	struct request req = {
		.memory = {true, 1}
	};
	struct error err;

	cr_assert_eq(update_with(&req, &err), 0, "%s", err.text);
	cr_assert_not(asked.memory->swap.given);
	cr_assert_not(asked.cpu->shares.given);
	cr_assert_not(asked.pids->limit.given);
	cr_assert_not(asked.block_io->weight.given);
	cr_assert_null(asked.cpu->cpus);
}

Test(verbs_update, options_go_over_the_members_of_the_file)
{
	struct request req = {
		.resources = __FILE__, .memory = {true, 1}
	};
	struct error err;

	cr_assert_eq(update_with(&req, &err), 0, "%s", err.text);
	cr_assert_eq(asked.memory->limit.value, 1);
	cr_assert_eq(asked.memory->swap.value, 200);
}

Test(verbs_update, what_cannot_be_updated_is_refused_before_anything_is_written)
{
	struct record stopped = {.id = "c1", .cgroup = "/c1"}, bare = {.id = "c1", .pid = 10};
	struct request req = {.resources = "/does/not/exist"};
	struct error err;

	cr_assert_eq(update_with(&req, &err), -1);
	cr_assert_str_eq(err.text, "read /does/not/exist: no such file or directory");
	req = (struct request){.record = &stopped};
	cr_assert_eq(update_with(&req, &err), -1);
	cr_assert_str_eq(err.text, "container not running");
	req = (struct request){.record = &bare};
	cr_assert_eq(update_with(&req, &err), -1);
	cr_assert_eq(err.kind, STATE);
	cr_assert_str_eq(steps, "");
}

Test(verbs_update, an_update_is_on_record_when_it_was_done)
{
	struct request req = {
		.memory = {true, 1}
	};
	struct error err;

	cr_assert_eq(update_with(&req, &err), 0, "%s", err.text);
	cr_expect_str_eq(steps, "read prepare play commit");
	fails = true;
	cr_assert_eq(update_with(&req, &err), -1);
	cr_expect_str_eq(steps, "read prepare play ");
}
