/*
 * A double of setsid(2): the payload stays in the session of whoever called berth.
 */
#include <unistd.h>

pid_t setsid(void)
{
	return getpid();
}
