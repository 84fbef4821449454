#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "wire.h"

/* Plays a row in a child, since descriptors and sessions are the process's own. */
static int in_a_child(int (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(body());
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	return status;
}

static void put(int number)
{
	(void)dup2(STDERR_FILENO, number);
}

static int shed(void)
{
	/* stdio, two of the payload's, the wire, the gate and its name stay; nothing else. */
	static const int stays[] = {0, 1, 2, 3, 4, 20, 30, 31};
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	struct error err = NO_ERROR;
	int first_wrong = -1;

	for (int number = 0; number < 64; number++)
		put(number);
	put(1000);
	wire.fd = 20;
	job.wire = &wire;
	job.gate = 31;
	job.gate_name = 30;
	job.root = 10;
	job.proc = 11;
	job.null = 40;
	job.preserve_fds = 2;
	if (descriptors_shed(&job, &err))
		return 101;
	if (job.root != -1 || job.proc != -1 || job.null != -1)
		return 102;
	for (int number = 1000; number >= 0; number--) {
		bool wanted = false;

		for (size_t i = 0; i < COUNT(stays); i++)
			wanted = wanted || stays[i] == number;
		if (fd_is_open(number) != wanted)
			first_wrong = number;
	}
	return first_wrong < 0 ? 0 : first_wrong > 99 ? 100 : first_wrong;
}

Test(container_settling, just_what_is_needed_stays_open)
{
	int status = in_a_child(shed);

	cr_assert(WIFEXITED(status));
	cr_assert_eq(WEXITSTATUS(status), 0, "descriptor %d, or step", WEXITSTATUS(status));
}

static int settle(void)
{
	struct record record = {.dir = -1};
	struct job job = NO_JOB;
	struct error err = NO_ERROR;
	struct sigaction action;
	sigset_t mask;

	for (int number = 1; number < 32; number++)
		(void)signal(number, SIG_IGN); /* two of them cannot be */
	sigfillset(&mask);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	umask(077);
	record.dir = open("/", O_PATH | O_CLOEXEC);
	job.record = &record;
	job.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (init_settle(&job, &err))
		return 1;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int number = 1; number < NSIG; number++) {
		if (sigismember(&mask, number) == 1)
			return 2;
	}
	for (int number = 1; number < 32; number++) {
		if (sigaction(number, NULL, &action) || action.sa_handler != SIG_DFL)
			return 3;
	}
	if (umask(0) != 0)
		return 4;
	if (getsid(0) != getpid())
		return 5;
	if (record.pid != getpid())
		return 6;
	/* Whoever wants to delete the container must not wait for INIT to let go of HOST's lock. */
	return record.dir == -1 ? 0 : 7;
}

Test(container_settling, nothing_of_the_caller_is_inherited)
{
	int status = in_a_child(settle);

	cr_assert(WIFEXITED(status));
	cr_assert_eq(WEXITSTATUS(status), 0, "step %d", WEXITSTATUS(status));
}
