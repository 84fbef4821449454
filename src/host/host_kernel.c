/*
 * host_kernel.c - the kernel, by its version and by asking it
 *
 * System calls are asked for with descriptors that are none: whoever has the call complains of
 * that. A filter above us, as engines load for their containers, answers like a kernel that has
 * none, or with EPERM.
 */
#include <errno.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "examination.h"
#include "text.h"

#define OLDEST_MAJOR 5
#define OLDEST_MINOR 14

void examine_kernel(const struct host *host, struct finding *finding)
{
	struct utsname name;
	int major = 0, minor = 0;

	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2) {
		found(host, finding, LIMITED, "its version is not to be found out");
		return;
	}
	found(host, finding, GOOD, "Linux %s", name.release);
	if (major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR))
		return;
	found(host, finding, LACKING, "Linux %s is older than %d.%d", name.release, OLDEST_MAJOR,
	      OLDEST_MINOR);
	cured_by(host, finding, "boot a newer kernel");
}

void examine_calls(const struct host *host, struct finding *finding)
{
	static const struct {
		const char *name;
		long number;
	} calls[] = {
		{"clone3",        SYS_clone3       },
		{"openat2",       SYS_openat2      },
		{"pidfd_open",    SYS_pidfd_open   },
		{"close_range",   SYS_close_range  },
		{"fsopen",        SYS_fsopen       },
		{"open_tree",     SYS_open_tree    },
		{"move_mount",    SYS_move_mount   },
		{"mount_setattr", SYS_mount_setattr},
	};
	auto_text struct text missing = NO_TEXT;

	for (size_t i = 0; i < COUNT(calls); i++) {
		/* Every one of them refuses these arguments; close_range() a range backwards. */
		errno = 0;
		(void)syscall(calls[i].number, -1, 0, -1, 0, 0);
		if (errno == ENOSYS || (errno == EPERM && calls[i].number == SYS_clone3))
			text_format(&missing, " %s", calls[i].name);
	}
	if (!missing.length) {
		found(host, finding, GOOD, "all that are needed are there");
		return;
	}
	found(host, finding, LACKING, "this kernel, or a filter above, does not have%s",
	      missing.start);
	cured_by(host, finding,
		 "if this is a container, its engine's --security-opt seccomp=unconfined, or a "
		 "newer "
		 "engine");
}

void examine_seccomp(const struct host *host, struct finding *finding)
{
	const unsigned notify = SECCOMP_RET_USER_NOTIF, error = SECCOMP_RET_ERRNO;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &error)) {
		found(host, finding, LACKING, "this kernel has no filters");
		cured_by(host, finding, "a kernel with CONFIG_SECCOMP_FILTER");
		return;
	}
	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &notify))
		found(host, finding, LIMITED, "filters, without notification");
	else
		found(host, finding, GOOD, "filters, with notification");
}

void examine_labels(const struct host *host, struct finding *finding)
{
	const char *modules = host_file(host, "/sys/kernel/security/lsm");
	const char *apparmor = host_file(host, "/sys/module/apparmor/parameters/enabled");
	struct statfs fs;

	if (modules[0])
		found(host, finding, GOOD, "%s", modules);
	else if (apparmor[0] == 'Y')
		found(host, finding, GOOD, "apparmor");
	else if (statfs("/sys/fs/selinux", &fs) == 0 && fs.f_type == SELINUX_MAGIC)
		found(host, finding, GOOD, "selinux");
	else
		found(host, finding, LIMITED,
		      "none is to be seen: labels and profiles are refused");
}

void examine_idmaps(const struct host *host, struct finding *finding)
{
	if (host->caller->standing == ROOT_OF_HOST)
		found(host, finding, GOOD, "where the filesystem knows them");
	else
		found(host, finding, LIMITED, "only for root of the host");
}
