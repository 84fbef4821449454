/*
 * faulty.c - berth that fails, or is killed, at one row of one score
 *
 * Theory of operation
 *
 * The linker gives us every call of score_play() (--wrap). The score is copied, and in the copy one
 * row's function is replaced. So nothing of this is in berth itself, and a row that is new is
 * there to be disturbed without a word here.
 *
 *	BERTH_FAULT=list			prints each row: SCORE ROW SIDE UNDO NAME
 *	BERTH_FAULT="SCORE ROW KIND"		where KIND is
 *		error		the row is not played, and fails
 *		kill-before	its process is killed instead of playing it
 *		kill-after	its process is killed when it has played it
 *		kill-undo	the last row of HOST fails, and HOST is killed instead of undoing this
 *one BERTH_FAULT_MARK=FILE			"1" is written there when the row was reached
 *
 * The mark is a shared page, since INIT has neither descriptors nor paths of the host's.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "stage.h"

#define MOST_ROWS 128

int __real_score_play(const struct score *score, enum side side, struct job *job,
		      struct error *err);
int __wrap_score_play(const struct score *score, enum side side, struct job *job,
		      struct error *err);

static const struct {
	const char *name;
	const struct score *score;
} scores[] = {
	{"creation",  &creation_score },
	{"starting",  &starting_score },
	{"joining",   &joining_score  },
	{"restoring", &restoring_score},
};

static struct {
	const struct score *score;
	size_t row;
	char kind[16];
	char *mark;
	int (*play)(struct job *job, struct error *err);
} fault;

static void list(void)
{
	for (size_t i = 0; i < COUNT(scores); i++) {
		for (size_t row = 0; row < scores[i].score->count; row++) {
			const struct stage *stage = &scores[i].score->stages[row];

			printf("%s %zu %s %s %s\n", scores[i].name, row,
			       stage->side == HOST ? "host" : "init", stage->undo ? "undo" : "-",
			       stage->name);
		}
	}
	exit(0);
}

static char *mark_open(const char *file)
{
	int fd = file ? open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	char *page;

	if (fd < 0 || ftruncate(fd, 1))
		return NULL;
	page = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return page == MAP_FAILED ? NULL : page;
}

__attribute__((constructor)) static void arrange(void)
{
	const char *words = getenv("BERTH_FAULT");
	char name[16];

	if (!words)
		return;
	if (strcmp(words, "list") == 0)
		list();
	if (sscanf(words, "%15s %zu %15s", name, &fault.row, fault.kind) != 3)
		exit(3);
	for (size_t i = 0; i < COUNT(scores); i++) {
		if (strcmp(scores[i].name, name) == 0)
			fault.score = scores[i].score;
	}
	fault.mark = mark_open(getenv("BERTH_FAULT_MARK"));
}

static bool is(const char *kind)
{
	return strcmp(fault.kind, kind) == 0;
}

static void reached(void)
{
	if (fault.mark)
		*fault.mark = '1';
}

/* The first process of a pid namespace does not die of what it sends itself: only of a fault. */
static _Noreturn void die(void)
{
	reached();
	kill(getpid(), SIGKILL);
	__builtin_trap();
}

static int disturbed(struct job *job, struct error *err)
{
	int played = 0;

	if (is("kill-before"))
		die();
	if (is("error")) {
		reached();
		errno = EIO;
		return fail(err, SYSTEM, "a fault on purpose");
	}
	if (fault.play)
		played = fault.play(job, err);
	if (played == 0)
		die();
	return played;
}

static int refuse(struct job *job, struct error *err)
{
	(void)job;
	errno = EIO;
	return fail(err, SYSTEM, "a fault on purpose");
}

static void die_undoing(struct job *job)
{
	(void)job;
	die();
}

int __wrap_score_play(const struct score *score, enum side side, struct job *job, struct error *err)
{
	static struct stage stages[MOST_ROWS];
	struct score copy = {stages, score->count};
	size_t last = 0;

	if (score != fault.score || score->count > MOST_ROWS)
		return __real_score_play(score, side, job, err);
	memcpy(stages, score->stages, score->count * sizeof(stages[0]));
	if (is("kill-undo")) {
		for (size_t i = 0; i < score->count; i++)
			last = stages[i].side == HOST ? i : last;
		stages[last].play = refuse;
		stages[fault.row].undo = die_undoing;
	} else {
		fault.play = stages[fault.row].play;
		stages[fault.row].play = disturbed;
	}
	return __real_score_play(&copy, side, job, err);
}
