/*
 * job.h - what the rows of a score share while they run
 *
 * HOST fills it, INIT inherits a copy when it is made. Descriptors are -1 until the row
 * that opens them has been played.
 */
#ifndef BERTH_JOB_H
#define BERTH_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "oom.h"

struct creation;
struct plan;
struct record;
struct restoration;
struct wire;

struct job {
	const struct plan *plan;
	const struct creation *creation; /* NULL for start and exec */
	struct record *record;
	struct wire *wire; /* to the other side */

	int proc;           /* the host's /proc, seen to be procfs: never the container's */
	int null;           /* the host's /dev/null, cloned to mask with; or -1: not for I/O */
	int root;           /* the root's mount: detached, then the container's "/" */
	bool root_attached; /* INIT has attached it, in its own mount namespace */
	int *pieces;        /* further mounts that the root consists of: see overlay_pieces.c */
	size_t piece_count;
	int *sources;          /* one for each of plan->rootfs.mounts, then one for each of its
				  devices: its source, cloned; or -1 */
	int cgroup;            /* the container's cgroup directory, or -1 without cgroups */
	bool cgroup_is_new;    /* it was not there before, and nobody has attached anything to it */
	uint32_t lent_program; /* number of a device program that another container lends; or 0 */
	int filter_listener;   /* of a seccomp filter that notifies */

	pid_t pid; /* of INIT as HOST sees it */
	int pidfd;
	pid_t *newborn; /* exec: shared by both sides, for the pid of who is born last: newborn.c */

	int gate;           /* a created INIT waits here for `start`: a listening socket */
	int gate_name;      /* its file, to see whether it is there: O_PATH */
	int label_file;     /* where the label for the next exec is written, in job->proc */
	int console_socket; /* connected, to send the terminal's master to; or -1 */
	unsigned short rows, columns; /* of the caller's terminal, when berth relays to it */
	int container;                /* exec: a pidfd of the container's init */
	int container_root;           /* exec: its root, for containers without a mount namespace */
	struct net_address *net_addresses; /* of linux.netDevices, as the host had them */
	/*
	 * A new one, for INIT and for network_plug(): network_namespace.c. HOST keeps it to its own
	 * end: the kernel clears a namespace up when nobody has it any more, and is better not at
	 * that while berth takes leave of the container.
	 */
	int network_namespace;
	int network_proc; /* a /proc for network_plug(), until network_let_go() */
	int preserve_fds; /* this many from 3 on belong to the payload */
	bool die_with_parent;
	struct oom_look oom;             /* run: before the payload has begun */
	struct restoration *restoration; /* restore: of the processes that were dumped */

	const char *program; /* found and ready, for the last row */
	const char **argv, **env;
};

#define NO_JOB                                                                                     \
	((struct job){.proc = -1,                                                                  \
		      .null = -1,                                                                  \
		      .root = -1,                                                                  \
		      .cgroup = -1,                                                                \
		      .filter_listener = -1,                                                       \
		      .pidfd = -1,                                                                 \
		      .gate = -1,                                                                  \
		      .gate_name = -1,                                                             \
		      .label_file = -1,                                                            \
		      .network_namespace = -1,                                                     \
		      .network_proc = -1,                                                          \
		      .console_socket = -1,                                                        \
		      .container = -1,                                                             \
		      .container_root = -1})

#endif
