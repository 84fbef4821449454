/*
 * job.c - what every job needs from the host
 *
 * /proc is opened once, before any image is looked at, and seen to be what it should be:
 * whatever a container mounts or links later, berth's own reads and writes of /proc go through
 * this descriptor.
 */
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "wire.h"

#define PROC_ROOT_INODE 1 /* of every procfs: PROC_ROOT_INO, include/linux/proc_ns.h */

int job_open(struct job *job, struct error *err)
{
	struct statfs fs;
	struct stat st;

	job->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (job->proc < 0 || fstatfs(job->proc, &fs) || fstat(job->proc, &st))
		return fail(err, SYSTEM, "open /proc");
	if (fs.f_type != PROC_SUPER_MAGIC || st.st_ino != PROC_ROOT_INODE)
		return fail(err, REFUSED, "/proc is not a procfs: mount one there first");
	return 0;
}

void job_close(struct job *job)
{
	int *held[] = {&job->proc,
		       &job->null,
		       &job->root,
		       &job->cgroup,
		       &job->pidfd,
		       &job->gate,
		       &job->gate_name,
		       &job->label_file,
		       &job->container,
		       &job->container_root,
		       &job->console_socket,
		       &job->network_proc,
		       &job->network_namespace};

	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		fd_drop(held[i]);
	newborn_forget(job);
	if (job->wire)
		wire_close(job->wire);
}

static int write_pid(const struct job *job, const char *file, struct error *err)
{
	const char *slash = strrchr(file, '/');
	auto_close int dir = AT_FDCWD;
	char line[16], directory[4096];

	if (slash) {
		snprintf(directory, sizeof(directory), "%.*s", (int)(slash - file), file);
		dir = open(slash == file ? "/" : directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			return fail(err, SYSTEM, "open the directory of the pid file %s", file);
		file = slash + 1;
	}
	snprintf(line, sizeof(line), "%d", (int)job->pid);
	/* Whole or not at all: an engine may be watching for it. */
	if (file_replace(dir, file, line, strlen(line), 0644))
		return fail(err, SYSTEM, "write the pid file %s", file);
	return 0;
}

int announce(const struct job *job, const char *pid_file, const char *pidfd_socket,
	     struct error *err)
{
	if (pidfd_socket) {
		auto_close int fd = fd_connect(pidfd_socket);

		if (fd < 0 || fd_send(fd, "pidfd", 5, &job->pidfd, 1))
			return fail(err, SYSTEM, "send the pidfd to %s", pidfd_socket);
	}
	return pid_file ? write_pid(job, pid_file, err) : 0;
}
