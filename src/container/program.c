/*
 * program.c - environment, working directory, finding and becoming the program
 *
 * All of this happens inside the container: every name is the image's, and so is the
 * passwd file, which is read as the text of a stranger. No name service is asked: its
 * modules would be the image's code, run with INIT's privileges.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "kernel.h"
#include "number.h"
#include "plan.h"
#include "text.h"

#define PASSWD_LIMIT (1 << 20)

static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* ---- the working directory ------------------------------------------------------------------ */

/* A directory reached through a leaked descriptor lies outside: the kernel then has no path. */
static int seen_inside(const char *cwd, struct error *err)
{
	auto_text struct text name = NO_TEXT;
	const char *known = getcwd(text_room(&name, PATH_MAX - 1), PATH_MAX);

	if (!known || known[0] != '/')
		return fail(err, REFUSED, "the working directory %s lies outside the container",
			    cwd);
	return 0;
}

static int make_directories(const char *path)
{
	struct arena arena = NO_ARENA;
	char *copy = arena_text(&arena, path);
	int made = 0;

	for (char *at = copy + 1; made == 0; at++) {
		if (*at != '/' && *at)
			continue;
		char last = *at;

		*at = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			made = -1;
		if (!last)
			break;
		*at = last;
	}
	arena_drop(&arena);
	return made;
}

int program_settle(struct job *job, struct error *err)
{
	const char *cwd = job->plan->spec->process->cwd;

	if (chdir(cwd) == 0)
		return seen_inside(cwd, err);
	/* Root of a user namespace may be kept out where the user is not: see program_prepare(). */
	if (errno == EACCES)
		return 0;
	/* A container's own process may name one that the image lacks; exec may not. */
	if (errno != ENOENT || !job->creation || make_directories(cwd) || chdir(cwd))
		return fail(err, SYSTEM, "chdir to cwd (\"%s\") set in config.json", cwd);
	return seen_inside(cwd, err);
}

/* ---- the environment ------------------------------------------------------------------------ */

/* The home directory that the container's passwd gives a uid; "/" when it gives none. */
static const char *home_of(struct arena *arena, int64_t uid)
{
	auto_text struct text passwd = NO_TEXT;
	auto_close int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char *rest;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    file_read_fd(fd, PASSWD_LIMIT, &passwd))
		return "/";
	rest = passwd.start;
	for (char *line; (line = strsep(&rest, "\n"));) {
		char *field[7] = {NULL};
		uint64_t number;

		for (int i = 0; i < 7 && line; i++)
			field[i] = strsep(&line, ":");
		if (field[5] && field[5][0] == '/' &&
		    number_unsigned(field[2], UINT32_MAX, &number) == 0 && number == (uint64_t)uid)
			return arena_text(arena, field[5]);
	}
	return "/";
}

static int find_variable(const struct strings *env, const char *entry)
{
	size_t length = strcspn(entry, "=");

	for (size_t i = 0; i < env->count; i++) {
		if (strncmp(env->items[i], entry, length) == 0 && env->items[i][length] == '=')
			return (int)i;
	}
	return -1;
}

/* Duplicates go, the last one wins; HOME is always there. */
static const char **environment(struct arena *arena, const struct job *job)
{
	const struct strings *given = &job->plan->spec->process->env;
	struct strings env = {.count = 0};
	int home;

	for (size_t i = 0; i < given->count; i++) {
		int same = find_variable(&env, given->items[i]);

		if (!strchr(given->items[i], '='))
			continue;
		if (same >= 0 && env.items)
			env.items[same] = given->items[i];
		else
			strings_add(arena, &env, given->items[i]);
	}
	home = find_variable(&env, "HOME=");
	if (home < 0 || !env.items || !env.items[home][strlen("HOME=")]) {
		const char *entry =
			arena_format(arena, "HOME=%s", home_of(arena, job->plan->privileges.uid));

		if (home < 0 || !env.items)
			strings_add(arena, &env, entry);
		else
			env.items[home] = entry;
	}
	return strings_vector(arena, &env);
}

