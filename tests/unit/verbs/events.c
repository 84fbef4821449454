/*
 * events.c - a container's statistics until it ends, and whatever happens to it then
 */
#include "records.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroups.h"
#include "kernel.h"
#include "verbs.h"

static struct record record = {.id = "c1", .pid = 10, .cgroup = "/c1"};
static pid_t payload;
static bool ends;      /* the container does, before its statistics are read */
static int lines_left; /* of statistics, before they cannot be read any more */

int cgroup_open(const char *path, struct error *err)
{
	(void)path;
	(void)err;
	return open("/", O_PATH);
}

int cgroup_stats(int cgroup, struct text *json, struct error *err)
{
	siginfo_t info;

	(void)cgroup;
	text_add(json, "{}");
	if (lines_left-- > 0)
		return 0;
	if (ends) {
		kill(payload, SIGKILL);
		waitid(P_PID, (id_t)payload, &info, WEXITED | WNOWAIT);
	}
	return fail(err, STATE, "the cgroup is gone");
}

static int follow(struct error *err)
{
	struct request req = {
		.record = &record, .interval = {true, 1000000}
	};

	*err = NO_ERROR;
	payload = fork();
	if (!payload)
		for (;;)
			pause();
	init_pidfd = sys_pidfd_open(payload);
	return events_run(&req, err);
}

static void end(void)
{
	kill(payload, SIGKILL);
	waitpid(payload, NULL, 0);
}

Test(verbs_events, a_container_that_has_ended_has_no_statistics_and_that_is_no_error)
{
	struct error err;

	ends = true;
	lines_left = 2;
	cr_expect_eq(follow(&err), 0, "%s", err.text);
	cr_expect_eq(lines_left, -1, "it went on");
	cr_expect_eq(err.kind, NO_FAILURE);
	end();
}

Test(verbs_events, statistics_of_a_container_that_runs_must_be_there)
{
	struct error err;

	ends = false;
	cr_expect_eq(follow(&err), -1);
	cr_expect_str_eq(err.text, "the cgroup is gone");
	end();
}
