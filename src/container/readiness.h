/*
 * readiness.h - sd_notify(3) across the container's border, for src/container/
 */
#ifndef BERTH_READINESS_H
#define BERTH_READINESS_H

#include <sys/types.h>

struct error;
struct job;
struct record;

/* HOST's row: makes the directory that is mounted into the container. */
int readiness_prepare(struct job *job, struct error *err);

/* The container's socket; -1 without an error when it has none. */
int readiness_listen(const struct record *record, struct error *err);

/* Waits until the container is ready or gone, and tells the manager's socket. */
void readiness_pass_on(int fd, int pidfd, pid_t pid, const char *manager);

#endif
