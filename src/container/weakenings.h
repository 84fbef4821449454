/*
 * weakenings.h - what a plan gives away, in words
 */
#ifndef BERTH_WEAKENINGS_H
#define BERTH_WEAKENINGS_H

struct plan;
struct text;

void weakenings_print(const struct plan *plan, struct text *out);

#endif
