/*
 * processes.h - who a process is, and its end
 */
#ifndef BERTH_PROCESSES_H
#define BERTH_PROCESSES_H

#include <stdint.h>
#include <sys/types.h>

/* What /proc/PID/stat says of a process, proc_pid_stat(5). */
struct process_view {
	pid_t pid; /* as that /proc knows it */
	char state;
	uint64_t start_time; /* clock ticks since boot */
	uint32_t ignored;    /* signals 1 to 31: bit 0 is that of SIGHUP */
};

/* Of process pid, or of oneself for 0, in the /proc held as proc or, for AT_FDCWD, in /proc. -1
 * when it is gone. */
int process_look(int proc, pid_t pid, struct process_view *view);

/* Waits for the end of a child, whatever it signals by it. */
void process_reap(pid_t pid);

#endif
