/*
 * systemd_driver.c - the container's cgroup as a scope of systemd
 *
 * The systemd is one of the test's own, which plays a script: the socket of a user's instance lies
 * where the environment says. Words of a script:
 *
 *	call MEMBER		a call of this method must come
 *	return JOB		the reply to it
 *	error NAME WORDS	instead of that
 *	removed JOB RESULT	the signal
 *	signal			another
 *	noise			bytes that are no message
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "bus_message.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "plan.h"
#include "scope.h"

#define MOST_ACTS 12
#define SYSTEMD   "org.freedesktop.systemd1"

static char place[32], path[64];
static pid_t fake;
static struct error err;

/* ---- the systemd of the test ------------------------------------------------------------------
 */

static void put_field(struct text *out, uint8_t field, const char *type, const char *value)
{
	bus_put_padding(out, 8);
	bus_put_byte(out, field);
	bus_put_signature(out, type);
	if (type[0] == 'g')
		bus_put_signature(out, value);
	else
		bus_put_string(out, value);
}

static void say(int fd, enum bus_kind kind, uint32_t answers, const char *name,
		const char *signature, const struct text *body)
{
	auto_text struct text out = NO_TEXT;
	struct bus_array fields;

	bus_put_byte(&out, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B');
	bus_put_byte(&out, (uint8_t)kind);
	bus_put_byte(&out, 0);
	bus_put_byte(&out, 1);
	bus_put_u32(&out, (uint32_t)body->length);
	bus_put_u32(&out, 1);
	fields = bus_begin_array(&out, 8);
	if (answers) {
		bus_put_padding(&out, 8);
		bus_put_byte(&out, 5);
		bus_put_signature(&out, "u");
		bus_put_u32(&out, answers);
	}
	if (name)
		put_field(&out, kind == BUS_ERROR ? 4 : 3, "s", name);
	put_field(&out, 8, "g", signature);
	bus_end_array(&out, fields);
	bus_put_padding(&out, 8);
	text_add_bytes(&out, text_string(body), body->length);
	/* Byte by byte: whoever reads must put it together. */
	for (size_t i = 0; i < out.length; i++)
		if (write(fd, out.start + i, 1) != 1)
			_exit(2);
}

/* The next call's member; its serial. */
static void expect_call(int fd, const char *member, uint32_t *serial)
{
	static struct text in;
	struct bus_message message;
	int64_t size;
	char chunk[4096];

	while ((size = bus_message_size(text_string(&in), in.length)) == 0 ||
	       (size_t)size > in.length) {
		ssize_t count = read(fd, chunk, sizeof(chunk));

		if (count <= 0)
			_exit(3);
		text_add_bytes(&in, chunk, (size_t)count);
	}
	if (size < 0 || bus_message_read(in.start, (size_t)size, &message) ||
	    strcmp(message.member, member) != 0)
		_exit(4);
	memcpy(serial, in.start + 8, sizeof(*serial));
	memmove(in.start, in.start + size, in.length - (size_t)size);
	in.length -= (size_t)size;
}

static void act(int fd, const char *words, uint32_t *serial)
{
	auto_text struct text body = NO_TEXT;
	char what[16], first[128] = "", rest[128] = "";

	sscanf(words, "%15s %127s %127[^\n]", what, first, rest);
	if (strcmp(what, "call") == 0) {
		expect_call(fd, first, serial);
	} else if (strcmp(what, "return") == 0) {
		bus_put_string(&body, first);
		say(fd, BUS_RETURN, *serial, NULL, "o", &body);
	} else if (strcmp(what, "error") == 0) {
		bus_put_string(&body, rest);
		say(fd, BUS_ERROR, *serial, first, "s", &body);
	} else if (strcmp(what, "removed") == 0) {
		bus_put_u32(&body, 7);
		bus_put_string(&body, first);
		bus_put_string(&body, "c1.scope");
		bus_put_string(&body, rest);
		say(fd, BUS_SIGNAL, 0, "JobRemoved", "uoss", &body);
	} else if (strcmp(what, "signal") == 0) {
		say(fd, BUS_SIGNAL, 0, "JobNew", "", &body);
	} else if (write(fd, "this is no message at all", 25) != 25) {
		_exit(2);
	}
}

static void answer(int listener, const char *greeting, const char *const *acts)
{
	int fd = accept(listener, NULL, NULL);
	uint32_t serial = 0;
	char lines[64];

	if (read(fd, lines, sizeof(lines)) <= 0 || write(fd, greeting, strlen(greeting)) < 0)
		_exit(1);
	for (size_t i = 0; i < MOST_ACTS && acts[i]; i++)
		act(fd, acts[i], &serial);
	shutdown(fd, SHUT_WR);
	while (read(fd, lines, sizeof(lines)) > 0) /* a reset would take what is on its way */
		;
	_exit(0);
}

static void begin(const char *greeting, const char *const *acts)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	err = NO_ERROR;
	strcpy(place, "/tmp/systemd-test.XXXXXX");
	cr_assert_not_null(mkdtemp(place));
	snprintf(path, sizeof(path), "%s/systemd", place);
	cr_assert_eq(mkdir(path, 0700), 0);
	setenv("XDG_RUNTIME_DIR", place, 1);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/private", path);
	cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(listen(listener, 1), 0);
	fake = fork();
	if (fake == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer(listener, greeting, acts);
	}
	close(listener);
}

