/*
 * restoration.h - processes that come from an image, while they are being restored
 */
#ifndef BERTH_RESTORATION_H
#define BERTH_RESTORATION_H

#include <stdint.h>
#include <sys/types.h>

#include "criu.h"
#include "image_directory.h"

struct checkpoint;
struct error;
struct job;
struct plan;

struct restoration {
	const struct checkpoint *checkpoint;
	struct criu criu;
	struct criu_request request;
	struct image_directory directory;
	pid_t worker; /* CRIU itself */
	int worker_pidfd;
};

/* Closes what was opened for it: the image, and what CRIU inherits. */
void restoration_close(struct job *job);

/* REFUSED for a configuration of which CRIU cannot restore a container. */
int restoration_possible(const struct plan *plan, struct error *err);

/* What CRIU calls a namespace that it is given open; NULL for a kind that it is told by path. */
const char *restoration_namespace_key(uint64_t flag);

/* In the child that becomes CRIU: signals as a program expects them, and no life without us. */
void criu_settle(void);
/* When CRIU has been let go: it ends, or is ended. */
void criu_reap(pid_t pid, int pidfd);

#endif
