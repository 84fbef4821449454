/*
 * Two sides of a small score, each row of which writes its name to a shared page.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "stage.h"
#include "wire.h"

static struct page {
	char host[512], init[512];
	const char *failing; /* the row that fails */
	const char *dying;   /* the row at which its side ends */
	int signal;          /* by which it is killed there; 0: it exits */
	bool held;           /* HOST has a pidfd of INIT */
} * page;

static int note(char *where, const char *name, struct error *err)
{
	if (page->dying && strcmp(page->dying, name) == 0) {
		(void)raise(page->signal);
		_exit(9);
	}
	if (page->failing && strcmp(page->failing, name) == 0)
		return fail(err, REFUSED, "as the test asked");
	strcat(strcat(where, name), " ");
	return 0;
}

#define ROW(side, name)                                                                            \
	static int play_##name(struct job *job, struct error *err)                                 \
	{                                                                                          \
		(void)job;                                                                         \
		return note(page->side, #name, err);                                               \
	}
#define UNDO(name)                                                                                 \
	static void undo_##name(struct job *job)                                                   \
	{                                                                                          \
		(void)job;                                                                         \
		strcat(page->host, "-" #name " ");                                                 \
	}

ROW(host, record)
UNDO(record)
ROW(host, limit)
UNDO(limit)
ROW(init, settle)
ROW(init, mount)
ROW(host, hooks)
ROW(init, pivot)
ROW(host, done)

static int play_spawn(struct job *job, struct error *err);
UNDO(spawn)

static bool never(const struct plan *plan)
{
	(void)plan;
	return false;
}

static const struct stage stages[] = {
	{HOST, AT_ONCE, "record", NULL,  play_record, undo_record},
	{HOST, AT_ONCE, "spawn",  NULL,  play_spawn,  undo_spawn },
	{INIT, MEET,    "settle", NULL,  play_settle, NULL       },
	{INIT, AT_ONCE, "mount",  NULL,  play_mount,  NULL       },
	{INIT, AT_ONCE, "never",  never, play_settle, NULL       },
	{HOST, MEET,    "never",  never, play_limit,  NULL       },
	{HOST, AT_ONCE, "limit",  NULL,  play_limit,  undo_limit },
	{HOST, MEET,    "hooks",  NULL,  play_hooks,  NULL       },
	{INIT, MEET,    "pivot",  NULL,  play_pivot,  NULL       },
	{HOST, MEET,    "done",   NULL,  play_done,   NULL       },
};

static const struct score score = {stages, COUNT(stages)};

static int play_spawn(struct job *job, struct error *err)
{
	if (note(page->host, "spawn", err) || wire_make(job->wire, err))
		return -1;
	job->pid = fork();
	if (job->pid == 0) {
		struct error own = NO_ERROR;

		wire_become_init(job->wire);
		_exit(score_play(&score, INIT, job, &own) ? 1 : 0);
	}
	wire_become_host(job->wire);
	job->pidfd = page->held ? sys_pidfd_open(job->pid) : -1;
	return 0;
}

static int play(struct error *err)
{
	struct plan plan = {.id = "c1"};
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int played;

	job.plan = &plan;
	job.wire = &wire;
	played = score_play(&score, HOST, &job, err);
	wire_close(&wire);
	fd_drop(&job.pidfd);
	if (job.pid)
		waitpid(job.pid, NULL, 0);
	return played;
}

static void make_page(void)
{
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(page, MAP_FAILED);
}

TestSuite(container_score, .init = make_page, .timeout = 20);

Test(container_score, each_side_plays_its_own_rows_in_order)
{
	struct error err = NO_ERROR;

	cr_assert_eq(play(&err), 0, "%s", err.text);
	cr_assert_str_eq(page->host, "record spawn limit hooks done ");
	cr_assert_str_eq(page->init, "settle mount pivot ");
}

Test(container_score, a_failure_on_either_side_names_the_row_and_undoes_upwards)
{
	static const struct {
		const char *row, *host;
	} cases[] = {
		{"record", ""                                               },
		{"spawn",  "record -record "                                },
		{"settle", "record spawn limit -limit -spawn -record "      },
		{"mount",  "record spawn limit -limit -spawn -record "      },
		{"limit",  "record spawn -spawn -record "                   },
		{"hooks",  "record spawn limit -limit -spawn -record "      },
		{"pivot",  "record spawn limit hooks -limit -spawn -record "},
		{"done",   "record spawn limit hooks -limit -spawn -record "},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = NO_ERROR;
		char sentence[64];

		memset(page, 0, sizeof(*page));
		page->failing = cases[i].row;
		cr_assert_eq(play(&err), -1, "%s", cases[i].row);
		snprintf(sentence, sizeof(sentence), "%s: as the test asked", cases[i].row);
		/* HOST's own row is named again by nobody; INIT's error passes through whole. */
		cr_assert(strstr(err.text, sentence), "%s: \"%s\"", cases[i].row, err.text);
		cr_assert_str_eq(page->host, cases[i].host, "%s", cases[i].row);
	}
}

Test(container_score, the_death_of_init_ends_host_and_is_undone)
{
	static const char *const rows[] = {"settle", "mount", "pivot"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;

		memset(page, 0, sizeof(*page));
		page->dying = rows[i];
		cr_assert_eq(play(&err), -1, "%s", rows[i]);
		cr_assert(strstr(err.text, "has died before the payload began"), "%s: \"%s\"",
			  rows[i], err.text);
		cr_assert(strstr(page->host, "-spawn -record "), "%s: \"%s\"", rows[i], page->host);
	}
}

Test(container_score, of_its_child_host_tells_how_it_ended)
{
	static const struct {
		int signal;
		const char *words;
	} ends[] = {
		{0,       "the init process ended with status 9 before the payload began"  },
		{SIGKILL, "the init process was killed by SIGKILL before the payload began"},
	};

	for (size_t i = 0; i < COUNT(ends); i++) {
		struct error err = NO_ERROR;

		memset(page, 0, sizeof(*page));
		page->held = true;
		page->dying = "mount";
		page->signal = ends[i].signal;
		cr_assert_eq(play(&err), -1);
		cr_assert_str_eq(err.text, ends[i].words);
	}
}

/* What HOST wants of INIT is gone when INIT has failed: the cause is what is told. */
Test(container_score, a_failure_that_follows_from_the_other_sides_is_not_the_one_that_is_told)
{
	struct error cause = NO_ERROR, effect = NO_ERROR;
	struct wire host = NO_WIRE, init;

	cr_assert_eq(wire_make(&host, &cause), 0);
	init = (struct wire){.fd = host.other, .other = -1, .passed = -1, .received = -1};
	host.other = -1;
	fail(&effect, SYSTEM, "open what was there");
	wire_overhear(&host, &effect);
	cr_assert(strstr(effect.text, "open what was there") == effect.text);
	fail(&cause, REFUSED, "the cause");
	wire_go(&init);
	cr_assert(wire_fail(&init, &cause));
	wire_close(&init);
	wire_overhear(&host, &effect);
	cr_assert_str_eq(effect.text, "the cause");
	wire_close(&host);
}