/* The script was played to its end. */
static void end(void)
{
	char private[sizeof(path) + 16];
	int status;

	cr_expect_eq(waitpid(fake, &status, 0), fake);
	cr_expect_eq(status, 0, "the test's systemd has ended with %d", WEXITSTATUS(status));
	snprintf(private, sizeof(private), "%s/private", path);
	unlink(private);
	rmdir(path);
	rmdir(place);
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static const char agreed[] = "DATA\r\nOK 0123456789abcdef\r\n";

Test(cgroups_systemd_driver, a_unit_is_stopped)
{
	static const struct {
		const char *said; /* NULL: it went well */
		const char *acts[MOST_ACTS];
	} cases[] = {
		{NULL,
		 {"call StopUnit", "return /j/1", "call ResetFailedUnit", "removed /j/1 done"}                                                                },
		{NULL,
		 {"signal", "call StopUnit", "signal", "return /j/1", "removed /j/2 failed",
		  "signal", "removed /j/1 done"}                                                                                                              },
		{NULL,                                                                            {"call StopUnit", "error " SYSTEMD ".NoSuchUnit not loaded"}},
		{"systemd refuses to stop c1.scope: no way",
		 {"call StopUnit", "error org.freedesktop.DBus.Error.AccessDenied no way"}                                                                    },
		{"systemd's job of c1.scope has ended as \"failed\"; see journalctl -u c1.scope",
		 {"call StopUnit", "return /j/1", "removed /j/1 failed"}                                                                                      },
		{"wait for systemd's job of c1.scope: ",
		 {"call StopUnit", "return /j/1", "removed /j/2 done"}                                                                                        },
		{"was closed by the other side",                                                  {"call StopUnit"}                                           },
		{"says what is not D-Bus",                                                        {"call StopUnit", "noise"}                                  },
		{"says what is not D-Bus",                                                        {"call StopUnit", "return /j/1", "noise"}                   },
	};
	const struct scope_name name = {"c1.scope", true};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int expected = cases[i].said ? -1 : 0;

		begin(agreed, cases[i].acts);
		cr_expect_eq(scope_end(&name, &err), expected, "%zu: %s", i, err.text);
		cr_expect(!cases[i].said || strstr(err.text, cases[i].said), "%zu: %s", i,
			  err.text);
		end();
	}
}

Test(cgroups_systemd_driver, who_is_not_taken_is_told)
{
	static const char *const nothing[MOST_ACTS];
	const struct scope_name name = {"c1.scope", true};

	begin("REJECTED EXTERNAL\r\n", nothing);
	cr_expect_eq(scope_end(&name, &err), -1);
	cr_expect(strstr(err.text, "does not take us for user"), "%s", err.text);
	end();
}

