/*
 * criu_worker.c - the conversation with CRIU
 *
 * Theory of operation
 *
 * `criu swrk FD` serves one request over a socket that it inherits and ends. libcriu does
 * nothing else; but it would have to be there when berth is linked, it forks CRIU itself,
 * where berth wants it born in a cgroup and in namespaces of its choice, and it waits without
 * a deadline.
 *
 * CRIU notifies of what it is about to do and waits for the answer. So its notifications are
 * places at which the score can go on: criu_advance() answers everything on the way, and
 * leaves the one that was waited for unanswered until it is called again.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alloc.h"
#include "clock.h"
#include "criu.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "log.h"
#include "protobuf.h"
#include "text.h"

/* A dump of much memory takes its time between one notification and the next. */
#define SILENCE_SECONDS 1800
#define LONGEST_MESSAGE 65536
#define LOG_LIMIT       (64 << 20)

/* criu_req and criu_resp, as far as they are spoken here */
#define TYPE_NOTIFY           6
#define REQUEST_TYPE          1
#define REQUEST_NOTIFY_OK     3
#define RESPONSE_TYPE         1
#define RESPONSE_SUCCESS      2
#define RESPONSE_RESTORE      4
#define RESPONSE_NOTIFICATION 5
#define RESTORE_PID           1
#define NOTIFICATION_SCRIPT   1
#define NOTIFICATION_PID      2

struct response {
	uint64_t type;
	bool success;
	char script[64]; /* of a notification */
	pid_t pid;
};

/* ---- the program -------------------------------------------------------------------------- */

static int find_in_path(void)
{
	const char *path = getenv("PATH");
	auto_text struct text name = NO_TEXT;

	if (!path || !*path)
		path = "/usr/sbin:/usr/bin:/sbin:/bin";
	for (const char *at = path; *at; at += *at == ':') {
		size_t length = strcspn(at, ":");
		auto_close int fd = -1;

		text_clear(&name);
		text_add_bytes(&name, at, length);
		text_add(&name, "/criu");
		at += length;
		/* A relative one would be looked for wherever the caller stands. */
		if (name.start[0] == '/' && access(name.start, X_OK) == 0)
			fd = open(name.start, O_PATH | O_CLOEXEC);
		if (fd >= 0)
			return fd_take(&fd);
	}
	return -1;
}

int criu_find(struct criu *criu, struct error *err)
{
	criu->program = find_in_path();
	if (criu->program < 0)
		return fail(err, NOT_FOUND, "no criu is in PATH: install it (package criu)");
	return 0;
}

bool criu_is_there(void)
{
	auto_close int fd = find_in_path();

	return fd >= 0;
}

int criu_open(struct criu *criu, struct error *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return fail(err, SYSTEM, "make a socket pair for criu");
	criu->socket = ends[0];
	criu->other = ends[1];
	return 0;
}

void criu_close(struct criu *criu)
{
	fd_drop(&criu->program);
	fd_drop(&criu->socket);
	fd_drop(&criu->other);
	fd_drop(&criu->terminal);
}

int criu_become(struct criu *criu, struct error *err)
{
	char name[] = "criu", verb[] = "swrk", fd[16];
	char *argv[] = {name, verb, fd, NULL};

	snprintf(fd, sizeof(fd), "%d", criu->other);
	if (fd_keep_across_exec(criu->other))
		return fail(err, SYSTEM, "hand the socket to criu");
	(void)fexecve(criu->program, argv, environ);
	return fail(err, SYSTEM, "start criu");
}

/* ---- what it says ------------------------------------------------------------------------- */

static int read_notification(const struct protobuf_field *from, struct response *response)
{
	struct protobuf_reader reader = protobuf_read_within(from);
	struct protobuf_field field;
	int more;

	while ((more = protobuf_next(&reader, &field)) > 0) {
		if (field.number == NOTIFICATION_SCRIPT && field.is_bytes)
			snprintf(response->script, sizeof(response->script), "%.*s",
				 (int)field.size, field.bytes);
		else if (field.number == NOTIFICATION_PID && !field.is_bytes)
			response->pid = (pid_t)field.value;
	}
	return more;
}

static int read_restored(const struct protobuf_field *from, struct response *response)
{
	struct protobuf_reader reader = protobuf_read_within(from);
	struct protobuf_field field;
	int more;

	while ((more = protobuf_next(&reader, &field)) > 0) {
		if (field.number == RESTORE_PID && !field.is_bytes)
			response->pid = (pid_t)field.value;
	}
	return more;
}

