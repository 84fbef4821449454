/*
 * exec.c - run another program in a container
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "container.h"
#include "creation_request.h"
#include "error.h"
#include "exec_process.h"
#include "fd.h"
#include "verbs.h"

const struct option_row exec_options[] = {
	FLAG("tty", 't', tty, "give the process a terminal"),
	FLAG("detach", 'd', detach, "return as soon as the program has started"),
	LIST("env", 'e', env, "NAME=VALUE", "set a variable"),
	TEXT("cwd", 0, cwd, "DIR", "the working directory"),
	TEXT("user", 'u', user, "USER[:GROUP]", "who to be, by number or by the container's names"),
	LIST("additional-gids", 'g', additional_gids, "GID", "a further group"),
	TEXT("process", 'p', process, "FILE", "read the process as JSON; - is standard input"),
	LIST("cap", 'c', caps, "CAPABILITY", "add a capability"),
	FLAG("no-new-privs", 0, no_new_privileges, "no program may gain privileges"),
	TEXT("apparmor", 0, apparmor, "PROFILE", "the AppArmor profile"),
	TEXT("process-label", 0, process_label, "LABEL", "the SELinux label"),
	TEXT("cgroup", 0, cgroup, "CGROUP", "a path below the container's cgroup"),
	TEXT("console-socket", 0, console_socket, "PATH", "unix socket that receives the terminal"),
	TEXT("pidfd-socket", 0, pidfd_socket, "PATH",
	     "unix socket that receives a pidfd of the process"),
	TEXT("pid-file", 0, pid_file, "FILE", "write the process id to FILE"),
	NUMBER("preserve-fds", 0, preserve_fds, "pass this many descriptors from 3 on"),
	FLAG("ignore-paused", 0, ignore_paused, "also in a paused container: it waits there"),
	NO_MORE_OPTIONS,
};

/* Engines tell controllers apart by "CONTROLLER:PATH": in cgroup v2 there is one path for all. */
static int check_cgroup(const struct request *req, struct error *err)
{
	if (req->cgroup && strchr(req->cgroup, ':'))
		return fail(err, REFUSED,
			    "--cgroup %s: cgroup v2 knows one path for all controllers; give "
			    "that alone",
			    req->cgroup);
	return 0;
}

/* The root as the container's processes see it, and surely that of this container. */
static int open_root(const struct record *record, struct error *err)
{
	char path[64];
	auto_close int root = -1;
	int system;

	snprintf(path, sizeof(path), "/proc/%d/root", (int)record->pid);
	root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	system = errno;
	/* Alive now, it was so when its number was used: the number was not another's yet. */
	if (!record_is_alive(record))
		return fail(err, STATE, "container not running");
	if (root < 0 && system == EACCES && record_status(record) == STATUS_CREATED)
		return fail(err, STATE,
			    "cannot exec in a container that is created: an ordinary user has no "
			    "right to it until it is started");
	errno = system;
	return root < 0 ? fail(err, SYSTEM, "open the container's root") : fd_take(&root);
}

int exec_run(struct request *req, struct error *err)
{
	const struct spec *spec;
	auto_close int root = -1;
	struct execution execution = {
		.root = req->root,
		.record = req->record,
		.pid_file = req->pid_file,
		.console_socket = req->console_socket,
		.pidfd_socket = req->pidfd_socket,
		.sub_cgroup = req->cgroup,
		.detach = req->detach,
		.ignore_paused = req->ignore_paused,
	};

	if (check_cgroup(req, err) || preserved_fds(req, &execution.preserve_fds, err))
		return -1;
	/* For names of users; and an ordinary user is told here what he cannot do. */
	if ((req->user || geteuid()) && (root = open_root(req->record, err)) < 0)
		return -1;
	spec = execution.spec = record_joining(&req->arena, req->record, &execution.filter, err);
	if (!spec)
		return -1;
	execution.process = exec_process(req, spec, root, err);
	if (!execution.process || check_console(req, execution.process->terminal, req->detach, err))
		return -1;
	fd_drop(&root); /* the payload inherits nothing of the host's making */
	return container_exec(&req->arena, &execution, &req->exit_status, err);
}
