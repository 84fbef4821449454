/*
 * own_mappings.c - a program that comes to run from another file: this one
 *
 * Each case does it in a child of its own, which says by its exit status what it found amiss.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "fd.h"
#include "file.h"
#include "own_mappings.h"
#include "text.h"

static const char *const relocated[] = {"a pointer", "and another"};
static char written[] = "before";
static char copy[] = "/tmp/own_mappings.XXXXXX";
static char **arguments;

__attribute__((constructor)) static void arguments_keep(int argc, char **argv)
{
	(void)argc;
	arguments = argv;
}

/* The same file under another name: a copy, so that nothing has to be mounted. */
static int copy_open(mode_t mode)
{
	auto_close int to = mkstemp(copy);
	auto_text struct text program = NO_TEXT;

	if (to < 0 || file_read(AT_FDCWD, "/proc/self/exe", 1 << 30, &program) ||
	    write(to, program.start, program.length) != (ssize_t)program.length || fchmod(to, mode))
		return -1;
	return open(copy, O_RDONLY | O_CLOEXEC);
}

enum amiss {
	NOTHING,
	NOT_MOVED,
	OLD_IS_MAPPED,
	ANOTHER_PROGRAM,
	LOST_VARIABLES,
	LOST_ARGUMENTS,
	WRITABLE_ADDRESSES,
	NO_CHILDREN,
};

static void read_all(const char *path, struct text *text)
{
	if (file_read(AT_FDCWD, path, 1 << 20, text))
		_exit(99);
}

static bool maps_have(const char *what)
{
	auto_text struct text maps = NO_TEXT;

	read_all("/proc/self/maps", &maps);
	return strstr(text_string(&maps), what);
}

/* The line of /proc/self/maps in which the address is. */
static bool is_writable(const void *address)
{
	auto_text struct text maps = NO_TEXT;
	unsigned long start, end;
	char access[8];

	read_all("/proc/self/maps", &maps);
	for (const char *line = text_string(&maps); line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) == 3 &&
		    start <= (uintptr_t)address && (uintptr_t)address < end)
			return access[1] == 'w';
	}
	return true;
}

static bool is_executed(const char *path)
{
	char link[4096] = "";

	return readlink("/proc/self/exe", link, sizeof(link) - 1) > 0 && strcmp(link, path) == 0;
}

static bool has_children(void)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(strcmp(relocated[1], "and another") == 0 ? 7 : 1);
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static enum amiss move(int file)
{
	auto_text struct text words = NO_TEXT, words_now = NO_TEXT;
	auto_text struct text env = NO_TEXT, env_now = NO_TEXT;
	char before[4096] = "";

	if (readlink("/proc/self/exe", before, sizeof(before) - 1) < 0)
		return NOT_MOVED;
	strcpy(written, "moved");
	read_all("/proc/self/cmdline", &words);
	read_all("/proc/self/environ", &env);
	if (own_mappings_move(file, arguments))
		return NOT_MOVED;
	if (maps_have(before) || !maps_have(copy))
		return OLD_IS_MAPPED;
	if (!is_executed(copy))
		return ANOTHER_PROGRAM;
	if (strcmp(written, "moved") != 0 || strcmp(relocated[0], "a pointer") != 0)
		return LOST_VARIABLES;
	read_all("/proc/self/cmdline", &words_now);
	read_all("/proc/self/environ", &env_now);
	if (strcmp(text_string(&words), text_string(&words_now)) != 0 ||
	    words.length != words_now.length || env.length != env_now.length)
		return LOST_ARGUMENTS;
	if (is_writable(relocated) || !is_writable(written))
		return WRITABLE_ADDRESSES;
	return has_children() ? NOTHING : NO_CHILDREN;
}

static int child_status(pid_t child)
{
	int status;

	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

Test(security_own_mappings, a_program_goes_on_from_another_file)
{
	auto_close int file = copy_open(0700);
	pid_t child = fork();

	if (child == 0)
		_exit(move(file));
	cr_expect_eq(child_status(child), NOTHING);
	unlink(copy);
}

Test(security_own_mappings, where_the_kernel_refuses_it_runs_as_it_did)
{
	auto_close int file = copy_open(0600);
	pid_t child = fork();

	if (child == 0)
		_exit(own_mappings_move(file, arguments) == -1 && !is_executed(copy) &&
				      has_children()
			      ? NOTHING
			      : NOT_MOVED);
	cr_expect_eq(child_status(child), NOTHING);
	unlink(copy);
}
