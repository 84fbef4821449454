/*
 * capability_names.c - the table of capabilities
 */
#include <linux/capability.h>
#include <strings.h>
#include <sys/prctl.h>

#include "alloc.h"
#include "security.h"

#define PREFIX "CAP_"

static const char *const names[] = {
	[CAP_CHOWN] = "CAP_CHOWN",
	[CAP_DAC_OVERRIDE] = "CAP_DAC_OVERRIDE",
	[CAP_DAC_READ_SEARCH] = "CAP_DAC_READ_SEARCH",
	[CAP_FOWNER] = "CAP_FOWNER",
	[CAP_FSETID] = "CAP_FSETID",
	[CAP_KILL] = "CAP_KILL",
	[CAP_SETGID] = "CAP_SETGID",
	[CAP_SETUID] = "CAP_SETUID",
	[CAP_SETPCAP] = "CAP_SETPCAP",
	[CAP_LINUX_IMMUTABLE] = "CAP_LINUX_IMMUTABLE",
	[CAP_NET_BIND_SERVICE] = "CAP_NET_BIND_SERVICE",
	[CAP_NET_BROADCAST] = "CAP_NET_BROADCAST",
	[CAP_NET_ADMIN] = "CAP_NET_ADMIN",
	[CAP_NET_RAW] = "CAP_NET_RAW",
	[CAP_IPC_LOCK] = "CAP_IPC_LOCK",
	[CAP_IPC_OWNER] = "CAP_IPC_OWNER",
	[CAP_SYS_MODULE] = "CAP_SYS_MODULE",
	[CAP_SYS_RAWIO] = "CAP_SYS_RAWIO",
	[CAP_SYS_CHROOT] = "CAP_SYS_CHROOT",
	[CAP_SYS_PTRACE] = "CAP_SYS_PTRACE",
	[CAP_SYS_PACCT] = "CAP_SYS_PACCT",
	[CAP_SYS_ADMIN] = "CAP_SYS_ADMIN",
	[CAP_SYS_BOOT] = "CAP_SYS_BOOT",
	[CAP_SYS_NICE] = "CAP_SYS_NICE",
	[CAP_SYS_RESOURCE] = "CAP_SYS_RESOURCE",
	[CAP_SYS_TIME] = "CAP_SYS_TIME",
	[CAP_SYS_TTY_CONFIG] = "CAP_SYS_TTY_CONFIG",
	[CAP_MKNOD] = "CAP_MKNOD",
	[CAP_LEASE] = "CAP_LEASE",
	[CAP_AUDIT_WRITE] = "CAP_AUDIT_WRITE",
	[CAP_AUDIT_CONTROL] = "CAP_AUDIT_CONTROL",
	[CAP_SETFCAP] = "CAP_SETFCAP",
	[CAP_MAC_OVERRIDE] = "CAP_MAC_OVERRIDE",
	[CAP_MAC_ADMIN] = "CAP_MAC_ADMIN",
	[CAP_SYSLOG] = "CAP_SYSLOG",
	[CAP_WAKE_ALARM] = "CAP_WAKE_ALARM",
	[CAP_BLOCK_SUSPEND] = "CAP_BLOCK_SUSPEND",
	[CAP_AUDIT_READ] = "CAP_AUDIT_READ",
	[CAP_PERFMON] = "CAP_PERFMON",
	[CAP_BPF] = "CAP_BPF",
	[CAP_CHECKPOINT_RESTORE] = "CAP_CHECKPOINT_RESTORE",
};

int capability_number(const char *name)
{
	size_t skip = strncasecmp(name, PREFIX, sizeof(PREFIX) - 1) == 0 ? 0 : sizeof(PREFIX) - 1;

	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcasecmp(names[i] + skip, name) == 0)
			return (int)i;
	}
	return -1;
}

const char *capability_name(int number)
{
	return number >= 0 && (size_t)number < COUNT(names) ? names[number] : NULL;
}

static bool is_known(int capability)
{
	return prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0;
}

/* Those of Linux 5.9 need not be asked for: none older is enough. */
bool capability_is_known(int number)
{
	return number <= CAP_CHECKPOINT_RESTORE || is_known(number);
}

int capability_last(void)
{
	static int least = -1; /* it stays as it is for as long as the kernel runs */
	int beyond = 64;

	if (least >= 0)
		return least;
	/* The kernel knows all up to its last, and says EINVAL to what is beyond. */
	if (is_known(CAP_LAST_CAP) && !is_known(CAP_LAST_CAP + 1))
		return least = CAP_LAST_CAP;
	least = CAP_CHOWN;
	while (beyond - least > 1) {
		int middle = (least + beyond) / 2;

		if (is_known(middle))
			least = middle;
		else
			beyond = middle;
	}
	return least;
}
