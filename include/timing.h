/*
 * timing.h - what each step took, for --timing
 *
 * A row is begun and ended by whoever does the step; both sides of a score write to one page,
 * which INIT inherits. Where nobody asked, a row is NULL and nothing happens: not even the clock
 * is read.
 *
 *	struct timing_row *row = timing_row("host", "make the cgroup");
 *	...
 *	timing_end(row);
 *
 * The words are not copied: they are constants, or live until timing_write().
 */
#ifndef BERTH_TIMING_H
#define BERTH_TIMING_H

struct error;
struct text;
struct timing_row;

int timing_begin(struct error *err);
struct timing_row *timing_row(const char *who, const char *what);
void timing_end(struct timing_row *row);

/* A line for each row, as they began: when, for how long, who, and what. Nothing if not begun. */
void timing_write(struct text *out);

#endif
