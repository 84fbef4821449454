/*
 * spent.h - descriptors that have done their duty, closed together
 *
 * What is mounted needs one of its place, and mostly one of itself, for a moment. They are put by
 * and closed a few at a time: numbers that follow each other are one system call, and they mostly
 * do. Nobody else's is ever closed, whatever lies between.
 *
 *	auto_spent struct spent spent = NOTHING_SPENT;
 */
#ifndef BERTH_SPENT_H
#define BERTH_SPENT_H

#include <stddef.h>

#define auto_spent    __attribute__((cleanup(spent_drop)))
#define NOTHING_SPENT ((struct spent){.count = 0})

struct spent {
	size_t count;
	int fds[16]; /* in order */
};

/* Takes *fd and leaves -1. Accepts -1; where spent is NULL, *fd stays as it is. */
void spent_add(struct spent *spent, int *fd);

/* Closes all of them and leaves errno alone. */
void spent_drop(struct spent *spent);

#endif
