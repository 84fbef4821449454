/*
 * sandbox_report.c - endings, and the accounts of a cgroup that is only a directory of files
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "container.h"
#include "error.h"
#include "file.h"
#include "sandbox.h"
#include "text.h"

/* Time stands still until a test moves it. */
static int64_t now;

int64_t clock_monotonic(void)
{
	return now;
}

const char *clock_now_text(char buffer[CLOCK_TEXT])
{
	return strcpy(buffer, "now");
}

/* As wait(2) tells them. */
#define EXITED(status)    ((status) << 8)
#define KILLED_BY(signal) (signal)

static char place[] = "/tmp/sandbox_report.XXXXXX";
static int cgroup;
static struct text text;
static struct sandbox_watch watch;

static void make_place(void)
{
	cr_assert(mkdtemp(place));
	cgroup = open(place, O_RDONLY | O_DIRECTORY);
	watch = NO_SANDBOX_WATCH;
	text = NO_TEXT;
}

static void remove_place(void)
{
	static const char *const files[] = {"report", "cpu.stat", "memory.peak", "memory.events",
					    "pids.events"};

	for (size_t i = 0; i < COUNT(files); i++)
		(void)unlinkat(cgroup, files[i], 0); /* not every test makes all */
	sandbox_watch_close(&watch);
	text_drop(&text);
	close(cgroup);
	rmdir(place);
}

TestSuite(sandbox_sandbox_report, .init = make_place, .fini = remove_place);

static void has(const char *file, const char *content)
{
	cr_assert_eq(file_make(cgroup, file, content, strlen(content), 0600), 0);
}

static void open_watch(int status_fd)
{
	char report[sizeof(place) + sizeof("/report")];
	struct sandbox flags = {
		.report = report, .json_status_fd = {status_fd >= 0, status_fd}
	};
	struct error err = NO_ERROR;

	snprintf(report, sizeof(report), "%s/report", place);
	now = 1000000000;
	cr_assert_eq(sandbox_watch_open(&watch, &flags, "s1", &err), 0, "%s", err.text);
	now += 2500000000;
}

/* As run does when the payload has ended. */
static void end(int accounts, int wait_status, bool timed_out)
{
	struct outcome outcome = {
		.cgroup = accounts, .wait_status = wait_status, .timed_out = timed_out};

	oom_find(accounts, "/s1", NULL, NULL, &outcome.oom);
	sandbox_ended(&watch, &outcome);
}

static const char *reported(void)
{
	text_clear(&text);
	cr_assert_eq(file_read(cgroup, "report", 65536, &text), 0);
	return text.start;
}

Test(sandbox_sandbox_report, an_end_is_told_with_its_accounts)
{
	has("cpu.stat", "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n"
			"nr_periods 10\nnr_throttled 3\nthrottled_usec 9\n");
	has("memory.peak", "8192\n");
	has("memory.events", "low 0\nhigh 0\nmax 4\noom 0\noom_kill 0\noom_group_kill 0\n");
	has("pids.events", "max 0\n");
	open_watch(-1);
	end(cgroup, EXITED(7), false);
	cr_assert_str_eq(reported(), "{\n"
				     "  \"id\": \"s1\",\n"
				     "  \"ended\": \"exit\",\n"
				     "  \"exit_status\": 7,\n"
				     "  \"signal\": null,\n"
				     "  \"error\": null,\n"
				     "  \"wall_usec\": 2500000,\n"
				     "  \"cpu_usec\": 1500,\n"
				     "  \"cpu_user_usec\": 1000,\n"
				     "  \"cpu_system_usec\": 500,\n"
				     "  \"memory_peak\": 8192,\n"
				     "  \"limits_reached\": {\n"
				     "    \"timeout\": false,\n"
				     "    \"memory\": false,\n"
				     "    \"pids\": false,\n"
				     "    \"cpu\": true\n"
				     "  },\n"
				     "  \"out_of_memory\": null\n"
				     "}\n");
	cr_assert_eq(watch.exit_status, 7);
}

Test(sandbox_sandbox_report, what_has_no_account_is_null)
{
	has("cpu.stat", "usage_usec 1\n");
	open_watch(-1);
	end(cgroup, EXITED(0), false);
	reported();
	cr_expect(strstr(text.start, "\"cpu_usec\": 1,"), "%s", text.start);
	cr_expect(strstr(text.start, "\"cpu_user_usec\": null,"), "%s", text.start);
	cr_expect(strstr(text.start, "\"memory_peak\": null,"), "%s", text.start);
	cr_expect(strstr(text.start, "\"memory\": null,"), "%s", text.start);
	cr_expect(strstr(text.start, "\"pids\": null,"), "%s", text.start);
	cr_expect(strstr(text.start, "\"cpu\": null"), "%s", text.start);
}

Test(sandbox_sandbox_report, without_a_cgroup_every_account_is_null)
{
	open_watch(-1);
	end(-1, EXITED(0), false);
	cr_expect(strstr(reported(), "\"cpu_usec\": null,"), "%s", text.start);
}

