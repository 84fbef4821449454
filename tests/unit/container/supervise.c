#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "error.h"
#include "internal.h"
#include "kernel.h"

TestSuite(container_supervise, .timeout = 20);

Test(container_supervise, a_status_is_the_payload_s_or_128_and_the_signal)
{
	static const struct {
		int wait_status, exit_status;
	} cases[] = {
		{0,             0  },
		{1 << 8,        1  },
		{255 << 8,      255},
		{SIGKILL,       137},
		{SIGTERM,       143},
		{SIGSEGV | 128, 139}, /* with a core dump */
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_assert_eq(exit_status_of(cases[i].wait_status), cases[i].exit_status);
}

/* A payload that does as it is told: its exit status, or a wait for a signal. */
static struct supervision start(int exit_status)
{
	struct supervision supervision = {.terminal = -1};
	sigset_t none;

	supervise_prepare();
	supervision.pid = sys_clone(0, -1, &supervision.pidfd);
	if (supervision.pid == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		if (exit_status >= 0)
			_exit(exit_status);
		for (;;)
			pause();
	}
	return supervision;
}

Test(container_supervise, the_end_of_the_payload_ends_it)
{
	struct supervision supervision = start(7);
	struct error err = NO_ERROR;
	int status;

	cr_assert_eq(supervise(&supervision, &status, &err), 0, "%s", err.text);
	cr_assert_eq(exit_status_of(status), 7);
	cr_assert_not(supervision.timed_out);
}

Test(container_supervise, a_signal_goes_to_the_payload)
{
	struct supervision supervision = start(-1);
	struct error err = NO_ERROR;
	int status;

	kill(getpid(), SIGTERM); /* blocked: it waits for the signalfd */
	cr_assert_eq(supervise(&supervision, &status, &err), 0, "%s", err.text);
	cr_assert_eq(exit_status_of(status), 128 + SIGTERM);
}

Test(container_supervise, a_deadline_kills_the_payload_and_says_so)
{
	struct supervision supervision = start(-1);
	struct error err = NO_ERROR;
	int status;

	supervision.deadline = clock_monotonic() + 1000000;
	cr_assert_eq(supervise(&supervision, &status, &err), 0, "%s", err.text);
	cr_assert_eq(exit_status_of(status), 128 + SIGKILL);
	cr_assert(supervision.timed_out);
}

Test(container_supervise, orphans_are_reaped_without_ending_it)
{
	struct supervision supervision = start(-1);
	struct error err = NO_ERROR;
	pid_t orphan = fork();
	int status;

	if (orphan == 0)
		_exit(3);
	if (fork() == 0) {
		/* The last of the children but the payload: it ends the payload. */
		while (kill(orphan, 0) == 0)
			usleep(1000);
		kill(supervision.pid, SIGUSR1);
		_exit(0);
	}
	cr_assert_eq(supervise(&supervision, &status, &err), 0, "%s", err.text);
	cr_assert_eq(exit_status_of(status), 128 + SIGUSR1);
}
