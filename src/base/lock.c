/*
 * lock.c - a lock that is not waited for forever
 */
#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"

/* The lock waits in the kernel; an alarm that nobody restarts the call after ends the wait. */
static void wake(int signal)
{
	(void)signal;
}

int file_lock(int fd, int seconds)
{
	struct sigaction action = {.sa_handler = wake}, before;
	sigset_t alarm_only, mask;
	int locked, system;

	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigaction(SIGALRM, &action, &before);
	sigprocmask(SIG_UNBLOCK, &alarm_only, &mask);
	alarm((unsigned)seconds);
	locked = flock(fd, LOCK_EX);
	system = errno;
	alarm(0);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &before, NULL);
	errno = system;
	return locked;
}
