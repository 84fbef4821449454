/*
 * A double of setsid(2): berth as it is, but that it takes its time there. Whoever waits for the
 * process that enters a container has it for sure, where else it is a race of microseconds.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

pid_t setsid(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
	return (pid_t)syscall(SYS_setsid);
}
