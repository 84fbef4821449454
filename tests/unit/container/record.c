#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "record.h"
#include "record_file.h"
#include "text.h"

static char root[] = "/tmp/berth-record-XXXXXX";
static struct arena arena;

static void make_root(void)
{
	cr_assert_not_null(mkdtemp(root));
}

static void drop_root(void)
{
	struct record *record;
	struct error err = NO_ERROR;

	if (record_load(&arena, root, "c1", &record, &err) == 0)
		cr_expect_eq(record_remove(root, record, &err), 0, "%s", err.text);
	cr_expect_eq(rmdir(root), 0, "all of it is gone");
	arena_drop(&arena);
}

TestSuite(container_record, .init = make_root, .fini = drop_root);

static void put(const char *name, const char *content)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/c1", root);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/c1/%s", root, name);
	cr_assert_eq(file_make(AT_FDCWD, path, content, strlen(content), 0600), 0);
}

static struct record *load(void)
{
	struct error err = NO_ERROR;
	struct record *record = NULL;

	cr_assert_eq(record_load(&arena, root, "c1", &record, &err), 0, "%s", err.text);
	return record;
}

Test(container_record, what_a_kill_left_half_written_goes_with_it)
{
	put(".networks.460", "");
	cr_assert_not_null(load());
}

Test(container_record, what_is_written_is_read_back)
{
	static struct pair note = {"who", "me \"and\" you"};
	struct record record = {
		.version = "1",
		.id = "c1",
		.bundle = "/b",
		.rootfs = "/b/rootfs",
		.created = "2026-11-23T00:00:00Z",
		.owner = "root",
		.cgroup = "/c1",
		.rdt_class = "gold",
		.rdt_group = "gold/mon_groups/c1",
		.has_poststop = true,
		.annotations = {&note, 1},
	};
	auto_text struct text file = NO_TEXT;
	struct record *back;

	record_write(&record, &file);
	put("record.json", file.start);
	put("pid", "42 4711\n");
	back = load();
	cr_assert_str_eq(back->bundle, "/b");
	cr_assert_str_eq(back->cgroup, "/c1");
	cr_assert_str_eq(back->rdt_class, "gold");
	cr_assert_str_eq(back->rdt_group, "gold/mon_groups/c1");
	cr_assert(back->has_poststop);
	cr_assert_not(back->own_pid_namespace);
	cr_assert_str_eq(pairs_find(&back->annotations, "who"), "me \"and\" you");
	cr_assert_eq(back->pid, 42);
	cr_assert_eq(back->start_time, 4711);
	record_close(back);
}

Test(container_record, a_record_torn_by_a_kill_is_one_of_nothing)
{
	static const char *const torn[] = {"", "{", "{\"id\":\"c1\",\"cgr", "[]"};

	for (size_t i = 0; i < COUNT(torn); i++) {
		struct record *record;

		put("record.json", torn[i]);
		record = load();
		cr_assert_null(record->cgroup, "%s", torn[i]);
		cr_assert_eq(record_status(record), STATUS_CREATING);
		record_close(record);
	}
}

Test(container_record, what_was_loaded_before_it_was_whole_is_read_again_under_the_lock)
{
	struct error err = NO_ERROR;
	struct record *record;

	put("record.json", "");
	record = load();
	unlinkat(record->dir, "record.json", 0);
	put("record.json", "{\"cgroup\":\"/c1\",\"annotations\":{\"a\":\"1\"}}");
	cr_assert_null(record->cgroup);
	cr_assert_eq(record_lock(record, &err), 0, "%s", err.text);
	cr_assert_str_eq(record->cgroup, "/c1");
	cr_assert_eq(record->pid, 0);
	put("pid", "42 4711\n");
	cr_assert_eq(record_lock(record, &err), 0, "%s", err.text);
	cr_assert_eq(record->pid, 42);
	cr_assert_eq(record->annotations.count, 1);
	record_close(record);
}

Test(container_record, a_pid_that_is_another_process_now_is_stopped)
{
	char line[64];
	struct record *record;

	put("record.json", "{\"id\":\"c1\"}");
	snprintf(line, sizeof(line), "%d 1\n", (int)getpid());
	put("pid", line);
	record = load();
	cr_assert_eq(record_status(record), STATUS_STOPPED);
	cr_assert_eq(record_pidfd(record), -1);
	record_close(record);
}

Test(container_record, a_missing_container_is_named)
{
	struct error err = NO_ERROR;
	struct record *record;

	cr_assert_eq(record_load(&arena, root, "nobody", &record, &err), -1);
	cr_assert_eq(err.kind, MISSING);
	cr_assert_str_eq(err.text, "container does not exist");
}

Test(container_record, state_has_the_members_of_the_spec)
{
	struct record record = {.id = "c1", .bundle = "/b", .pid = 7};
	auto_text struct text state = NO_TEXT;

	record_state(&record, STATUS_RUNNING, false, false, &state);
	cr_assert_str_eq(state.start, "{\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":7,"
				      "\"status\":\"running\",\"bundle\":\"/b\"}");
	text_clear(&state);
	record_state(&record, STATUS_STOPPED, false, false, &state);
	cr_assert(strstr(state.start, "\"pid\":0,\"status\":\"stopped\""), "%s", state.start);
}
