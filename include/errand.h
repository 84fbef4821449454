/*
 * errand.h - a program of the host that does something on berth's behalf
 *
 * It gets the arguments it is given and berth's environment, nothing on its standard input, and
 * a time to be done in. What it says is kept, for the sentence that tells how it failed.
 *
 *	static const char *const argv[] = {"newuidmap", "1", "0", "1000", "1", NULL};
 *
 *	if (errand_run("/usr/bin/newuidmap", argv, 10, err))
 *		return fail_during(err, "map the users");
 */
#ifndef BERTH_ERRAND_H
#define BERTH_ERRAND_H

struct arena;
struct error;

/* Where a program of that name is: the places of every distribution, then $PATH. Or NULL. */
const char *errand_find(struct arena *arena, const char *name);

/*
 * Starts it and does not wait, not even for its end: for what leaves a process of its own behind
 * and ends at once. What it says on its standard error is said where berth says it.
 */
int errand_leave(const char *path, const char *const *argv, struct error *err);

/* 0 when it ended with 0; otherwise its own words, or how it ended. */
int errand_run(const char *path, const char *const *argv, int seconds, struct error *err);

#endif
