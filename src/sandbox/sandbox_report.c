/*
 * sandbox_report.c - how a sandbox ended, for programs
 *
 * Theory of operation
 *
 * Between the payload's end and its cgroup's removal the kernel's accounts are complete and
 * still there: then they are read, and the report is written. Every number is the kernel's own.
 * What this kernel or this cgroup has no account of is null: a zero would be a claim.
 *
 * The status descriptor is bubblewrap's: one object on a line when the program has begun, one
 * when it has ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "container.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "json.h"
#include "log.h"
#include "number.h"
#include "sandbox.h"
#include "signals.h"
#include "text.h"

#define MOST_ACCOUNT 65536

struct ending {
	const char *how;
	int exit_status;
	int signal; /* 0: none */
	bool timed_out;
	const struct oom_cause *oom; /* who was killed for want of memory; or NULL */
	const struct error *error;   /* it never ran; or NULL */
};

/* ---- the kernel's accounts ------------------------------------------------------------------ */

/* The number behind a key in a file of "key number" lines; the whole file without a key. */
static struct optional account(int cgroup, const char *file, const char *key)
{
	auto_text struct text text = NO_TEXT;
	struct optional number = {.given = false};
	char *line, *rest = NULL;

	if (cgroup < 0 || file_read(cgroup, file, MOST_ACCOUNT, &text))
		return number;
	for (line = strtok_r(text.start, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		size_t length = key ? strlen(key) : 0;

		if (key && (strncmp(line, key, length) != 0 || line[length++] != ' '))
			continue;
		if (number_signed(line + length, 0, INT64_MAX, &number.value) == 0)
			number.given = true;
		break;
	}
	return number;
}

static void write_account(struct json *json, const char *name, struct optional number)
{
	if (number.given)
		json_signed(json, name, number.value);
	else
		json_string(json, name, NULL);
}

static void write_reached(struct json *json, const char *limit, struct optional events)
{
	if (events.given)
		json_boolean(json, limit, events.value > 0);
	else
		json_string(json, limit, NULL);
}

/* ---- the report ----------------------------------------------------------------------------- */

static void write_report(const struct sandbox_watch *watch, const struct ending *ending, int cgroup,
			 struct text *out)
{
	struct json json = {.out = out, .indent = "  "};
	const struct optional timeouts = {true, ending->timed_out};

	json_begin_object(&json, NULL);
	json_string(&json, "id", watch->id);
	json_string(&json, "ended", ending->how);
	json_signed(&json, "exit_status", ending->exit_status);
	json_string(&json, "signal", ending->signal ? signal_name(ending->signal) : NULL);
	json_string(&json, "error", ending->error ? ending->error->text : NULL);
	json_signed(&json, "wall_usec", (clock_monotonic() - watch->began) / 1000);
	write_account(&json, "cpu_usec", account(cgroup, "cpu.stat", "usage_usec"));
	write_account(&json, "cpu_user_usec", account(cgroup, "cpu.stat", "user_usec"));
	write_account(&json, "cpu_system_usec", account(cgroup, "cpu.stat", "system_usec"));
	write_account(&json, "memory_peak", account(cgroup, "memory.peak", NULL));
	json_begin_object(&json, "limits_reached");
	write_reached(&json, "timeout", timeouts);
	write_reached(&json, "memory", account(cgroup, "memory.events", "oom_kill"));
	write_reached(&json, "pids", account(cgroup, "pids.events", "max"));
	write_reached(&json, "cpu", account(cgroup, "cpu.stat", "nr_throttled"));
	json_end_object(&json);
	if (ending->oom)
		oom_write(ending->oom, &json, "out_of_memory");
	else
		json_string(&json, "out_of_memory", NULL);
	json_end_object(&json);
	text_add(out, "\n");
}

/* The sandbox has run, whatever becomes of its report: that is worth a warning. */
static void report(const struct sandbox_watch *watch, const struct ending *ending, int cgroup)
{
	auto_text struct text text = NO_TEXT;

	if (watch->report < 0)
		return;
	write_report(watch, ending, cgroup, &text);
	if (file_write_all(watch->report, text.start, text.length))
		log_warning("write the report of %s: %s", watch->id, error_words(errno));
}

static void say(const struct sandbox_watch *watch, const char *key, int number)
{
	auto_text struct text line = NO_TEXT;
	struct json json = {.out = &line};

	if (watch->status < 0)
		return;
	json_begin_object(&json, NULL);
	json_signed(&json, key, number);
	json_end_object(&json);
	text_add(&line, "\n");
	/* Who has stopped listening does not want to know. */
	(void)file_write_all(watch->status, line.start, line.length);
}

/* ---- the watch ------------------------------------------------------------------------------ */

int sandbox_watch_open(struct sandbox_watch *watch, const struct sandbox *sandbox, const char *id,
		       struct error *err)
{
	int status = (int)sandbox->json_status_fd.value;

	watch->id = id;
	watch->began = clock_monotonic();
	if (sandbox->json_status_fd.given) {
		watch->status = fcntl(status, F_DUPFD_CLOEXEC, 3);
		if (watch->status < 0)
			return fail(err, SYSTEM, "--json-status-fd %d", status);
		/* Its reader may be gone before the sandbox is. INIT resets this for the payload.
		 */
		(void)signal(SIGPIPE, SIG_IGN);
	}
	if (sandbox->report) {
		watch->report = open(sandbox->report,
				     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644);
		if (watch->report < 0)
			return fail(err, SYSTEM, "--report %s", sandbox->report);
	}
	return 0;
}

void sandbox_watch_close(struct sandbox_watch *watch)
{
	fd_drop(&watch->report);
	fd_drop(&watch->status);
}

void sandbox_started(void *context, pid_t pid)
{
	say(context, "child-pid", pid);
}

void sandbox_ended(void *context, const struct outcome *outcome)
{
	struct sandbox_watch *watch = context;
	struct ending ending = {
		.how = "exit", .timed_out = outcome->timed_out, .oom = &outcome->oom};
	int wait_status = outcome->wait_status;

	if (WIFSIGNALED(wait_status)) {
		ending.how = "signal";
		ending.signal = WTERMSIG(wait_status);
		ending.exit_status = 128 + ending.signal;
	} else {
		ending.exit_status = WEXITSTATUS(wait_status);
	}
	if (outcome->timed_out) {
		ending.how = "timeout";
		ending.exit_status = SANDBOX_TIMED_OUT;
	} else if (ending.signal == SIGKILL && outcome->oom.whose != OOM_NONE) {
		ending.how = "out of memory";
	}
	watch->ended = true;
	watch->exit_status = ending.exit_status;
	report(watch, &ending, outcome->cgroup);
	say(watch, "exit-code", ending.exit_status);
}

void sandbox_failed(struct sandbox_watch *watch, const struct error *err)
{
	struct ending ending = {.how = "failed", .exit_status = SANDBOX_FAILED, .error = err};

	if (err->kind == NOT_FOUND)
		ending.exit_status = SANDBOX_NOT_FOUND;
	if (err->kind == NOT_EXECUTABLE)
		ending.exit_status = SANDBOX_NOT_RUN;
	watch->exit_status = ending.exit_status;
	/* What fails behind the payload's end does not take its report back. */
	if (!watch->ended)
		report(watch, &ending, -1);
}
