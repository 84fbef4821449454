/*
 * loopback.c - brings "lo" up in every new network namespace
 *
 * By ioctl: a netlink socket, its request and its answer take three times as long, and every
 * container has one.
 */
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "error.h"
#include "fd.h"
#include "stages.h"

int loopback_up(struct job *job, struct error *err)
{
	/* The first device of every namespace, with no other flag that could be lost. */
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	auto_close int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)job; /* the same for all */
	if (control < 0 || ioctl(control, SIOCSIFFLAGS, &request))
		return fail(err, SYSTEM, "bring up the loopback");
	return 0;
}
