/*
 * catch.c - waits for each new process and takes hold of it before it is a payload
 *
 *	catch COMM		runs inside a container; prints a line for each way in that it found
 *
 * Tried on every process whose name is not COMM, the payload's: ptrace(2), process_vm_readv(2),
 * pidfd_getfd(2), its memory, its root, its descriptors, its program. It ends when a file /end is
 *there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *payload;

/* Its name, or "" when it is gone. */
static const char *name_of(int pid, char *name, size_t size)
{
	char path[64];
	int fd;
	ssize_t got = 0;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, name, size - 1);
		close(fd);
	}
	name[got > 0 ? got : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
	return name;
}

/* What was got counts only when the process is still no payload afterwards. */
static void got(int pid, const char *how)
{
	char name[32];

	name_of(pid, name, sizeof(name));
	if (*name && strcmp(name, payload) != 0)
		printf("%s of %s\n", how, name);
}

static void open_its(int pid, const char *what)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, what);
	fd = open(path, (strcmp(what, "mem") == 0 ? O_RDWR : O_PATH) | O_CLOEXEC);
	if (fd < 0)
		return;
	got(pid, what);
	close(fd);
}

static void attack(int pid)
{
	char byte;
	struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	for (int fd = 3; pidfd >= 0 && fd < 16; fd++) {
		int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);

		if (copy < 0)
			continue;
		got(pid, "pidfd_getfd");
		close(copy);
	}
	open_its(pid, "root/.");
	open_its(pid, "cwd/.");
	open_its(pid, "exe");
	open_its(pid, "mem");
	if (process_vm_readv(pid, &local, 1, &remote, 1, 0) == 1)
		got(pid, "process_vm_readv");
	if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) {
		got(pid, "ptrace");
		kill(pid, SIGSTOP);
		waitpid(pid, NULL, __WALL);
		ptrace(PTRACE_DETACH, pid, 0, 0);
		kill(pid, SIGCONT);
	}
	if (pidfd >= 0)
		close(pidfd);
}

/* Pids are given in turn: the next one is waited for without looking through all of /proc. */
static int next_process(int last)
{
	for (int pid = last + 1; pid < last + 64; pid++) {
		if (kill(pid, 0) == 0 || errno == EPERM)
			return pid;
	}
	return 0;
}

int main(int argc, char **argv)
{
	char name[32];
	int last = getpid(), idle = 0;

	if (argc != 2)
		return 2;
	payload = argv[1];
	for (;;) {
		int pid = next_process(last);

		if (!pid) {
			if (++idle % 1000 == 0 && access("/end", F_OK) == 0)
				return 0;
			continue;
		}
		while (*name_of(pid, name, sizeof(name)) && strcmp(name, payload) != 0)
			attack(pid);
		fflush(stdout);
		last = pid;
	}
}
