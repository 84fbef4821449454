/*
 * floor.c - the least that a container takes: what the runtimes are held against
 *
 * Theory of operation
 *
 * The same isolation as `berth run` gives with the default configuration: six namespaces, a
 * cgroup with a device program, the same mounts, nodes, masks and capabilities, a filter. What
 * cannot be left out of a runtime is left out here: nothing is read from a configuration,
 * nothing can be another way, the image is trusted, errors end the program, and nobody
 * cleans up after them. So it shows what the kernel's part costs, and a runtime what it adds.
 *
 * That it does give the same isolation is looked at from inside before anything is measured:
 * tests/bench/look.sh.
 *
 *	floor run|create [-n] [-f FILTER] [-b BINDS] ROOT CGROUP RECORD PROGRAM [ARGUMENT...]
 *	floor exec [-n] [-f FILTER] ROOT CGROUP RECORD PROGRAM [ARGUMENT...]
 *	floor start|state|kill|delete ROOT CGROUP RECORD
 */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3 /* musl 1.2.3 does not know it */
#endif

void floor_fail(const char *what)
{
	dprintf(2, "floor: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static pid_t child_make(struct floor *floor, uint64_t flags)
{
	struct clone_args args = {
		.flags = flags | CLONE_PIDFD | CLONE_INTO_CGROUP,
		.pidfd = (uint64_t)(uintptr_t)&floor->pidfd,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)floor->cgroup_fd,
	};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0)
		floor_fail("clone3");
	return (pid_t)pid;
}

static void pid_write(const struct floor *floor)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", (int)floor->pid);
	int file = open("pid", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0 || write(file, text, (size_t)length) != length)
		floor_fail("write the pid");
	close(file);
}

static void pid_read(struct floor *floor)
{
	char text[16] = "";
	int file = open("pid", O_RDONLY | O_CLOEXEC);

	if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
		floor_fail("read the pid");
	close(file);
	floor->pid = atoi(text);
}

static int child_wait(const struct floor *floor)
{
	siginfo_t info;

	if (waitid((idtype_t)P_PIDFD, (id_t)floor->pidfd, &info, WEXITED))
		floor_fail("wait");
	return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

static int floor_delete(struct floor *floor)
{
	if (rmdir(floor->cgroup))
		floor_fail("remove the cgroup");
	unlink("pid");
	if (floor->gate)
		unlink("start");
	return rmdir(floor->record);
}

static int floor_create(struct floor *floor)
{
	static const uint64_t namespaces = CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
	uint64_t attached = 1;

	if (mkdir(floor->record, 0700) || chdir(floor->record) || mkdir(floor->cgroup, 0755))
		floor_fail("make the record and the cgroup");
	if (floor->gate && mkfifo("start", 0600))
		floor_fail("make the gate");
	floor->cgroup_fd = open(floor->cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
	floor->guarded = eventfd(0, EFD_CLOEXEC);
	floor->ready = floor->gate ? eventfd(0, EFD_CLOEXEC) : -1;
	floor->pid = child_make(floor, namespaces | (floor->host_network ? 0 : CLONE_NEWNET));
	if (floor->pid == 0)
		inside_live(floor);
	/* All this happens while the child mounts. */
	guard_attach(floor->cgroup_fd);
	pid_write(floor);
	if (write(floor->guarded, &attached, sizeof(attached)) < 0)
		floor_fail("let go");
	if (floor->gate && read(floor->ready, &attached, sizeof(attached)) < 0)
		floor_fail("wait for the child");
	return 0;
}

static int floor_run(struct floor *floor)
{
	int status;

	floor_create(floor);
	status = child_wait(floor);
	floor_delete(floor);
	return status;
}

static int floor_start(void)
{
	int gate = open("start", O_WRONLY | O_CLOEXEC);

	if (gate < 0 || write(gate, "", 1) != 1)
		floor_fail("start");
	return unlink("start");
}

static int floor_exec(struct floor *floor)
{
	int namespaces = CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS | CLONE_NEWCGROUP;
	int container;

	pid_read(floor);
	container = (int)syscall(SYS_pidfd_open, floor->pid, 0);
	floor->cgroup_fd = open(floor->cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (container < 0 || syscall(SYS_setns, container, CLONE_NEWPID))
		floor_fail("join");
	namespaces &= ~CLONE_NEWPID;
	floor->pid = child_make(floor, 0);
	if (floor->pid == 0) {
		namespaces |= floor->host_network ? 0 : CLONE_NEWNET;
		if (syscall(SYS_setns, container, namespaces))
			floor_fail("join");
		inside_become(floor);
	}
	return child_wait(floor);
}

static int floor_state(struct floor *floor)
{
	pid_read(floor);
	printf("{\"pid\":%d,\"status\":\"%s\"}\n", (int)floor->pid,
	       kill(floor->pid, 0) ? "stopped" : "running");
	return 0;
}

static int floor_kill(struct floor *floor)
{
	pid_read(floor);
	return kill(floor->pid, SIGKILL);
}

static void options_read(struct floor *floor, int argc, char **argv)
{
	for (int option; (option = getopt(argc, argv, "+nf:b:")) != -1;) {
		if (option == 'n')
			floor->host_network = true;
		else if (option == 'f')
			inside_prepare(optarg);
		else if (option == 'b')
			floor->binds = optarg;
		else
			_exit(2);
	}
	if (argc - optind < 3)
		_exit(2);
	floor->root = argv[optind];
	floor->cgroup = argv[optind + 1];
	floor->record = argv[optind + 2];
	floor->argv = argv + optind + 3;
}

int main(int argc, char **argv)
{
	struct floor floor = {.cgroup_fd = -1};
	const char *verb = argc > 1 ? argv[1] : "";

	if (argc < 2)
		return 2;
	options_read(&floor, argc - 1, argv + 1);
	/* The container must not be able to trace what has the host's descriptors. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	floor.gate = strcmp(verb, "run") != 0;
	if (strcmp(verb, "run") == 0)
		return floor_run(&floor);
	if (strcmp(verb, "create") == 0)
		return floor_create(&floor);
	if (chdir(floor.record))
		floor_fail("find the record");
	if (strcmp(verb, "start") == 0)
		return floor_start();
	if (strcmp(verb, "exec") == 0)
		return floor_exec(&floor);
	if (strcmp(verb, "state") == 0)
		return floor_state(&floor);
	if (strcmp(verb, "kill") == 0)
		return floor_kill(&floor);
	if (strcmp(verb, "delete") == 0)
		return floor_delete(&floor);
	return 2;
}
