/*
 * hooks.c - runs one list of hooks
 *
 * Theory of operation
 *
 * A hook gets the container's state on stdin, exactly the environment its entry gives and
 * nothing of berth's. What it writes is read and thrown away, but for the first bytes, which
 * a failure quotes; a hook that writes without end or does not read its stdin holds up
 * nobody. Its timeout is kept by the clock; a hook that exceeds it is killed.
 *
 * prestart, createRuntime, poststart and poststop hooks run in the host's namespaces;
 * createContainer hooks in the container's, before the pivot, so that their paths are the
 * host's; startContainer hooks inside, under all the restrictions of the payload.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "annotation.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "kernel.h"
#include "log.h"
#include "plan.h"
#include "signals.h"
#include "text.h"

#define QUOTED 400

struct running {
	pid_t pid;
	int pidfd;  /* -1 where a filter forbids it: then no timeout can be kept */
	int output; /* non-blocking */
	char said[QUOTED + 1];
	size_t length;
};

/* Where a hook's words go: to a file of the user's choice, or to berth. */
static int outlet(const char *file, int output)
{
	if (!file)
		return output;
	return open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
}

static _Noreturn void become(const struct spec_hook *hook, const struct hook_setting *setting,
			     int output)
{
	struct arena arena = NO_ARENA; /* dies with the process */
	const char **argv = strings_vector(&arena, &hook->args);
	const char **env = strings_vector(&arena, &hook->env);
	int input = memfd_create("state", MFD_CLOEXEC);
	sigset_t none;

	if (!hook->args.count) {
		struct strings name = {.count = 0};

		strings_add(&arena, &name, hook->path);
		argv = strings_vector(&arena, &name);
	}
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setpgid(0, 0);                    /* so that a timeout reaches its children */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody would wait for it any more */
	if (input < 0 || file_write_all(input, setting->state.start, setting->state.length) ||
	    lseek(input, 0, SEEK_SET) < 0 || dup2(input, STDIN_FILENO) < 0 ||
	    dup2(outlet(setting->output, output), STDOUT_FILENO) < 0 ||
	    dup2(outlet(setting->errors, output), STDERR_FILENO) < 0 ||
	    (setting->directory && chdir(setting->directory)) || sys_cloexec_from(3)) {
		dprintf(output, "%s", error_words(errno));
		_exit(126);
	}
	execve(hook->path, (char *const *)argv, (char *const *)env);
	dprintf(STDERR_FILENO, "exec %s: %s", hook->path, error_words(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Keeps the first bytes of what the hook writes and drops the rest. */
static void listen_to(struct running *hook)
{
	char part[4096];
	ssize_t got;

	while ((got = read(hook->output, part, sizeof(part))) > 0) {
		size_t room = QUOTED - hook->length;
		size_t kept = (size_t)got < room ? (size_t)got : room;

		memcpy(hook->said + hook->length, part, kept);
		hook->length += kept;
	}
	if (got == 0)
		fd_drop(&hook->output); /* poll would report its end for ever */
}

/* True when the hook ended in time; it has not been waited for yet. */
static bool ends_in_time(struct running *hook, const struct optional *timeout)
{
	int64_t deadline = clock_monotonic() + timeout->value * 1000000000;

	while (hook->pidfd >= 0) {
		struct pollfd waiting[] = {
			{.fd = hook->pidfd,  .events = POLLIN},
			{.fd = hook->output, .events = POLLIN}
		};
		int left = timeout->given ? clock_left(deadline) : -1;

		if (poll(waiting, 2, left) == 0)
			return false;
		if (waiting[1].revents)
			listen_to(hook);
		if (waiting[0].revents)
			break;
	}
	return true;
}

static int explain(const struct running *hook, int status, struct error *err)
{
	const char *said = hook->length ? ": " : "";

	if (WIFSIGNALED(status))
		return fail(err, SYSTEM, "killed by %s%s%s", signal_name(WTERMSIG(status)), said,
			    hook->said);
	return fail(err, SYSTEM, "exit status %d%s%s", WEXITSTATUS(status), said, hook->said);
}

static int run_one(const struct spec_hook *spec, const struct hook_setting *setting,
		   struct error *err)
{
	struct running hook = {.pidfd = -1, .output = -1};
	int pipe[2], status = 0;
	bool in_time;

	if (pipe2(pipe, O_CLOEXEC))
		return fail(err, SYSTEM, "make a pipe");
	hook.pid = fork();
	if (hook.pid == 0)
		become(spec, setting, pipe[1]);
	fd_drop(&pipe[1]);
	hook.output = pipe[0];
	(void)fcntl(hook.output, F_SETFL, O_NONBLOCK);
	if (hook.pid < 0) {
		fd_drop(&hook.output);
		return fail(err, SYSTEM, "fork");
	}
	hook.pidfd = sys_pidfd_open(hook.pid);
	in_time = ends_in_time(&hook, &spec->timeout);
	if (!in_time)
		(void)kill(-hook.pid, SIGKILL); /* our own child, not yet waited for */
	while (waitpid(hook.pid, &status, 0) < 0 && errno == EINTR)
		;
	if (hook.output >= 0)
		listen_to(&hook);
	while (hook.length && hook.said[hook.length - 1] == '\n')
		hook.said[--hook.length] = '\0';
	fd_drop(&hook.output);
	fd_drop(&hook.pidfd);
	errno = 0;
	if (!in_time)
		return fail(err, SYSTEM, "%s: not done after its timeout of %lld s", spec->path,
			    (long long)spec->timeout.value);
	return status ? explain(&hook, status, err) : 0;
}

void hook_setting_make(struct hook_setting *setting, const struct record *record,
		       enum status status, const struct spec *spec)
{
	setting->state = NO_TEXT;
	record_state(record, status, false, false, &setting->state);
	/* Inside the container neither the bundle nor a file of the host is there. */
	if (status == STATUS_CREATED)
		return;
	setting->directory = record->bundle;
	setting->output = annotation_value(spec, "run.oci.hooks.stdout");
	setting->errors = annotation_value(spec, "run.oci.hooks.stderr");
}

void hook_setting_drop(struct hook_setting *setting)
{
	text_drop(&setting->state);
}

int hooks_run(const struct spec_hook_list *hooks, const char *name,
	      const struct hook_setting *setting, struct error *err)
{
	for (size_t i = 0; i < hooks->count; i++) {
		log_debug("run %s hook #%zu %s", name, i, hooks->items[i].path);
		if (run_one(&hooks->items[i], setting, err))
			return fail_during(err, "error running %s hook #%zu", name, i);
	}
	return 0;
}

void hooks_try(const struct spec_hook_list *hooks, const char *name,
	       const struct hook_setting *setting)
{
	for (size_t i = 0; i < hooks->count; i++) {
		struct error err = NO_ERROR;

		if (run_one(&hooks->items[i], setting, &err))
			log_warning("error running %s hook #%zu: %s", name, i, err.text);
	}
}

static int run_with_state(struct job *job, const struct spec_hook_list *hooks, const char *name,
			  enum status status, struct error *err)
{
	__attribute__((cleanup(hook_setting_drop))) struct hook_setting setting = {.output = NULL};

	if (!hooks->count)
		return 0;
	hook_setting_make(&setting, job->record, status, job->plan->spec);
	return hooks_run(hooks, name, &setting, err);
}

int hooks_before_start(struct job *job, struct error *err)
{
	const struct spec_hooks *hooks = job->plan->spec->hooks;

	if (run_with_state(job, &hooks->prestart, "prestart", STATUS_CREATING, err) ||
	    run_with_state(job, &hooks->create_runtime, "createRuntime", STATUS_CREATING, err))
		return -1;
	return 0;
}

int hooks_create_container(struct job *job, struct error *err)
{
	return run_with_state(job, &job->plan->spec->hooks->create_container, "createContainer",
			      STATUS_CREATING, err);
}

int hooks_start_container(struct job *job, struct error *err)
{
	const struct spec_hooks *hooks = job->plan->spec->hooks;
	struct spec_hook_list list = {.count = 0};

	/* Without an environment of its own such a hook has the payload's. */
	for (size_t i = 0; i < hooks->start_container.count; i++) {
		struct spec_hook *hook = ARENA_ADD(job->plan->arena, list.items, list.count);

		*hook = hooks->start_container.items[i];
		if (!hook->env_given)
			hook->env = job->plan->spec->process->env;
	}
	return run_with_state(job, &list, "startContainer", STATUS_CREATED, err);
}

/* The payload runs already: when a hook fails it is stopped, and delete finds it so. */
int hooks_poststart(struct job *job, struct error *err)
{
	if (run_with_state(job, &job->plan->spec->hooks->poststart, "poststart", STATUS_RUNNING,
			   err) == 0)
		return 0;
	(void)sys_pidfd_signal(job->pidfd, SIGKILL); /* it may have ended by itself */
	return -1;
}
