/*
 * former_limits.c - limits noted, changed and put back
 */
#include "../../fakes/limit_files.h"

#include "former_limits.h"

static const struct cgroup_write rows[] = {
	{"cpu",    "cpu.idle",       "1",              "f", .optional = false},
	{"memory", "memory.max",     "4096",           "f", .optional = false},
	{"rdma",   "rdma.max",       "m hca_object=7", "f", .optional = false},
	{"memory", "memory.reclaim", "1",              "f", .optional = false},
};

TestSuite(cgroups_former_limits, .init = limit_files_make, .fini = limit_files_drop);

static void begin(struct arena *arena, struct knob_parts *former)
{
	limit_file("cpu.idle", "0\n");
	limit_file("cpu.weight", "500\n");
	limit_file("memory.max", "8192\n");
	limit_file("rdma.max", "m hca_handle=max hca_object=4\n");
	former_limits_note(limit_files, arena, rows, COUNT(rows), former);
	limit_file("cpu.idle", "1\n");
	limit_file("cpu.weight", "100\n");
	limit_file("memory.max", "4096\n");
}

Test(cgroups_former_limits, what_was_is_again)
{
	auto_arena struct arena arena = NO_ARENA;
	struct knob_parts former = {.count = 0};
	struct error err = NO_ERROR;

	begin(&arena, &former);
	fail(&err, STATE, "it did not work");
	limit_file("rdma.max", ""); /* so that it reads as it is written */
	former_limits_restore(limit_files, &arena, &former, &err);
	cr_expect_str_eq(limit_content("cpu.idle"), "0\n");
	cr_expect_str_eq(limit_content("cpu.weight"), "500\n", "idleness had taken it away");
	cr_expect_str_eq(limit_content("memory.max"), "8192\n");
	cr_expect_str_eq(limit_content("rdma.max"), "m hca_object=4");
	cr_expect_str_eq(err.text, "it did not work");
}

Test(cgroups_former_limits, what_cannot_be_put_back_is_told)
{
	auto_arena struct arena arena = NO_ARENA;
	struct knob_parts former = {.count = 0};
	struct error err = NO_ERROR;

	begin(&arena, &former);
	fail(&err, STATE, "it did not work");
	unlinkat(limit_files, "memory.max", 0);
	former_limits_restore(limit_files, &arena, &former, &err);
	cr_expect_str_eq(err.text, "it did not work; memory.max could not be put back to \"8192\"");
}
