/*
 * probe.c - what a payload cannot ask a shell
 *
 * Runs inside containers and prints one line.
 *
 *	probe call NUMBER [ARGUMENT...]	a system call: its result, or the name of its error
 *	probe scheduler			policy, nice, priority, flags of this process
 *	probe ioprio			class and priority
 *	probe memory			NUMA policy mode
 *	probe keyring			the description of the session keyring
 *	probe inject			pushes a character into the terminal (TIOCSTI)
 */
#include <errno.h>
#include <linux/keyctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct attributes {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
};

static int answer(long result)
{
	if (result < 0)
		printf("%s\n", strerrorname_np(errno));
	else
		printf("%ld\n", result);
	return 0;
}

static int call(int argc, char **argv)
{
	long a[6] = {0};

	for (int i = 0; i < 6 && i + 1 < argc; i++)
		a[i] = strtol(argv[i + 1], NULL, 0);
	return answer(syscall(atol(argv[0]), a[0], a[1], a[2], a[3], a[4], a[5]));
}

static int scheduler(void)
{
	struct attributes it = {.size = sizeof(it)};

	if (syscall(SYS_sched_getattr, 0, &it, sizeof(it), 0))
		return answer(-1);
	printf("policy %u nice %d priority %u flags %llu\n", it.policy, it.nice, it.priority,
	       (unsigned long long)it.flags);
	return 0;
}

static int ioprio(void)
{
	long value = syscall(SYS_ioprio_get, 1, 0);

	printf("class %ld priority %ld\n", value >> 13, value & 0x1fff);
	return 0;
}

static int memory(void)
{
	int mode;

	if (syscall(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0))
		return answer(-1);
	printf("mode %d\n", mode);
	return 0;
}

static int keyring(void)
{
	char text[256] = "";

	if (syscall(SYS_keyctl, KEYCTL_DESCRIBE, KEY_SPEC_SESSION_KEYRING, text, sizeof(text)) < 0)
		return answer(-1);
	puts(text);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "call") && argc > 2)
		return call(argc - 2, argv + 2);
	if (!strcmp(what, "scheduler"))
		return scheduler();
	if (!strcmp(what, "ioprio"))
		return ioprio();
	if (!strcmp(what, "memory"))
		return memory();
	if (!strcmp(what, "keyring"))
		return keyring();
	if (!strcmp(what, "inject"))
		return answer(ioctl(0, TIOCSTI, "x"));
	return 2;
}
