/*
 * hold.c - takes hold of each new process before it is a payload, and says what is to be had from it
 *
 *	hold COMM		runs inside a container, with CAP_SYS_PTRACE
 *
 * Every process whose name is not COMM, the payload's, is seized and stopped. Of each it prints
 * "held", and a line "more: WHAT" for all that a payload would not have: what its status says is
 * compared with the lines of the file /status, its descriptors, root, directory, namespaces, program
 * and environment are looked at. It begins when /status is there, and ends when a file /end is.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *payload;

static ssize_t read_file(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	out[got > 0 ? got : 0] = '\0';
	return got;
}

static ssize_t read_its(int pid, const char *what, char *out, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, what);
	return read_file(path, out, size);
}

/* Capabilities, ids, filter: each line that it shares with a payload's status has to be there. */
static void look_at_status(int pid)
{
	char status[8192], payloads[8192];

	read_its(pid, "status", status, sizeof(status));
	if (read_file("/status", payloads, sizeof(payloads)) <= 0)
		printf("more: there is nothing to compare with\n");
	for (char *line = strtok(payloads, "\n"); line; line = strtok(NULL, "\n")) {
		char *its, name[32];

		if (strstr(status, line))
			continue;
		snprintf(name, sizeof(name), "%.*s:", (int)strcspn(line, ":"), line);
		its = strstr(status, name);
		printf("more: %.*s, and a payload has %s\n", its ? (int)strcspn(its, "\n") : 4,
		       its ? its : "none", line);
	}
}

/* One end of a socket pair, to talk to who sent it, is all that it may have beside 0 to 2. */
static void look_at_descriptors(int pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	for (int fd = 3; pidfd >= 0 && fd < 64; fd++) {
		int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
		struct stat st;

		if (copy < 0)
			continue;
		if (fstat(copy, &st) || !S_ISSOCK(st.st_mode))
			printf("more: descriptor %d, of mode %o\n", fd, st.st_mode);
		close(copy);
	}
	if (pidfd >= 0)
		close(pidfd);
}

static void look_at_place(int pid, const char *what)
{
	char own_path[64], its_path[64];
	struct stat own, its;

	snprintf(own_path, sizeof(own_path), "/proc/self/%s", what);
	snprintf(its_path, sizeof(its_path), "/proc/%d/%s", pid, what);
	if (stat(own_path, &own) == 0 && stat(its_path, &its) == 0 &&
	    (own.st_dev != its.st_dev || own.st_ino != its.st_ino))
		printf("more: its %s is another\n", what);
}

/* As long as it runs it is "text busy": what counts is its mount, or its seals, once it has ended.
 */
static void look_at_program(int pid)
{
	char path[64];
	struct statvfs fs;
	int fd, seals;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	seals = fd < 0 ? -1 : fcntl(fd, F_GET_SEALS);
	if (fd < 0 || fstatvfs(fd, &fs))
		printf("more: its program cannot be looked at\n");
	else if (!(fs.f_flag & ST_RDONLY) && (seals < 0 || !(seals & F_SEAL_WRITE)))
		printf("more: its program can be written\n");
	if (fd >= 0)
		close(fd);
}

static void look_at_environment(int pid)
{
	char environment[8192];
	ssize_t got = read_its(pid, "environ", environment, sizeof(environment));

	if (got > 0 && memmem(environment, (size_t)got, "SECRET", strlen("SECRET")))
		printf("more: its environment is the caller's\n");
}

static void look_at(int pid)
{
	static const char *const places[] = {"root",    "cwd",      "ns/mnt", "ns/net",
					     "ns/ipc",  "ns/uts",   "ns/pid", "ns/pid_for_children",
					     "ns/user", "ns/cgroup"};

	printf("held\n");
	look_at_status(pid);
	look_at_descriptors(pid);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		look_at_place(pid, places[i]);
	look_at_program(pid);
	look_at_environment(pid);
	fflush(stdout);
}

static int is_before_payload(int pid)
{
	char name[32];

	if (read_its(pid, "comm", name, sizeof(name)) <= 0)
		return 0;
	name[strcspn(name, "\n")] = '\0';
	return strcmp(name, payload) != 0;
}

static void hold(int pid)
{
	int status;

	if (ptrace(PTRACE_SEIZE, pid, 0, 0))
		return;
	if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) == 0 && waitpid(pid, &status, __WALL) == pid &&
	    WIFSTOPPED(status) && is_before_payload(pid))
		look_at(pid);
	ptrace(PTRACE_DETACH, pid, 0, 0);
}

/* Pids are given in turn: the next one is waited for without looking through all of /proc. */
static int next_process(int last)
{
	for (int pid = last + 1; pid < last + 8; pid++) {
		if (kill(pid, 0) == 0 || errno == EPERM)
			return pid;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int last = getpid(), idle = 0;

	if (argc != 2)
		return 2;
	payload = argv[1];
	while (access("/status", F_OK))
		usleep(1000);
	for (;;) {
		int pid = next_process(last);

		if (pid) {
			hold(pid);
			last = pid;
		} else if (++idle % 1000 == 0 && access("/end", F_OK) == 0) {
			return 0;
		}
	}
}
