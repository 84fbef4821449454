/*
 * A tap device goes from the test's network namespace into that of a child, which waits there.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "stages.h"
#include "text.h"

static struct arena arena;
static struct spec_net_device device = {.host_name = "here0"};
static struct spec_linux config = {.net_devices = &device, .net_device_count = 1};
static struct spec spec = {.linux = &config};
static struct plan plan = {.arena = &arena, .spec = &spec};
static struct job job;
static int tap = -1;

static void change(const char *name, unsigned long request, struct ifreq *with)
{
	auto_close int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(with->ifr_name, sizeof(with->ifr_name), "%s", name);
	cr_assert_eq(ioctl(fd, request, with), 0, "%s: %s", name, strerror(errno));
}

static void make_device(void)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	struct ifreq up = {.ifr_flags = IFF_UP}, address = {.ifr_ifindex = 0};
	struct sockaddr_in *inet = (struct sockaddr_in *)&address.ifr_addr;

	if (getuid() || unshare(CLONE_NEWNET))
		cr_skip("a new network namespace needs root");
	tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	strcpy(request.ifr_name, "here0");
	if (tap < 0 || ioctl(tap, TUNSETIFF, &request))
		cr_skip("this kernel makes no tap device");
	inet->sin_family = AF_INET;
	inet_pton(AF_INET, "10.9.8.7", &inet->sin_addr);
	change("here0", SIOCSIFADDR, &address);
	inet_pton(AF_INET, "255.255.255.0", &inet->sin_addr);
	change("here0", SIOCSIFNETMASK, &address);
	change("here0", SIOCSIFFLAGS, &up);
	job = NO_JOB;
	job.plan = &plan;
}

static void drop_device(void)
{
	fd_drop(&tap);
	arena_drop(&arena);
}

TestSuite(netns_net_devices, .init = make_device, .fini = drop_device, .timeout = 20);

/* "NAME up ADDRESS/PREFIX .." of all devices but lo, as seen from here. */
static void describe(struct text *out)
{
	struct ifaddrs *all;

	cr_assert_eq(getifaddrs(&all), 0);
	for (struct ifaddrs *at = all; at; at = at->ifa_next) {
		char address[INET_ADDRSTRLEN], mask[INET_ADDRSTRLEN];

		if (strcmp(at->ifa_name, "lo") == 0 || !at->ifa_addr ||
		    at->ifa_addr->sa_family != AF_INET)
			continue;
		inet_ntop(AF_INET, &((struct sockaddr_in *)at->ifa_addr)->sin_addr, address,
			  sizeof(address));
		inet_ntop(AF_INET, &((struct sockaddr_in *)at->ifa_netmask)->sin_addr, mask,
			  sizeof(mask));
		text_format(out, "%s %s %s %s", at->ifa_name,
			    at->ifa_flags & IFF_UP ? "up" : "down", address, mask);
	}
	freeifaddrs(all);
}

/* INIT's side: once it is told to go on, it settles the devices and compares. */
static _Noreturn void live(int go, const char *expected)
{
	auto_text struct text said = NO_TEXT;
	struct error err = NO_ERROR;
	char byte;

	(void)!read(go, &byte, 1);
	if (net_devices_settle(&job, &err)) {
		fprintf(stderr, "%s\n", err.text);
		_exit(2);
	}
	describe(&said);
	if (strcmp(text_string(&said), expected) != 0) {
		fprintf(stderr, "%s\n", text_string(&said));
		_exit(1);
	}
	_exit(0);
}

static void move_and_expect(const char *expected)
{
	struct error err = NO_ERROR;
	int go[2], status;

	cr_assert_eq(net_devices_note(&job, &err), 0, "%s", err.text);
	cr_assert_eq(pipe2(go, O_CLOEXEC), 0);
	job.pid = sys_clone(CLONE_NEWNET, -1, &job.pidfd);
	if (job.pid == 0) {
		close(go[1]);
		live(go[0], expected);
	}
	cr_assert_eq(net_devices_move(&job, &err), 0, "%s", err.text);
	cr_assert_eq(if_nametoindex("here0"), 0);
	close(go[1]);
	cr_assert_eq(waitpid(job.pid, &status, 0), job.pid);
	cr_assert_eq(status, 0);
}

Test(netns_net_devices, a_device_is_moved_with_its_address_and_brought_up)
{
	move_and_expect("here0 up 10.9.8.7 255.255.255.0");
}

Test(netns_net_devices, a_device_is_renamed_on_its_way)
{
	device.name = "there0";
	move_and_expect("there0 up 10.9.8.7 255.255.255.0");
}

Test(netns_net_devices, a_device_that_is_not_there_is_named)
{
	struct error err = NO_ERROR;

	device.host_name = "nowhere0";
	cr_assert_eq(net_devices_note(&job, &err), -1);
	cr_assert_str_eq(err.text, "find the network device nowhere0: no such device");
}

Test(netns_net_devices, a_move_that_the_kernel_refuses_names_both_ends)
{
	struct error err = NO_ERROR;

	device.name = "there0";
	job.pid = 0x7fffffff; /* nobody has this network namespace */
	cr_assert_eq(net_devices_move(&job, &err), -1);
	cr_assert_eq(strncmp(err.text, "move here0 into the container as there0: ", 41), 0, "%s",
		     err.text);
	cr_assert_neq(if_nametoindex("here0"), 0);
}
