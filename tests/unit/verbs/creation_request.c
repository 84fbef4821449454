/*
 * creation_request.c - descriptors and consoles that a request may ask for
 */
#include <criterion/criterion.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "creation_request.h"
#include "error.h"
#include "verb.h"

Test(verbs_creation_request, the_request_is_passed_on_whole)
{
	struct request req = {.root = "/r",
			      .pid_file = "p",
			      .console_socket = "c",
			      .pidfd_socket = "s",
			      .detach = true,
			      .keep = true,
			      .no_subreaper = true};
	struct creation creation;
	struct error err = NO_ERROR;

	cr_assert_eq(creation_of(&req, &creation, &err), 0, "%s", err.text);
	cr_assert_str_eq(creation.root, "/r");
	cr_assert_str_eq(creation.pid_file, "p");
	cr_assert_str_eq(creation.console_socket, "c");
	cr_assert_str_eq(creation.pidfd_socket, "s");
	cr_assert(creation.detach && creation.keep && creation.no_subreaper);
	cr_assert_eq(creation.preserve_fds, 0);
}

/* In a child: 3 and 4 may be what the test itself is run through. */
static const char *preserving_two_of(int open_ones)
{
	struct request req = {
		.preserve_fds = {true, 2}
	};
	struct error *err =
		mmap(NULL, sizeof(*err), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int count = -1;
	pid_t child = fork();

	if (child == 0) {
		close(3);
		close(4);
		for (int fd = 3; fd < 3 + open_ones; fd++)
			dup2(STDERR_FILENO, fd);
		if (preserved_fds(&req, &count, err) == 0)
			fail(err, BUG, "%d", count);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return err->text;
}

Test(verbs_creation_request, descriptors_to_preserve_must_be_open)
{
	cr_assert_str_eq(preserving_two_of(2), "2");
	cr_assert_str_eq(preserving_two_of(1), "--preserve-fds 2: descriptor 4 is not open");
	cr_assert_str_eq(preserving_two_of(0), "--preserve-fds 2: descriptor 3 is not open");
}

Test(verbs_creation_request, a_number_of_descriptors_is_neither_negative_nor_absurd)
{
	static const int64_t wrong[] = {-1, 65537, INT64_MAX};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct request req = {
			.preserve_fds = {true, wrong[i]}
		};
		struct error err = NO_ERROR;
		int count = -1;

		cr_expect_eq(preserved_fds(&req, &count, &err), -1);
		cr_expect_eq(count, -1);
	}
}

Test(verbs_creation_request, a_terminal_has_somebody_at_its_other_end)
{
	static const struct {
		bool terminal, detach;
		const char *socket;
		int result;
	} cases[] = {
		{true,  true,  "s",  0 },
		{true,  true,  NULL, -1},
		{true,  false, NULL, 0 },
		{true,  false, "s",  -1},
		{false, true,  NULL, 0 },
		{false, true,  "s",  -1},
		{false, false, NULL, 0 },
		{false, false, "s",  -1},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = {.console_socket = cases[i].socket};
		struct error err = NO_ERROR;

		cr_expect_eq(check_console(&req, cases[i].terminal, cases[i].detach, &err),
			     cases[i].result, "case %zu: %s", i, err.text);
	}
}