Test(sandbox_sandbox_report, endings_are_told_apart)
{
	static const struct {
		int wait_status;
		bool timed_out;
		const char *events, *ended, *signal;
		int exit_status;
	} table[] = {
		{EXITED(0),                 false, "oom_kill 0\n", "\"exit\"",          "null",        0  },
		{EXITED(255),               false, "oom_kill 0\n", "\"exit\"",          "null",        255},
		{EXITED(1),                 false, "oom_kill 1\n", "\"exit\"",          "null",        1  },
		{KILLED_BY(SIGTERM),        false, "oom_kill 0\n", "\"signal\"",        "\"SIGTERM\"", 143},
		{KILLED_BY(SIGTERM),        false, "oom_kill 1\n", "\"signal\"",        "\"SIGTERM\"", 143},
		{KILLED_BY(SIGKILL),        false, "oom_kill 0\n", "\"signal\"",        "\"SIGKILL\"", 137},
		{KILLED_BY(SIGKILL),        false, "oom_kill 2\n", "\"out of memory\"", "\"SIGKILL\"",
		 137                                                                                      },
		{KILLED_BY(SIGKILL),        true,  "oom_kill 0\n", "\"timeout\"",       "\"SIGKILL\"", 124},
		{KILLED_BY(SIGSEGV) | 0x80, false, "oom_kill 0\n", "\"signal\"",        "\"SIGSEGV\"",
		 139                                                                                      },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		auto_text struct text wanted = NO_TEXT;

		has("memory.events", table[i].events);
		open_watch(-1);
		end(cgroup, table[i].wait_status, table[i].timed_out);
		sandbox_watch_close(&watch);
		text_format(&wanted,
			    "  \"ended\": %s,\n  \"exit_status\": %d,\n  \"signal\": %s,\n",
			    table[i].ended, table[i].exit_status, table[i].signal);
		cr_expect(strstr(reported(), wanted.start), "wanted: %s\ngot: %s", wanted.start,
			  text.start);
		cr_expect_eq(watch.exit_status, table[i].exit_status);
	}
}

Test(sandbox_sandbox_report, a_sandbox_that_could_not_be_run_says_why)
{
	static const struct {
		enum failure kind;
		int exit_status;
	} table[] = {
		{SYSTEM,         125},
		{USAGE,          125},
		{NOT_EXECUTABLE, 126},
		{NOT_FOUND,      127},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct error err = {.kind = table[i].kind, .text = "it is \"so\""};

		open_watch(-1);
		sandbox_failed(&watch, &err);
		sandbox_watch_close(&watch);
		cr_expect_eq(watch.exit_status, table[i].exit_status);
		cr_expect(strstr(reported(), "\"ended\": \"failed\""), "%s", text.start);
		cr_expect(strstr(text.start, "\"error\": \"it is \\\"so\\\"\""), "%s", text.start);
	}
}

Test(sandbox_sandbox_report, what_fails_after_the_end_leaves_the_report_alone)
{
	struct error err = {.kind = SYSTEM, .text = "remove the cgroup"};

	open_watch(-1);
	end(cgroup, EXITED(3), false);
	sandbox_failed(&watch, &err);
	cr_expect(strstr(reported(), "\"exit_status\": 3,"), "%s", text.start);
	cr_expect_not(strstr(text.start, "remove the cgroup"), "%s", text.start);
	cr_expect_eq(watch.exit_status, SANDBOX_FAILED);
}

Test(sandbox_sandbox_report, the_status_descriptor_hears_of_start_and_end)
{
	char heard[128];
	int ends[2];
	ssize_t length;

	cr_assert_eq(pipe(ends), 0);
	open_watch(ends[1]);
	sandbox_started(&watch, 4711);
	end(cgroup, EXITED(5), false);
	length = read(ends[0], heard, sizeof(heard) - 1);
	cr_assert_gt(length, 0);
	heard[length] = '\0';
	cr_assert_str_eq(heard, "{\"child-pid\":4711}\n{\"exit-code\":5}\n");
}

Test(sandbox_sandbox_report, a_reader_that_has_gone_ends_nothing)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	open_watch(ends[1]);
	close(ends[0]);
	sandbox_started(&watch, 4711);
	end(cgroup, EXITED(5), false);
	cr_assert(strstr(reported(), "\"exit_status\": 5,"), "%s", text.start);
}

Test(sandbox_sandbox_report, nothing_is_told_that_was_not_asked_for)
{
	const struct sandbox none = {.report = NULL};
	struct error err = NO_ERROR;

	cr_assert_eq(sandbox_watch_open(&watch, &none, "s1", &err), 0);
	cr_assert_eq(watch.report, -1);
	cr_assert_eq(watch.status, -1);
	sandbox_started(&watch, 4711);
	end(cgroup, EXITED(5), false);
	cr_assert_eq(watch.exit_status, 5);
}

Test(sandbox_sandbox_report, what_cannot_be_written_to_is_refused_at_once)
{
	static const struct {
		struct sandbox flags;
		const char *sentence;
	} table[] = {
		{{.report = "/no/where"},         "--report /no/where: no such file or directory"},
		{{.json_status_fd = {true, 999}}, "--json-status-fd 999: bad file descriptor"    },
		{{.json_status_fd = {true, -1}},  "--json-status-fd -1: bad file descriptor"     },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct error err = NO_ERROR;

		cr_expect_eq(sandbox_watch_open(&watch, &table[i].flags, "s1", &err), -1);
		cr_expect_str_eq(err.text, table[i].sentence);
	}
}
