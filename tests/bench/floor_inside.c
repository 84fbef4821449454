/*
 * floor_inside.c - the child: from clone3 to exec
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floor.h"

#define BIT(capability)   (1u << (capability))
#define CAPABILITIES_KEPT (BIT(CAP_AUDIT_WRITE) | BIT(CAP_KILL) | BIT(CAP_NET_BIND_SERVICE))

static void loopback_raise(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (control < 0 || ioctl(control, SIOCSIFFLAGS, &request))
		floor_fail("bring up the loopback");
	close(control);
}

static void privileges_drop(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2] = {
		{.effective = CAPABILITIES_KEPT, .permitted = CAPABILITIES_KEPT}
	};
	const struct rlimit files = {1024, 1024};

	setrlimit(RLIMIT_NOFILE, &files);
	umask(0022);
	for (unsigned i = 0; i <= CAP_LAST_CAP; i++) {
		if (i < 32 && CAPABILITIES_KEPT & BIT(i))
			continue;
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) && errno != EINVAL)
			floor_fail("drop from the bounding set");
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_setgroups, 0, NULL) ||
	    syscall(SYS_capset, &header, sets))
		floor_fail("drop privileges");
}

static struct sock_filter code[BPF_MAXINSNS];
static struct sock_fprog filter = {.filter = code};

void inside_prepare(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(file, code, sizeof(code));

	if (length <= 0)
		floor_fail(path);
	close(file);
	filter.len = (unsigned short)((size_t)length / sizeof(*code));
}

void inside_become(const struct floor *floor)
{
	static char *const environment[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
		NULL};

	privileges_drop();
	if (syscall(SYS_close_range, 3, ~0u, 4 /* close-on-exec */))
		floor_fail("close descriptors at exec");
	if (filter.len && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter))
		floor_fail("load the filter");
	execve(floor->argv[0], floor->argv, environment);
	floor_fail(floor->argv[0]);
}

void inside_live(const struct floor *floor)
{
	int gate = floor->gate ? open("start", O_RDWR | O_CLOEXEC) : -1;
	uint64_t attached;
	char start;

	setsid();
	/* A cgroup namespace is rooted where its maker is: CLONE_NEWCGROUP would be too early. */
	if (syscall(SYS_unshare, CLONE_NEWCGROUP) || syscall(SYS_sethostname, "berth", 5))
		floor_fail("make namespaces");
	if (!floor->host_network)
		loopback_raise();
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
		floor_fail("make a keyring");
	mounts_make(floor);
	if (read(floor->guarded, &attached, sizeof(attached)) < 0)
		floor_fail("wait for the device program");
	if (floor->gate &&
	    (write(floor->ready, &attached, sizeof(attached)) < 0 || read(gate, &start, 1) != 1))
		floor_fail("wait for start");
	inside_become(floor);
}
