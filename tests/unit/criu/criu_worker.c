/* criu_worker.c: a conversation, with the test as CRIU */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alloc.h"
#include "criu.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "protobuf.h"
#include "text.h"

#define TYPE_RESTORE 2
#define TYPE_NOTIFY  6

static int peer;

static struct criu conversation(int work)
{
	struct criu criu = NO_CRIU;
	struct criu_request request = NO_CRIU_REQUEST;
	struct error err = NO_ERROR;
	char message[1024];

	cr_assert_eq(criu_open(&criu, &err), 0);
	peer = dup(criu.other);
	request.work = work;
	request.log = "restore.log";
	cr_assert_eq(criu_ask(&criu, CRIU_RESTORE, &request, &err), 0);
	cr_assert_gt(recv(peer, message, sizeof(message), 0), 0);
	return criu;
}

static void notify(const char *script, int pid, int fd)
{
	auto_text struct text inner = NO_TEXT, message = NO_TEXT;

	protobuf_add_string(&inner, 1, script);
	protobuf_add_number(&inner, 2, pid);
	protobuf_add_number(&message, 1, TYPE_NOTIFY);
	protobuf_add_number(&message, 2, 1);
	protobuf_add_bytes(&message, 5, inner.start, inner.length);
	cr_assert_eq(fd_send(peer, message.start, message.length, &fd, fd >= 0), 0);
}

static void respond(bool success)
{
	auto_text struct text message = NO_TEXT;

	protobuf_add_number(&message, 1, TYPE_RESTORE);
	protobuf_add_number(&message, 2, success);
	cr_assert_eq(fd_send(peer, message.start, message.length, NULL, 0), 0);
}

static bool is_answered(void)
{
	char answer[64];
	static const char yes[] = "\x08\x06\x18\x01";
	ssize_t length = recv(peer, answer, sizeof(answer), MSG_DONTWAIT);

	return length == 4 && memcmp(answer, yes, 4) == 0;
}

Test(criu_worker, it_is_held_at_the_notification_that_is_waited_for)
{
	struct criu criu = conversation(-1);
	struct error err = NO_ERROR;

	notify("pre-restore", 0, -1);
	notify("setup-namespaces", 4711, -1);
	cr_assert_eq(criu_advance(&criu, "setup-namespaces", &err), 0, "%s", err.text);
	cr_assert_eq(criu.pid, 4711);
	cr_assert(is_answered(), "the first goes on");
	cr_assert_not(is_answered(), "the second waits");
	respond(true);
	cr_assert_eq(criu_advance(&criu, NULL, &err), 0, "%s", err.text);
	cr_assert(is_answered());
	criu_close(&criu);
}

Test(criu_worker, a_terminal_comes_with_a_notification)
{
	struct criu criu = conversation(-1);
	struct error err = NO_ERROR;

	notify("orphan-pts-master", 0, open("/dev/null", O_RDWR | O_CLOEXEC));
	notify("pre-resume", 1, -1);
	cr_assert_eq(criu_advance(&criu, "pre-resume", &err), 0, "%s", err.text);
	cr_assert_geq(criu.terminal, 0);
	criu_close(&criu);
	cr_assert_eq(criu.terminal, -1);
}

Test(criu_worker, a_failure_quotes_the_log)
{
	char place[] = "/tmp/criu-worker.XXXXXX";
	int work = open(mkdtemp(place), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	static const char log[] = "(00.1) Error (criu/a.c:1): no such luck\n";
	struct criu criu = conversation(work);
	struct error err = NO_ERROR;

	cr_assert_eq(file_make(work, "restore.log", log, strlen(log), 0600), 0);
	respond(false);
	cr_assert_eq(criu_advance(&criu, NULL, &err), -1);
	cr_assert_str_eq(err.text, "criu restore failed: no such luck; see restore.log in the work "
				   "directory");
	unlinkat(work, "restore.log", 0);
	rmdir(place);
}

Test(criu_worker, its_death_and_nonsense_are_errors)
{
	struct criu criu = conversation(-1);
	struct error err = NO_ERROR;

	cr_assert_eq(send(peer, "\xff\xff", 2, 0), 2);
	cr_assert_eq(criu_advance(&criu, NULL, &err), -1);
	cr_assert_str_eq(err.text, "criu sent 2 bytes that are no response");
	close(peer);
	cr_assert_eq(criu_advance(&criu, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "ended without an answer"), "%s", err.text);
}

Test(criu_worker, success_before_the_notification_that_is_waited_for_is_none)
{
	struct criu criu = conversation(-1);
	struct error err = NO_ERROR;

	respond(true);
	cr_assert_eq(criu_advance(&criu, "pre-resume", &err), -1);
	cr_assert_not_null(strstr(err.text, "was done too early"), "%s", err.text);
}

Test(criu_worker, the_program_is_looked_for_in_absolute_directories)
{
	struct criu criu = NO_CRIU;
	struct error err = NO_ERROR;

	setenv("PATH", ".:relative:/nonexistent:", 1);
	cr_assert_eq(criu_find(&criu, &err), -1);
	cr_assert_eq(err.kind, NOT_FOUND);
	cr_assert_not(criu_is_there());
}
