/*
 * errand.c - runs a program of the host, bounded in time
 *
 * The program is trusted, for it is the host's; its duration and the length of what it says are
 * not. It leads a process group of its own, so that what it has started ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "arena.h"
#include "clock.h"
#include "errand.h"
#include "error.h"
#include "fd.h"
#include "path.h"
#include "signals.h"

#define QUOTED 400

static bool is_program(const char *path)
{
	return access(path, X_OK) == 0;
}

const char *errand_find(struct arena *arena, const char *name)
{
	static const char *const places[] = {"/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"};
	const char *rest = getenv("PATH");

	for (size_t i = 0; i < COUNT(places); i++) {
		const char *path = path_join(arena, places[i], name);

		if (is_program(path))
			return path;
	}
	while (rest && *rest) {
		size_t length = strcspn(rest, ":");
		const char *place = arena_bytes(arena, rest, length);
		const char *path = path_join(arena, place, name);

		/* What lies in the directory one happens to be in is nobody's program. */
		if (path_is_absolute(place) && is_program(path))
			return path;
		rest += length + (rest[length] == ':');
	}
	return NULL;
}

static _Noreturn void become(const char *path, const char *const *argv, int output)
{
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setpgid(0, 0);
	if (input >= 0 && dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
	    dup2(output, STDERR_FILENO) >= 0)
		execve(path, (char *const *)argv, environ);
	dprintf(output, "%s", error_words(errno));
	_exit(127);
}

/* Its first words, on one line; false when it has not closed its output in time. */
static bool listen_until(int output, int64_t deadline, char *said)
{
	size_t length = 0;
	char part[1024];
	ssize_t got;

	for (;;) {
		struct pollfd waiting = {.fd = output, .events = POLLIN};
		int ready = poll(&waiting, 1, clock_left(deadline));

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready == 0)
			return false;
		got = read(output, part, sizeof(part));
		if (got <= 0)
			break;
		for (ssize_t i = 0; i < got && length < QUOTED; i++)
			said[length++] = part[i] == '\n' || part[i] == '\0' ? ' ' : part[i];
	}
	while (length && said[length - 1] == ' ')
		length--;
	said[length] = '\0';
	return true;
}

int errand_run(const char *path, const char *const *argv, int seconds, struct error *err)
{
	char said[QUOTED + 1] = "";
	int ends[2], status = 0;
	bool in_time;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return fail(err, SYSTEM, "make a pipe for %s", path);
	pid = fork();
	if (pid == 0)
		become(path, argv, ends[1]);
	fd_drop(&ends[1]);
	auto_close int output = ends[0];

	if (pid < 0)
		return fail(err, SYSTEM, "fork for %s", path);
	in_time = listen_until(output, clock_monotonic() + seconds * (int64_t)1000000000, said);
	if (!in_time)
		(void)kill(-pid, SIGKILL); /* our own child, not yet waited for */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	errno = 0;
	if (!in_time)
		return fail(err, SYSTEM, "%s: not done after %d s", path, seconds);
	if (WIFSIGNALED(status))
		return fail(err, SYSTEM, "%s: killed by %s", path, signal_name(WTERMSIG(status)));
	if (!status)
		return 0;
	return said[0] ? fail(err, SYSTEM, "%s", said)
		       : fail(err, SYSTEM, "%s: exit status %d", path, WEXITSTATUS(status));
}

int errand_leave(const char *path, const char *const *argv, struct error *err)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	pid_t pid;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	errno = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	if (!errno)
		errno = posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	if (!errno)
		errno = posix_spawn(&pid, path, &files, &attributes, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return errno ? fail(err, SYSTEM, "start %s", path) : 0;
}
