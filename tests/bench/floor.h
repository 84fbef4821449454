/*
 * floor.h - the pieces of the floor: see floor.c
 */
#ifndef BERTH_BENCH_FLOOR_H
#define BERTH_BENCH_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct floor {
	const char *root;   /* the container's root directory */
	const char *cgroup; /* the directory of its cgroup */
	const char *record; /* the directory of its record */
	const char *binds;  /* a file of bind mounts: "SOURCE TARGET ro|rw" in each line; or NULL */
	bool host_network;
	bool gate; /* create: wait in the record's FIFO until start comes */
	char **argv;
	int cgroup_fd;
	int guarded; /* an eventfd: the device program is attached */
	int ready;   /* another: all that create does is done */
	pid_t pid;
	int pidfd;
};

/* Ends the process with a sentence. */
_Noreturn void floor_fail(const char *what);

/* floor_inside.c: from clone to exec; the filter is read before the root is another. */
void inside_prepare(const char *filter);
_Noreturn void inside_live(const struct floor *floor);
/* The privileges of the container's processes, its filter, and the program. */
_Noreturn void inside_become(const struct floor *floor);

/* floor_mounts.c */
void mounts_make(const struct floor *floor);

/* floor_guard.c: the device program of the default configuration */
void guard_attach(int cgroup);

#endif
