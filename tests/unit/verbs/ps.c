/*
 * ps.c - the host's table, cut down to the container
 */
#include "records.h"

#include <fcntl.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "printed.h"
#include "verbs.h"

int cgroup_open(const char *path, struct error *err)
{
	(void)path;
	(void)err;
	return open("/", O_PATH);
}

/* The container's processes are this one and its parent. */
int cgroup_processes(int cgroup, bool threads_too, struct arena *arena, pid_t **pids, size_t *count,
		     struct error *err)
{
	(void)cgroup;
	(void)err;
	cr_assert_not(threads_too);
	*ARENA_ADD(arena, *pids, *count) = getpid();
	*ARENA_ADD(arena, *pids, *count) = getppid();
	return 0;
}

static struct record running = {.id = "c1", .pid = 1, .cgroup = "/c1"};

static char *ps_with(struct request req, const char *option, int expected)
{
	struct error err = NO_ERROR;
	int result;
	char *text;

	req.record = req.record ? req.record : &running;
	strings_add(&req.arena, &req.words, "c1");
	if (option)
		strings_add(&req.arena, &req.words, option);
	printing_begins();
	result = ps_run(&req, &err);
	text = printing_ends();
	cr_assert_eq(result, expected, "%s", err.text);
	return result ? alloc_text(err.text) : text;
}

static int lines(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

Test(verbs_ps, the_table_has_the_header_and_the_containers_lines)
{
	char *text = ps_with((struct request){0}, NULL, 0);

	cr_assert_eq(strncmp(text, "UID ", 4), 0, "%s", text);
	cr_assert_eq(lines(text), 3, "%s", text);
}

Test(verbs_ps, further_options_are_those_of_ps)
{
	char *text = ps_with((struct request){0}, "-eocomm,pid", 0), pid[16];

	cr_assert_eq(strncmp(text, "COMMAND ", 8), 0, "%s", text);
	cr_assert_eq(lines(text), 3, "%s", text);
	snprintf(pid, sizeof(pid), " %d\n", (int)getpid());
	cr_assert_not_null(strstr(text, pid), "%s", text);
}

Test(verbs_ps, a_table_without_pids_cannot_be_cut_down)
{
	cr_assert_str_eq(ps_with((struct request){0}, "-eocomm", -1),
			 "ps shows no column PID with these options");
}

Test(verbs_ps, json_is_an_array_of_pids)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "[%d,%d]\n", (int)getpid(), (int)getppid());
	cr_assert_str_eq(ps_with((struct request){.format = "json"}, NULL, 0), expected);
}

Test(verbs_ps, a_stopped_container_has_no_processes_and_that_is_no_error)
{
	struct record stopped = {.id = "c1", .cgroup = "/c1"};

	cr_assert_str_eq(ps_with((struct request){.record = &stopped, .format = "json"}, NULL, 0),
			 "[]\n");
	cr_assert_eq(lines(ps_with((struct request){.record = &stopped}, NULL, 0)), 1);
}