static int read_response(const void *message, size_t size, struct response *response)
{
	struct protobuf_reader reader = protobuf_read(message, size);
	struct protobuf_field field;
	int more;

	*response = (struct response){.type = UINT64_MAX};
	while ((more = protobuf_next(&reader, &field)) > 0) {
		if (field.number == RESPONSE_TYPE && !field.is_bytes)
			response->type = field.value;
		else if (field.number == RESPONSE_SUCCESS && !field.is_bytes)
			response->success = field.value;
		else if (field.number == RESPONSE_NOTIFICATION && field.is_bytes)
			more = read_notification(&field, response);
		else if (field.number == RESPONSE_RESTORE && field.is_bytes)
			more = read_restored(&field, response);
		if (more < 0)
			return -1;
	}
	return more < 0 || response->type == UINT64_MAX ? -1 : 0;
}

static int await(const struct criu *criu, struct error *err)
{
	int64_t deadline = clock_monotonic() + SILENCE_SECONDS * (int64_t)1000000000;
	struct pollfd waiting = {.fd = criu->socket, .events = POLLIN};
	int ready;

	do
		ready = poll(&waiting, 1, clock_left(deadline));
	while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return fail(err, SYSTEM, "wait for criu");
	return ready ? 0 : fail(err, STATE, "criu has been silent for %d s", SILENCE_SECONDS);
}

/* Its sentence ends with where to read on: the log's own directory is the user's to know. */
static int failed(const struct criu *criu, const char *how, struct error *err)
{
	auto_text struct text log = NO_TEXT, reason = NO_TEXT;

	if (criu->work >= 0 && file_read(criu->work, criu->log, LOG_LIMIT, &log) == 0)
		criu_log_quote(log.start, log.length, &reason);
	return fail(err, STATE, "criu %s %s%s%.*s; see %s in the work directory", criu->task, how,
		    reason.length ? ": " : "", 600, text_string(&reason), criu->log);
}

static int receive(struct criu *criu, struct response *response, struct error *err)
{
	auto_free char *message = alloc(1, LONGEST_MESSAGE);
	int fd = -1, length;
	size_t count = 1;

	if (await(criu, err))
		return -1;
	length = fd_receive(criu->socket, message, LONGEST_MESSAGE, &fd, &count);
	if (length < 0 && errno != ECONNRESET)
		return fail(err, SYSTEM, "listen to criu");
	if (length <= 0)
		return failed(criu, "ended without an answer", err);
	if (count) {
		fd_drop(&criu->terminal);
		criu->terminal = fd;
	}
	if (read_response(message, (size_t)length, response))
		return fail(err, STATE, "criu sent %d bytes that are no response", length);
	if (response->pid)
		criu->pid = response->pid;
	return 0;
}

/* ---- what it is told ---------------------------------------------------------------------- */

int criu_ask(struct criu *criu, enum criu_task task, const struct criu_request *request,
	     struct error *err)
{
	auto_text struct text message = NO_TEXT;

	fd_drop(&criu->other); /* so that its end is noticed */
	criu->work = request->work;
	criu->log = request->log;
	criu->task = task == CRIU_RESTORE ? "restore" : task == CRIU_DUMP ? "dump" : "pre-dump";
	criu_request_write(task, request, &message);
	if (fd_send(criu->socket, message.start, message.length, NULL, 0))
		return fail(err, SYSTEM, "ask criu");
	return 0;
}

static int answer(struct criu *criu)
{
	auto_text struct text message = NO_TEXT;

	criu->held = false;
	protobuf_add_number(&message, REQUEST_TYPE, TYPE_NOTIFY);
	protobuf_add_number(&message, REQUEST_NOTIFY_OK, true);
	return fd_send(criu->socket, message.start, message.length, NULL, 0);
}

int criu_advance(struct criu *criu, const char *until, struct error *err)
{
	struct response response;

	for (;;) {
		if (criu->held && answer(criu))
			return failed(criu, "ended early", err);
		if (receive(criu, &response, err))
			return -1;
		if (response.type != TYPE_NOTIFY)
			break;
		log_debug("criu: %s", response.script);
		criu->held = true;
		if (until && strcmp(response.script, until) == 0)
			return 0;
	}
	if (!response.success)
		return failed(criu, "failed", err);
	if (until)
		return failed(criu, "was done too early", err);
	return 0;
}
