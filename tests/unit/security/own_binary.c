/*
 * own_binary.c - a program that protects itself: this one
 *
 * The test starts its own program again, which never comes to Criterion: with the variable
 * OWN_BINARY it protects itself, says what it then is, and ends. Whether it had to be executed
 * again the kernel's name for the program shows.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "security.h"
#include "text.h"

static void say_what_it_is(char **argv)
{
	struct statvfs fs = {.f_flag = 0};
	auto_close int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int seals = fcntl(self, F_GET_SEALS);

	fstatvfs(self, &fs);
	printf("%s %s%s%s%s%s\n", argv[0], argv[1], fs.f_flag & ST_RDONLY ? " read-only" : "",
	       seals > 0 && seals & F_SEAL_WRITE ? " sealed" : "",
	       strncmp((const char *)getauxval(AT_EXECFN), "/dev/fd/", 8) == 0 ? " again" : "",
	       getenv("_BERTH_OWN_BINARY") ? " marked" : "");
	fflush(stdout);
}

/* A kernel that lets no process run from another file. */
static void refuse_another_file(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
			     SCMP_A0(SCMP_CMP_EQ, PR_SET_MM)) ||
	    seccomp_load(filter))
		_exit(4);
	seccomp_release(filter);
}

__attribute__((constructor)) static void protect(int argc, char **argv)
{
	const char *how = getenv("OWN_BINARY");
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	if (!how || argc != 2)
		return;
	if (strcmp(how, "user") == 0 && geteuid() == 0 && setresuid(65534, 65534, 65534))
		_exit(2);
	if (strcmp(how, "refused") == 0)
		refuse_another_file();
	if (own_binary_protect(argv, &arena, &err))
		printf("%s\n", err.text);
	else
		say_what_it_is(argv);
	fflush(stdout);
	_exit(0);
}

static void run(const char *how, const char *mark, struct text *said)
{
	char name[] = "some name", word[] = "word";
	char *argv[] = {name, word, NULL};
	int pipes[2], status;
	pid_t child;

	cr_assert_eq(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		setenv("OWN_BINARY", how, 1);
		if (mark)
			setenv("_BERTH_OWN_BINARY", mark, 1);
		execv("/proc/self/exe", argv);
		_exit(3);
	}
	close(pipes[1]);
	cr_assert_eq(file_read_fd(pipes[0], 1024, said), 0);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
	close(pipes[0]);
}

Test(security_own_binary, it_runs_from_a_read_only_mount)
{
	auto_text struct text said = NO_TEXT;

	run("root", NULL, &said);
	cr_expect_str_eq(said.start, "some name word read-only\n");
}

Test(security_own_binary, where_the_kernel_refuses_that_it_starts_again_from_there)
{
	auto_text struct text said = NO_TEXT;

	run("refused", NULL, &said);
	cr_expect_str_eq(said.start, "some name word read-only again\n");
}

Test(security_own_binary, who_may_not_mount_runs_from_a_sealed_copy)
{
	auto_text struct text said = NO_TEXT;

	run("user", NULL, &said);
	cr_expect_str_eq(said.start, "some name word sealed again\n");
}

Test(security_own_binary, it_does_not_take_somebodys_word_for_it_and_never_loops)
{
	auto_text struct text said = NO_TEXT;

	run("root", "1", &said);
	cr_expect_str_eq(said.start,
			 "berth's own file can still be written through /proc/self/exe\n");
}
