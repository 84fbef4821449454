/*
 * host_probe.c - a child that tries what INIT does
 *
 * It shares our memory for its answers, and mounts nothing where anybody could see it: all that
 * it makes goes with its last descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "file.h"
#include "host_probe.h"
#include "kernel.h"

static int result_of(int descriptor)
{
	return descriptor < 0 ? errno : 0;
}

/* A tmpfs in the place of "/", where no path leads, so that an overlay may have layers in it. */
static int attach_tmpfs(void)
{
	auto_close int here = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int tmpfs = sys_new_filesystem("tmpfs", NULL, 0, 0);

	return tmpfs < 0 || here < 0 || sys_attach_mount(tmpfs, here) ? -1 : fd_take(&tmpfs);
}

static int try_overlay(int tmpfs, bool user_namespace)
{
	char names[3][32];
	const struct fs_option options[] = {
		{"lowerdir",  names[0]},
		{"upperdir",  names[1]},
		{"workdir",   names[2]},
		{"userxattr", NULL    },
	};
	auto_close int overlay = -1;
	int layers[3];

	for (int i = 0; i < 3; i++) {
		snprintf(names[i], sizeof(names[i]), "%d", i);
		if (mkdirat(tmpfs, names[i], 0700))
			return errno;
		layers[i] =
			openat(tmpfs, names[i], O_PATH | O_DIRECTORY); /* until the child ends */
		snprintf(names[i], sizeof(names[i]), "/proc/self/fd/%d", layers[i]);
	}
	overlay = sys_new_filesystem("overlay", options, user_namespace ? 4 : 3, 0);
	return result_of(overlay);
}

/* The one line that everybody may write: without it no file could be made in a tmpfs. */
static int map_oneself(uid_t user, gid_t group)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %u 1", user);
	snprintf(groups, sizeof(groups), "0 %u 1", group);
	return file_write(AT_FDCWD, "/proc/self/setgroups", "deny") ||
			       file_write(AT_FDCWD, "/proc/self/uid_map", users) ||
			       file_write(AT_FDCWD, "/proc/self/gid_map", groups)
		       ? -1
		       : 0;
}

static _Noreturn void try_all(struct host_probe *probe, bool user_namespace, uid_t user,
			      gid_t group)
{
	/* Cut off from the host's, or it would get what is mounted here. The end closes it all. */
	bool ready = (!user_namespace || map_oneself(user, group) == 0) &&
		     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	int tmpfs = ready ? attach_tmpfs() : -1;

	probe->mounts = result_of(tmpfs);
	if (tmpfs >= 0) {
		probe->proc = result_of(sys_new_filesystem("proc", NULL, 0, 0));
		probe->overlay = try_overlay(tmpfs, user_namespace);
	}
	_exit(0);
}

struct host_probe host_probe(bool user_namespace)
{
	const uint64_t flags = CLONE_NEWNS | CLONE_NEWPID | (user_namespace ? CLONE_NEWUSER : 0);
	struct host_probe result = {.namespaces = ENOMEM, .mounts = -1, .proc = -1, .overlay = -1};
	struct host_probe *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	auto_close int pidfd = -1;
	const uid_t user = geteuid();
	const gid_t group = getegid();
	pid_t pid;

	if (shared == MAP_FAILED)
		return result;
	*shared = result;
	pid = sys_clone(flags, -1, &pidfd);
	if (pid == 0)
		try_all(shared, user_namespace, user, group);
	shared->namespaces = pid < 0 ? errno : 0;
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	result = *shared;
	(void)munmap(shared, sizeof(*shared));
	return result;
}
