#include <criterion/criterion.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "link.h"
#include "stages.h"

static void leave_the_host(void)
{
	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
}

TestSuite(netns_loopback, .init = leave_the_host);

static bool is_up(const char *name)
{
	auto_close int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {.ifr_ifindex = 0};

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	cr_assert_eq(ioctl(fd, SIOCGIFFLAGS, &request), 0);
	return request.ifr_flags & IFF_UP;
}

Test(netns_loopback, it_is_down_at_first_and_then_up)
{
	struct error err = NO_ERROR;
	struct job job = NO_JOB;

	cr_assert_not(is_up("lo"));
	cr_assert_eq(loopback_up(&job, &err), 0, "%s", err.text);
	cr_assert(is_up("lo"));
	cr_assert_eq(loopback_up(&job, &err), 0, "%s", err.text);
}

Test(netns_loopback, a_device_that_is_not_there_is_an_error)
{
	struct error err = NO_ERROR;

	cr_assert_eq(link_up(4711, &err), -1);
	cr_assert_eq(err.kind, SYSTEM);
	cr_assert_eq(err.system, ENODEV, "%s", err.text);
}
