/*
 * cni.c - berth as a CNI plugin: a call is read, done, and answered
 *
 * Theory of operation
 *
 * A call has three parts: the environment, the configuration on stdin, and under the lock what
 * there is. An attachment is made by the same function as a container's of berth's own; what
 * differs is who keeps the namespace, which is the caller, and what the record is (cni_record.c).
 *
 * The answer is one JSON object on stdout: a result, or an error with a number. An engine shows
 * its user nothing else, so the sentence in it is the one that a user of berth would see.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "attach.h"
#include "clock.h"
#include "cni.h"
#include "cni_call.h"
#include "error.h"
#include "file.h"
#include "text.h"

#define CONFIG_LIMIT   (4 << 20)
#define STDIN_DEADLINE 10 /* seconds */

const struct cni_version cni_versions[] = {
	{"0.3.1", CNI_FAMILIES                           },
	{"0.4.0", CNI_FAMILIES | CNI_CHECKS              },
	{"1.0.0", CNI_CHECKS                             },
	{"1.1.0", CNI_CHECKS | CNI_COLLECTS | CNI_DETAILS},
};
const size_t cni_version_count = COUNT(cni_versions);

static const struct cni_command commands[] = {
	{"ADD",     CNI_CONTAINER | CNI_NAMESPACE, cni_add          },
	{"DEL",     CNI_CONTAINER | CNI_LENIENT,   cni_delete       },
	{"CHECK",   CNI_CONTAINER | CNI_NAMESPACE, cni_check        },
	{"GC",      CNI_LENIENT,                   cni_collect      },
	{"STATUS",  0,                             cni_status       },
	{"VERSION", CNI_NO_NETWORK,                cni_tell_versions},
};

bool cni_is_called(int argc)
{
	return argc <= 1 && getenv("CNI_COMMAND");
}

static int read_command(struct cni_call *call, struct error *err)
{
	const char *name = getenv("CNI_COMMAND");

	for (size_t i = 0; i < COUNT(commands); i++) {
		if (text_equal(commands[i].name, name)) {
			call->command = &commands[i];
			return 0;
		}
	}
	fail(err, USAGE, "CNI_COMMAND: \"%.64s\" is none of ADD, DEL, CHECK, GC, STATUS, VERSION",
	     name ? name : "");
	return cni_failed(call, CNI_WRONG_ENVIRONMENT, -1);
}

/* To the end of file; who keeps the pipe open is not waited for forever. */
static int read_stdin(struct text *json, struct error *err)
{
	int64_t end = clock_monotonic() + STDIN_DEADLINE * INT64_C(1000000000);
	struct pollfd pipe = {.fd = STDIN_FILENO, .events = POLLIN};
	char part[4096];
	ssize_t got;

	text_add(json, "");
	do {
		int ready = poll(&pipe, 1, clock_left(end));

		if (ready == 0)
			return fail(err, STATE,
				    "the network configuration has not ended after %d s on stdin",
				    STDIN_DEADLINE);
		got = ready < 0 ? -1 : read(STDIN_FILENO, part, sizeof(part));
		if (got < 0 && errno != EINTR)
			return fail(err, SYSTEM, "read the network configuration from stdin");
		if (got > 0)
			text_add_bytes(json, part, (size_t)got);
		if (json->length > CONFIG_LIMIT)
			return fail(err, USAGE, "the network configuration is beyond all measure");
	} while (got);
	return 0;
}

int cni_lock(struct cni_call *call, struct network_store *store, struct error *err)
{
	if (store_lock(store, err))
		return cni_failed(call, err->kind == STATE ? CNI_TRY_AGAIN : CNI_IO, -1);
	return 0;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int perform(struct cni_call *call, struct text *answer, struct error *err)
{
	auto_text struct text json = NO_TEXT;

	if (read_command(call, err) || cni_environment_read(call, err))
		return -1;
	if (read_stdin(&json, err))
		return cni_failed(call, CNI_IO, -1);
	/* The tree's strings lie in the arena, and so does what they are found in. */
	if (cni_config_read(call, arena_bytes(call->arena, text_string(&json), json.length),
			    json.length, err))
		return -1;
	if (!(call->command->needs & CNI_LENIENT) &&
	    cni_arguments_read(call, getenv("CNI_ARGS"), err))
		return -1;
	return call->command->run(call, answer, err);
}

int cni_run(void)
{
	auto_arena struct arena arena = attach_memory();
	auto_text struct text answer = NO_TEXT;
	struct cni_call call = {.arena = &arena};
	struct error err = NO_ERROR;
	int performed = perform(&call, &answer, &err);

	if (performed) {
		text_clear(&answer);
		cni_error_write(&call, &err, &answer);
	}
	if (answer.length)
		text_add(&answer, "\n");
	if (file_write_all(STDOUT_FILENO, text_string(&answer), answer.length))
		return 1;
	return performed ? 1 : 0;
}