/* ---- the file ------------------------------------------------------------------------------- */

/* 0 when it can be executed; else -1 and errno. */
static int executable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -1;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	return access(path, X_OK);
}

static int cannot(struct error *err, const char *path)
{
	enum failure kind = errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : NOT_EXECUTABLE;

	/* execve(2) has EACCES for it, and Podman looks for these words to end with 126. */
	if (errno == EISDIR)
		return fail(err, kind, "exec %s: permission denied: it is a directory", path);
	return fail(err, kind, "exec %s: %s", path, error_words(errno));
}

static const char *search(struct arena *arena, const char *name, const char **env,
			  struct error *err)
{
	const char *path = default_path;
	int denied = 0;
	char *rest;

	for (const char **entry = env; *entry; entry++) {
		if (text_starts_with(*entry, "PATH="))
			path = *entry + strlen("PATH=");
	}
	rest = arena_text(arena, path);
	for (char *part; (part = strsep(&rest, ":"));) {
		const char *file = arena_format(arena, "%s/%s", *part ? part : ".", name);

		if (executable(file) == 0)
			return file;
		if (errno == EACCES)
			denied = 1;
	}
	if (denied)
		fail(err, NOT_EXECUTABLE, "exec: \"%s\": permission denied", name);
	else
		fail(err, NOT_FOUND, "exec: \"%s\": executable file not found in $PATH", name);
	return NULL;
}

/* Nobody may execute it: so it is not for this user that one has to wait to know. */
static bool closed_to_all(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !(st.st_mode & 0111);
}

/*
 * At create, since engines tell "not found" from "not executable" by what create says; `run` hears
 * the same from program_prepare(). What only the user can know, who may be let in where root is
 * not, is left to program_prepare().
 */
int program_find(struct job *job, struct error *err)
{
	const struct spec_process *process = job->plan->spec->process;
	struct arena *arena = job->plan->arena;
	const char *name = process->args.items[0];

	if (chdir(process->cwd))
		return 0;
	if (!strchr(name, '/')) {
		if (search(arena, name, strings_vector(arena, &process->env), err) ||
		    err->kind == NOT_EXECUTABLE)
			fail_clear(err);
		return err->kind == NO_FAILURE ? 0 : -1;
	}
	if (executable(name) == 0 || (errno == EACCES && !closed_to_all(name)))
		return 0;
	return cannot(err, name);
}

int program_prepare(struct job *job, struct error *err)
{
	const struct spec_process *process = job->plan->spec->process;
	struct arena *arena = job->plan->arena;
	const char *name = process->args.items[0];

	if (chdir(process->cwd))
		return fail(err, SYSTEM, "chdir to cwd (\"%s\") set in config.json", process->cwd);
	if (seen_inside(process->cwd, err))
		return -1;
	/*
	 * What the caller leaked or what was kept for INIT's own sake does not pass. Said here,
	 * since the filter that is loaded next may not allow it.
	 */
	if (sys_cloexec_from(3 + job->preserve_fds))
		return fail(err, SYSTEM, "close descriptors at exec");
	job->env = environment(arena, job);
	job->argv = strings_vector(arena, &process->args);
	if (!strchr(name, '/')) {
		job->program = search(arena, name, job->env, err);
		return job->program ? 0 : -1;
	}
	job->program = name;
	return executable(name) ? cannot(err, name) : 0;
}

int program_become(struct job *job, struct error *err)
{
	/* Only now: every change of credentials has taken it back. */
	if (job->die_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL))
		return fail(err, SYSTEM, "tie the program to its parent");
	execve(job->program, (char *const *)job->argv, (char *const *)job->env);
	if (errno == ENOENT)
		return fail(err, NOT_FOUND,
			    "exec %s: no such file or directory: the interpreter that it names in "
			    "its first line, or its loader, is not in the container",
			    job->program);
	if (errno == ENOEXEC)
		return fail(err, NOT_EXECUTABLE,
			    "exec %s: exec format error: it is neither a program for this machine "
			    "nor a script that names its interpreter",
			    job->program);
	return cannot(err, job->program);
}
