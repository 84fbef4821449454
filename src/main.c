/*
 * main.c - argv to exit status
 *
 * The program, from top to bottom. A verb's row says which of these steps it needs.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "alloc.h"
#include "cni.h"
#include "error.h"
#include "file.h"
#include "log.h"
#include "prepare.h"
#include "security.h"
#include "text.h"
#include "timing.h"
#include "verb.h"

/* What a default configuration and its plan take, and the texts on the way there. */
#define ROOM  (32 << 10)
#define TEXTS (4 * TEXT_ROOM)

/* An arena, and texts, of pages that are there: to find each missing is a fault of the processor.
 */
static struct arena arena_ready(void)
{
	char *room = mmap(NULL, ROOM + TEXTS, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (room == MAP_FAILED)
		return NO_ARENA;
	texts_lend(room + ROOM, TEXTS);
	return arena_in(room, ROOM);
}

static bool needs(const struct request *req, enum need need)
{
	return req->verb && (req->verb->needs & need);
}

static int perform(struct request *req, int argc, char **argv, struct error *err)
{
	/* argv -> a verb, its options and words; a wrong one is told where the log goes, too */
	int read = request_read(req, argc, argv, err);
	struct timing_row *row;

	if (request_log(req, err) || read)
		return -1;
	if (req->help || req->version || !req->verb) {
		if (req->version)
			version_print();
		else
			help_print(req);
		return 0;
	}
	if (req->timing && timing_begin(err))
		return -1;
	/* the container can never write to this program */
	if (needs(req, NEEDS_PROTECTION) && own_binary_protect(argv, &req->arena, err))
		return -1;
	/* the first word -> a container's id */
	if (needs(req, NEEDS_ID) && record_check_id(req->id, err))
		return -1;
	/* a folder -> its config.json -> a checked spec */
	row = timing_row("host", "read the bundle");
	if (needs(req, NEEDS_BUNDLE) && bundle_read(req, err))
		return -1;
	timing_end(row);
	/* the spec -> every decision, and no effect */
	row = timing_row("host", "plan");
	if (needs(req, NEEDS_PLAN) && request_plan(req, err))
		return -1;
	timing_end(row);
	/* an id -> what was recorded about it */
	row = timing_row("host", "read the record");
	if (needs(req, NEEDS_RECORD) && request_load(req, err))
		return -1;
	timing_end(row);
	/* and the effects */
	return req->verb->run(req, err);
}

/* On stderr, whatever became of it: what failed took its time as well. */
static void timing_print(void)
{
	auto_text struct text out = NO_TEXT;

	timing_write(&out);
	fputs(text_string(&out), stderr);
}

int main(int argc, char **argv)
{
	struct error err = NO_ERROR;
	struct request req = {.arena = arena_ready()};
	int status;

	/* an engine has a container plugged into a network */
	if (cni_is_called(argc))
		return cni_run();
	if (perform(&req, argc, argv, &err))
		request_complain(&req, &err);
	timing_print();
	status = request_exit_status(&req, &err);
	request_drop(&req);
	/* What could not be written was not said: a full disk is no success. */
	if (fflush(stdout) && status == 0)
		status = 1;
	return status;
}
