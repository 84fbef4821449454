/*
 * score.c - walks a table of stages on two sides
 *
 * Theory of operation
 *
 * HOST and INIT walk the same table. A side plays its own rows. When it comes to a row of
 * the other side that is a meeting, it has finished everything above, and says so; the
 * owner of the row waits for that word before playing it. So each meeting is one message,
 * in one direction, and rows that are no meetings run side by side.
 *
 * What is wanted is decided by the plan, which both sides hold, so both see the same
 * meetings, and the messages need no numbers.
 *
 * A side that fails says so at once, and the other learns it at its next meeting; or when it
 * fails itself, since what it wanted of the other side is gone. HOST then walks its undo column
 * upwards. INIT only ends: all it did dies with its namespaces.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "error.h"
#include "job.h"
#include "log.h"
#include "oom.h"
#include "plan.h"
#include "signals.h"
#include "stage.h"
#include "text.h"
#include "timing.h"
#include "wire.h"

#define ENDING_MILLISECONDS 1000 /* between the end of the wire and that of its process */

static const char *side_name(enum side side)
{
	return side == HOST ? "host" : "init";
}

static bool wanted(const struct stage *stage, const struct job *job)
{
	return !stage->wanted || stage->wanted(job->plan);
}

/*
 * Before it is the payload, nobody but the kernel has a reason to kill INIT in its own cgroup. This
 * stays a function: its kilobyte would otherwise be on the stack of all that both sides do.
 */
__attribute__((noinline)) static int killed(const struct job *job, int signal, struct error *err)
{
	auto_text struct text words = NO_TEXT;
	struct oom_cause cause = {.whose = OOM_NONE};

	if (job->creation)
		oom_find(job->cgroup, job->plan->cgroup.path, NULL, NULL, &cause);
	if (cause.whose == OOM_NONE)
		return fail(err, STATE,
			    "the init process was killed by %s before the payload began",
			    signal_name(signal));
	oom_print(&cause, &words);
	return fail(err, STATE, "the init process was killed before the payload began: %s",
		    words.start);
}

/* A process closes its descriptors just before it has ended. It may also live on: see wire_go(). */
static int end_of_child(int pidfd, siginfo_t *end)
{
	struct pollfd ended = {.fd = pidfd, .events = POLLIN};

	end->si_pid = 0;
	if (pidfd < 0 || poll(&ended, 1, ENDING_MILLISECONDS) <= 0)
		return -1;
	if (waitid(P_PIDFD, (id_t)pidfd, end, WEXITED | WNOHANG | WNOWAIT | __WALL))
		return -1;
	return end->si_pid ? 0 : -1;
}

/* The other side has let go of the wire without a word: HOST can say why, of a child. */
static int other_is_gone(enum side side, const struct job *job, struct error *err)
{
	siginfo_t end;

	if (side == INIT)
		return fail(err, STATE, "the berth that makes the container has died");
	if (end_of_child(job->pidfd, &end))
		return fail(err, STATE, "the init process has died before the payload began");
	if (end.si_code != CLD_EXITED)
		return killed(job, end.si_status, err);
	return fail(err, STATE, "the init process ended with status %d before the payload began",
		    end.si_status);
}

static int wait_for_other(const struct stage *stage, struct job *job, struct error *err)
{
	struct timing_row *row;
	int waited;

	if (stage->start == AT_ONCE)
		return 0;
	row = timing_row(side_name(stage->side), "(waits for the other side)");
	waited = stage->start == MEET ? wire_wait(job->wire, err) : wire_wait_end(job->wire, err);
	timing_end(row);
	return waited > 0 ? other_is_gone(stage->side, job, err) : waited;
}

static int play(const struct stage *stage, struct job *job, struct error *err)
{
	struct timing_row *row;
	int played;

	if (wait_for_other(stage, job, err))
		return -1;
	log_debug("%s: %s", side_name(stage->side), stage->name);
	errno = 0;
	if (!stage->play)
		return 0;
	row = timing_row(side_name(stage->side), stage->name);
	played = stage->play(job, err);
	timing_end(row);
	return played ? fail_during(err, "%s", stage->name) : 0;
}

static void undo_above(const struct score *score, size_t count, struct job *job)
{
	while (count-- > 0) {
		const struct stage *stage = &score->stages[count];

		if (stage->side == HOST && stage->undo && wanted(stage, job))
			stage->undo(job);
	}
}

void score_undo(const struct score *score, struct job *job)
{
	undo_above(score, score->count, job);
}

/* The row below the one that makes INIT: INIT begins there. */
static size_t first_row(const struct score *score, enum side side)
{
	size_t row = 0;

	if (side == HOST)
		return 0;
	while (row < score->count && score->stages[row].side != INIT)
		row++;
	return row;
}

int score_play(const struct score *score, enum side side, struct job *job, struct error *err)
{
	for (size_t i = first_row(score, side); i < score->count; i++) {
		const struct stage *stage = &score->stages[i];

		if (!wanted(stage, job))
			continue;
		if (stage->side != side) {
			if (stage->start == MEET)
				wire_go(job->wire);
			continue;
		}
		if (play(stage, job, err) == 0)
			continue;
		if (side == HOST) {
			wire_overhear(job->wire, err);
			undo_above(score, i, job);
		} else {
			(void)wire_fail(job->wire, err); /* HOST may be gone: then all is over */
		}
		return -1;
	}
	return 0;
}
