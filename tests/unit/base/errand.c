/*
 * errand.c - programs that succeed, fail, say something, or do not end
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "errand.h"
#include "error.h"

static struct error err;

static int shell(const char *script, int seconds)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return errand_run("/bin/sh", argv, seconds, &err);
}

Test(base_errand, a_program_that_succeeds_leaves_no_error)
{
	cr_expect_eq(shell("echo much; exit 0", 10), 0, "%s", err.text);
	cr_expect_eq(err.kind, NO_FAILURE);
}

Test(base_errand, its_own_words_tell_why_it_failed)
{
	cr_expect_eq(shell("echo no such user >&2; echo and more; exit 1", 10), -1);
	cr_expect_eq(err.kind, SYSTEM);
	cr_expect_str_eq(err.text, "no such user and more");
}

Test(base_errand, one_without_words_is_told_of_by_its_status)
{
	cr_expect_eq(shell("exit 3", 10), -1);
	cr_expect_str_eq(err.text, "/bin/sh: exit status 3");
	cr_expect_eq(shell("kill -KILL $$", 10), -1);
	cr_expect_str_eq(err.text, "/bin/sh: killed by SIGKILL");
}

Test(base_errand, one_that_is_not_there_says_so)
{
	const char *const argv[] = {"program", NULL};

	cr_expect_eq(errand_run("/no/such/program", argv, 10, &err), -1);
	cr_expect_str_eq(err.text, "no such file or directory");
}

Test(base_errand, one_that_is_left_is_not_waited_for_and_has_no_output_of_ours)
{
	const char *const argv[] = {
		"sh", "-c", "read go < gate; out=$(readlink /proc/$$/fd/1); echo $out > said",
		NULL};
	char directory[] = "/tmp/errand.XXXXXX", said[32] = "";
	FILE *file;
	int status;

	cr_assert(mkdtemp(directory) && chdir(directory) == 0 && mkfifo("gate", 0600) == 0);
	cr_expect_eq(errand_leave("/bin/sh", argv, &err), 0, "%s", err.text);
	file = fopen("gate", "w"); /* it waits there, and not we for it */
	cr_assert(file && fclose(file) == 0);
	cr_assert(wait(&status) > 0 && (file = fopen("said", "r")));
	cr_expect(fgets(said, sizeof(said), file));
	cr_expect_str_eq(said, "/dev/null\n");
	fclose(file);
	cr_expect(unlink("gate") == 0 && unlink("said") == 0 && rmdir(directory) == 0);
}

Test(base_errand, one_that_cannot_be_left_says_so)
{
	const char *const argv[] = {"program", NULL};

	cr_expect_eq(errand_leave("/no/such/program", argv, &err), -1);
	cr_expect_str_eq(err.text, "start /no/such/program: no such file or directory");
}

Test(base_errand, one_that_does_not_end_is_ended_with_its_children, .timeout = 30)
{
	cr_expect_eq(shell("sleep 1000 & sleep 1000", 1), -1);
	cr_expect_str_eq(err.text, "/bin/sh: not done after 1 s");
}

Test(base_errand, it_has_nothing_to_read_and_berths_environment)
{
	cr_assert_eq(setenv("WORD", "given", 1), 0);
	cr_expect_eq(shell("[ \"$WORD\" = given ] && ! read -r line", 10), 0, "%s", err.text);
}

Test(base_errand, words_without_end_are_cut)
{
	cr_expect_eq(shell("head -c 100000 /dev/zero | tr '\\0' x; exit 1", 10), -1);
	cr_expect_eq(strlen(err.text), 400, "%zu", strlen(err.text));
}

Test(base_errand, a_program_is_found_in_the_usual_places_or_in_the_path)
{
	auto_arena struct arena arena = NO_ARENA;
	char directory[] = "/tmp/errand.XXXXXX", path[64];

	cr_assert(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/berth-test-program", directory);
	fclose(fopen(path, "w"));
	setenv("PATH", ".:relative:/no/where", 1);
	cr_expect_not_null(errand_find(&arena, "sh"));
	cr_expect_null(errand_find(&arena, "berth-test-program"));
	setenv("PATH", directory, 1);
	cr_expect_null(errand_find(&arena, "berth-test-program"), "it cannot be executed");
	chmod(path, 0755);
	cr_expect_str_eq(errand_find(&arena, "berth-test-program"), path);
	unlink(path);
	rmdir(directory);
}
