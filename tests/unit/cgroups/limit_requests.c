/*
 * limit_requests.c - what was asked for, as it goes into the record and comes back
 */
#include "../../fakes/limit_files.h"

#include "limit_requests.h"

TestSuite(cgroups_limit_requests, .init = limit_files_make, .fini = limit_files_drop);

static void note(const struct cgroup_write *row, size_t count, const char *before,
		 struct text *after)
{
	auto_arena struct arena arena = NO_ARENA;
	struct cgroup_write rows[4];
	struct cgroup_update update = {.arena = &arena, .writes = rows, .write_count = count};
	struct error err = NO_ERROR;

	memcpy(rows, row, count * sizeof(*row));
	cr_assert_eq(cgroup_update_note(limit_files, &update, before, after, &err), 0, "%s",
		     err.text);
}

Test(cgroups_limit_requests, the_later_of_two_requests_counts)
{
	static const struct cgroup_write first[] = {
		{"pids", "pids.max", "7",              "a", .optional = false},
		{"misc", "misc.max", "res_a 3",        "b", .optional = false},
		{"rdma", "rdma.max", "m hca_handle=1", "c", .optional = false},
	};
	static const struct cgroup_write second[] = {
		{"rdma", "rdma.max", "m hca_object=2", "d", .optional = false},
		{"misc", "misc.max", "res_a 4",        "e", .optional = false},
	};
	auto_text struct text before = NO_TEXT, after = NO_TEXT;

	limit_file("pids.max", "");
	limit_file("misc.max", "");
	limit_file("rdma.max", "");
	note(first, COUNT(first), "", &before);
	note(second, COUNT(second), before.start, &after);
	cr_expect_str_eq(
		after.start,
		"[{\"file\":\"pids.max\",\"value\":\"7\",\"field\":\"a\"},"
		"{\"file\":\"misc.max\",\"key\":\"res_a\",\"value\":\"4\",\"field\":\"e\"},"
		"{\"file\":\"rdma.max\",\"key\":\"m\",\"name\":\"hca_handle\",\"value\":\"1\","
		"\"field\":\"c\"},"
		"{\"file\":\"rdma.max\",\"key\":\"m\",\"name\":\"hca_object\",\"value\":\"2\","
		"\"field\":\"d\"}]");
}

Test(cgroups_limit_requests, only_rows_that_were_written_count)
{
	static const struct cgroup_write rows[] = {
		{"io",     "io.bfq.weight",   "500",  "w", .optional = true },
		{"io",     "io.weight",       "4950", "w", .otherwise = true},
		{"memory", "memory.swap.max", "max",  "s", .optional = true },
	};
	auto_text struct text bfq = NO_TEXT, plain = NO_TEXT;

	limit_file("io.weight", "");
	note(rows, COUNT(rows), "", &plain);
	cr_expect_str_eq(plain.start, "[{\"file\":\"io.weight\",\"key\":\"default\","
				      "\"value\":\"4950\",\"field\":\"w\"}]");
	limit_file("io.bfq.weight", "");
	note(rows, COUNT(rows), "", &bfq);
	cr_expect(strstr(bfq.start, "io.bfq.weight") && !strstr(bfq.start, "4950"), "%s",
		  bfq.start);
}

Test(cgroups_limit_requests, a_record_that_holds_something_else_is_refused)
{
	auto_arena struct arena arena = NO_ARENA;
	struct knob_parts requests = {.count = 0};
	struct error err = NO_ERROR;

	cr_expect_eq(limit_requests_read(&arena, &requests, "{}", &err), -1);
	cr_expect_str_eq(err.text, "limits.json:1:1: a list is expected");
	cr_expect_eq(limit_requests_read(&arena, &requests, "[{\"file\":\"x\"}]", &err), -1);
	cr_expect_str_eq(err.text, "limits.json:1:2: a limit is expected");
}
