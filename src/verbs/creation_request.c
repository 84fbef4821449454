/*
 * creation_request.c - a request to create or run, as the creation it asks for
 */
#include <stdlib.h>

#include "creation_request.h"
#include "error.h"
#include "fd.h"
#include "plan.h"
#include "verb.h"

#define FIRST_PRESERVED 3
#define MOST_PRESERVED  65536

int preserved_fds(const struct request *req, int *count, struct error *err)
{
	int64_t asked = req->preserve_fds.given ? req->preserve_fds.value : 0;

	if (asked < 0 || asked > MOST_PRESERVED)
		return fail(err, USAGE, "--preserve-fds %lld is not a number of descriptors",
			    (long long)asked);
	for (int fd = FIRST_PRESERVED; fd < FIRST_PRESERVED + asked; fd++) {
		if (!fd_is_open(fd))
			return fail(err, USAGE, "--preserve-fds %lld: descriptor %d is not open",
				    (long long)asked, fd);
	}
	*count = (int)asked;
	return 0;
}

int check_console(const struct request *req, bool terminal, bool detach, struct error *err)
{
	if (terminal && detach && !req->console_socket)
		return fail(err, USAGE,
			    "a detached process with a terminal needs "
			    "--console-socket: somebody has to hold the terminal");
	if (!terminal && req->console_socket)
		return fail(err, USAGE,
			    "--console-socket is given, and the process has no "
			    "terminal");
	if (terminal && !detach && req->console_socket)
		return fail(err, USAGE,
			    "--console-socket is for detached processes: without "
			    "--detach the terminal is the caller's");
	return 0;
}

int creation_of(const struct request *req, struct creation *creation, struct error *err)
{
	*creation = (struct creation){
		.root = req->root,
		.plan = req->plan,
		.config = req->config_text,
		.pid_file = req->pid_file,
		.console_socket = req->console_socket,
		.pidfd_socket = req->pidfd_socket,
		.detach = req->detach,
		.keep = req->keep,
		.no_subreaper = req->no_subreaper,
		.notify_socket = getenv("NOTIFY_SOCKET"),
	};
	return preserved_fds(req, &creation->preserve_fds, err);
}
