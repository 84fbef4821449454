/*
 * stage.h - a row of the score
 *
 * A score is one table of stages in the order things happen, for both sides: HOST, the
 * berth that was called, and INIT, the process that becomes the container's first. Each
 * side walks the whole table, plays its own rows and passes the other's.
 *
 * The sides run at once. Where a row must not begin before the other side is done with
 * everything above it, the row is marked MEET. Nothing else makes a side wait.
 *
 * A stage has one effect, decides nothing (the plan did), cleans up after itself when it
 * fails, and its undo accepts that it was never played. HOST's undos are walked upwards
 * when either side fails; `delete` walks the same column.
 */
#ifndef BERTH_STAGE_H
#define BERTH_STAGE_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct job;
struct plan;

enum side {
	HOST,
	INIT
};

/*
 * When a row begins: as soon as its side comes to it; when the other side is done with all
 * above; when the other side has left the score, because it has become the payload.
 */
enum start {
	AT_ONCE,
	MEET,
	AT_END
};

struct stage {
	enum side side;
	enum start start;
	const char *name;                        /* a phrase: "pivot into the root" */
	bool (*wanted)(const struct plan *plan); /* NULL: always */
	int (*play)(struct job *job, struct error *err);
	void (*undo)(struct job *job); /* NULL: nothing to undo */
};

struct score {
	const struct stage *stages;
	size_t count;
};

extern const struct score creation_score, starting_score, joining_score, restoring_score;

/*
 * Plays one side of a score. HOST undoes its rows when either side has failed; INIT tells
 * HOST of its failure. INIT begins below the row that made it.
 */
int score_play(const struct score *score, enum side side, struct job *job, struct error *err);

/* HOST's undo column from the bottom up: what `delete` plays. */
void score_undo(const struct score *score, struct job *job);

#endif
