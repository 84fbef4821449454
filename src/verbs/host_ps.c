/*
 * host_ps.c - the host's ps(1), asked on a container's behalf
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "host_ps.h"

#define MOST_OUTPUT (64 << 20)

static char **arguments(struct arena *arena, const struct strings *options)
{
	struct strings args = {0};

	strings_add(arena, &args, "ps");
	for (size_t i = 0; i < options->count; i++)
		strings_add(arena, &args, options->items[i]);
	if (args.count == 1)
		strings_add(arena, &args, "-ef");
	return (char **)strings_vector(arena, &args);
}

static int spawn(char **args, int output, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int failure;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	failure = posix_spawnp(pid, args[0], &actions, NULL, args, environ);
	posix_spawn_file_actions_destroy(&actions);
	errno = failure;
	return failure ? -1 : 0;
}

int host_ps(struct arena *arena, const struct strings *options, struct text *output,
	    struct error *err)
{
	int ends[2], status = 0, failed;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return fail(err, SYSTEM, "make a pipe for ps");
	auto_close int from = ends[0], to = ends[1];

	if (spawn(arguments(arena, options), to, &pid))
		return fail(err, SYSTEM, "run ps");
	fd_drop(&to);
	failed = file_read_fd(from, MOST_OUTPUT, output);
	fd_drop(&from); /* a ps that has more to say must not wait for us, nor we for it */
	if (waitpid(pid, &status, 0) != pid || failed)
		return fail(err, SYSTEM, "read what ps writes");
	/* ps has told why on stderr. */
	return status ? fail(err, USAGE, "ps does not like its options") : 0;
}
