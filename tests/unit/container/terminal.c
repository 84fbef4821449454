/*
 * INIT's side in a child that is the leader of a session, on the devpts that is there; the
 * terminal comes over the console socket to the test.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "plan.h"

static struct spec_box size = {.height = 40, .width = 120};
static struct spec_process process = {.console_size = &size};
static struct spec spec = {.process = &process};
static struct plan plan = {.spec = &spec};
static struct job job;
static int ends[2];

static void prepare(void)
{
	if (getuid())
		cr_skip("giving a terminal away needs root");
	if (access("/dev/pts/ptmx", R_OK | W_OK))
		cr_skip("there is no devpts on /dev/pts");
	job = NO_JOB;
	job.plan = &plan;
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	job.console_socket = ends[1];
}

TestSuite(container_terminal, .init = prepare, .timeout = 20);

/* 0, or the number of the first fact that is none. */
static int become_terminal(void)
{
	struct winsize seen;
	struct termios modes;
	struct error err = NO_ERROR;
	struct stat st;
	char byte;

	if (setsid() < 0 || terminal_open(&job, &err))
		return 1;
	if (job.console_socket != -1)
		return 2;
	for (int fd = 0; fd < 3; fd++) {
		if (!isatty(fd))
			return 3;
	}
	if (ioctl(0, TIOCGWINSZ, &seen) || seen.ws_row != 40 || seen.ws_col != 120)
		return 4;
	if (tcgetattr(0, &modes) || modes.c_oflag & ONLCR)
		return 5;
	if (fstat(0, &st) || st.st_uid != plan.privileges.uid)
		return 6;
	if (tcgetpgrp(0) != getpgrp())
		return 7; /* it is not the session's own */
	(void)!write(1, "said\n", 5);
	(void)!read(0, &byte, 1);
	return 0;
}

Test(container_terminal, the_payload_is_on_it_and_the_other_end_goes_over_the_socket)
{
	auto_close int master = -1;
	char name[16], said[16] = "";
	size_t count = 1;
	int status;
	pid_t pid;

	plan.privileges.uid = 1000;
	pid = fork();
	if (pid == 0)
		_exit(become_terminal());
	cr_assert_gt(pid, 0);
	close(ends[1]);
	cr_assert_eq(fd_receive(ends[0], name, sizeof(name), &master, &count), 9);
	cr_assert_eq(count, 1);
	cr_assert_str_eq(name, "/dev/ptmx");
	cr_assert_eq(read(master, said, sizeof(said)), 5);
	cr_assert_str_eq(said, "said\n");
	cr_assert_eq(write(master, "\n", 1), 1);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0, "fact %d", WEXITSTATUS(status));
}

Test(container_terminal, without_a_devpts_there_is_no_terminal)
{
	char place[] = "/tmp/berth-terminal-XXXXXX", command[64];
	int status;
	pid_t pid;

	cr_assert_not_null(mkdtemp(place));
	pid = fork();
	if (pid == 0) {
		struct error err = NO_ERROR;

		if (chroot(place) || chdir("/"))
			_exit(2);
		_exit(terminal_open(&job, &err) == -1 &&
				      strncmp(err.text, "open /dev/pts/ptmx: a terminal needs",
					      36) == 0
			      ? 0
			      : 1);
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
	cr_assert_eq(status, 0);
}

/* A file of the image with the right name is no terminal. */
Test(container_terminal, a_ptmx_that_is_not_devpts_is_refused)
{
	char place[] = "/tmp/berth-terminal-XXXXXX", command[160];
	int status;
	pid_t pid;

	cr_assert_not_null(mkdtemp(place));
	snprintf(command, sizeof(command), "mkdir -p '%s'/dev/pts && >'%s'/dev/pts/ptmx", place,
		 place);
	cr_assert_eq(system(command), 0);
	pid = fork();
	if (pid == 0) {
		struct error err = NO_ERROR;

		if (chroot(place) || chdir("/"))
			_exit(2);
		_exit(terminal_open(&job, &err) == -1 && err.kind == REFUSED ? 0 : 1);
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
	cr_assert_eq(status, 0);
}

Test(container_terminal, a_console_socket_that_is_not_there_is_named)
{
	struct error err = NO_ERROR;

	cr_assert_eq(console_connect("/no/where.sock", &job, &err), -1);
	cr_assert_str_eq(err.text, "connect to the console socket /no/where.sock: no such file or "
				   "directory");
}
