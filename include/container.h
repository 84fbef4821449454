/*
 * container.h - a container's life: create, start, run, exec, kill, delete
 *
 * The verbs fill one of these structs from the command line; what happens is in the scores
 * of src/container/ (creation.c, starting.c, joining.c).
 */
#ifndef BERTH_CONTAINER_H
#define BERTH_CONTAINER_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "cgroups.h"
#include "criu.h"
#include "oom.h"
#include "record.h"

struct error;
struct plan;
struct text;

/* How a payload ended that was watched. */
struct outcome {
	int cgroup; /* its accounts are still there; -1 without one */
	int wait_status;
	bool timed_out;
	struct oom_cause oom;
};

/* What create and run are asked for beyond the plan. Paths are relative to the caller's directory.
 */
struct creation {
	const char *root; /* where records are kept */
	struct plan *plan;
	const struct text *config; /* config.json as read: kept in the record */
	const char *pid_file, *console_socket, *pidfd_socket;
	int preserve_fds;
	bool detach; /* run: return when the payload has started */
	bool keep;   /* run: do not delete afterwards */
	bool no_subreaper;
	const char *notify_socket; /* the service manager's, or NULL */
	bool die_with_parent;      /* the container ends when the caller of berth does */
	int64_t timeout;           /* run: nanoseconds until it is killed; 0: none */
	/* run: called when the payload has ended and before its cgroup goes; or NULL. */
	void (*ended)(void *context, const struct outcome *outcome);
	void *context;
	/* run: called when the payload has started. */
	void (*started)(void *context, pid_t pid);
};

int container_create(const struct creation *creation, struct error *err);
/* notify_socket: the service manager's, or NULL: then readiness is not waited for. */
int container_start(struct record *record, const char *notify_socket, struct error *err);

/* *exit_status: the payload's own, 128 + signal; 0 when detached. */
int container_run(const struct creation *creation, int *exit_status, struct error *err);

struct execution {
	const char *root;
	struct record *record;
	struct spec_process *process; /* complete: from --process or from the container's own */
	const struct spec *spec;      /* of the container: seccomp, annotations */
	struct filter *filter;        /* the container's, compiled; NULL: to be compiled */
	const char *pid_file, *console_socket, *pidfd_socket;
	const char *sub_cgroup; /* below the container's cgroup, or NULL */
	int preserve_fds;
	bool detach, ignore_paused;
};

int container_exec(struct arena *arena, const struct execution *execution, int *exit_status,
		   struct error *err);

/* What checkpoint and restore are asked for. Directories are relative to the caller's. */
struct checkpoint {
	const char *image_path;
	const char *work_path; /* NULL: the image's */
	bool pre_dump;
	struct criu_request request; /* as far as the command line decides it */
};

/* Dumps a running container; unless it is left running, nothing of it remains but the image. */
int container_checkpoint(const char *root, struct record *record,
			 const struct checkpoint *checkpoint, struct error *err);

/* A new container, made as its configuration says, of processes that were dumped. As run. */
int container_restore(const struct creation *creation, const struct checkpoint *checkpoint,
		      int *exit_status, struct error *err);

/* To init, or with all to every process; STATE, "container not running", when it has ended. */
int container_kill(const struct record *record, int signal, bool all, struct error *err);

/*
 * Takes everything of the container away: processes, cgroup, record; runs poststop hooks.
 * STATE when it is running and force is not given.
 */
int container_delete(const char *root, struct record *record, bool force, struct error *err);

/*
 * Mounts into and out of a container that is created or running; of the spec `asked` only the
 * mounts count. All or none.
 */
int container_mount(struct arena *arena, struct record *record, const struct spec *asked,
		    struct error *err);
int container_unmount(struct arena *arena, struct record *record, const struct spec *asked,
		      struct error *err);

int container_pause(const struct record *record, struct error *err);
int container_resume(const struct record *record, struct error *err);

#endif