Test(cgroups_systemd_driver, no_systemd_is_one_sentence_with_a_cure)
{
	const struct scope_name name = {"c1.scope", true};

	setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	err = NO_ERROR;
	cr_expect_eq(scope_end(&name, &err), -1);
	cr_expect_str_eq(err.text,
			 "reach systemd of the user, below $XDG_RUNTIME_DIR: no such file or "
			 "directory; --cgroup-manager cgroupfs does without systemd");
}

/* As far as it goes without a systemd that moves processes: to the look where INIT is. */
Test(cgroups_systemd_driver, a_unit_that_has_failed_is_reset_and_asked_for_again)
{
	static const struct {
		const char *said;
		const char *acts[MOST_ACTS];
	} cases[] = {
		{"cgroup",                                                 {"call StartTransientUnit", "return /j/1", "removed /j/1 done"}},
		{"cgroup",
		 {"call StartTransientUnit", "error " SYSTEMD ".UnitExists it is there",
		  "call ResetFailedUnit", "call StartTransientUnit", "return /j/1",
		  "removed /j/1 done"}                                                                                                    },
		{"systemd refuses to start c1.scope: it is there",
		 {"call StartTransientUnit", "error " SYSTEMD ".UnitExists it was there",
		  "call ResetFailedUnit", "call StartTransientUnit",
		  "error " SYSTEMD ".UnitExists it is there"}                                                                             },
		{"systemd refuses to start c1.scope: Cannot set property",
		 {"call StartTransientUnit",
		  "error org.freedesktop.DBus.Error.PropertyReadOnly Cannot set property"}                                                },
		{"has ended as \"failed\"",
		 {"call StartTransientUnit", "return /j/1", "removed /j/1 failed"}                                                        },
	};
	struct scope_plan scope = {
		.name = {"c1.scope", true},
		  .slice = "user.slice"
	};
	struct plan plan = {
		.cgroup = {.scope = &scope, .path = "/nowhere"}
	};
	struct job job = NO_JOB;

	job.plan = &plan;
	job.pid = getpid();
	job.proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(agreed, cases[i].acts);
		cr_expect_eq(scope_make(&job, &err), -1);
		cr_expect(strstr(err.text, cases[i].said), "%zu: %s", i, err.text);
		end();
	}
	cr_expect_eq(job.cgroup, -1);
}

Test(cgroups_systemd_driver, an_update_is_told_and_its_end_awaited)
{
	static const struct {
		const char *said;
		const char *acts[MOST_ACTS];
	} cases[] = {
		{NULL,                                                                    {"call SetUnitProperties", "return /", "call ResetFailedUnit", "return /"}},
		{"systemd refuses to change c1.scope: no; the limits are in force until",
		 {"call SetUnitProperties", "error org.x.Y no"}                                                                                                     },
	};
	static struct arena arena;
	struct cgroup_write row = {.file = "pids.max", .value = "5", .field = "x"};
	struct cgroup_update update = {.arena = &arena, .writes = &row, .write_count = 1};
	const struct scope_name name = {"c1.scope", true};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char directory[] = "/tmp/systemd-test.XXXXXX", text[8] = "";
		int cgroup, file;

		cr_assert_not_null(mkdtemp(directory));
		cgroup = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		file = openat(cgroup, "pids.max", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
		begin(agreed, cases[i].acts);
		cr_expect_eq(scope_update(&name, cgroup, &update, &err), cases[i].said ? -1 : 0,
			     "%s", err.text);
		cr_expect(!cases[i].said || strstr(err.text, cases[i].said), "%s", err.text);
		end();
		cr_expect_eq(pread(file, text, sizeof(text), 0), cases[i].said ? 0 : 1,
			     "the files are written last");
		unlinkat(cgroup, "pids.max", 0);
		close(file);
		close(cgroup);
		rmdir(directory);
	}
}
