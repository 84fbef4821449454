/*
 * making.h - what run and restore share
 */
#ifndef BERTH_MAKING_H
#define BERTH_MAKING_H

struct creation;
struct error;
struct job;

/* Where the pidfd goes, or NULL. */
const char *pidfd_receiver(const struct creation *creation);

/* The payload's life in the foreground, from its start to its end. */
int payload_watch(const struct creation *creation, struct job *job, int terminal, int *exit_status,
		  struct error *err);

/* Takes away what was made and cannot go on; -1. The failure that is known is the one to tell. */
int payload_abandon(const struct creation *creation, struct job *job);

#endif
