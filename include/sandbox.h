/*
 * sandbox.h - an isolated job in one line, without bundle or configuration
 *
 * The flags of `berth sandbox` become a spec; from there on it is a container like any other.
 * Its root is a copy-on-write view (plan->rootfs.overlay) of the host's own root or of a
 * directory: the job changes nothing that outlives it, but in the volumes it is given.
 *
 *	struct spec *spec = sandbox_spec(arena, &flags, &command, &caller, &err);
 */
#ifndef BERTH_SANDBOX_H
#define BERTH_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "caller.h"
#include "spec.h"

struct outcome;
struct error;

/* The flags as given; NULL, empty or not given: the default. */
struct sandbox {
	const char *rootfs;   /* "/", the host's own */
	const char *net;      /* "none" or "host" */
	const char *hostname; /* "sandbox" */
	const char *seccomp;  /* "default", "none" or a file */
	const char *user;     /* root, with the capabilities that Docker leaves it */
	const char *cwd;      /* the caller's where it can be seen, or else "/" */
	const char *cpus;     /* "1.5" */
	const char *report;   /* a file for sandbox_ended() */
	struct strings volumes, tmpfs, env;
	struct optional memory, pids, timeout, json_status_fd;
	bool read_only, overlay, tty, die_with_parent;
	bool networked; /* it is plugged into networks of berth's own, or joins another's */
	bool named;     /* it is told whom to ask for names */
};

/* ---- sandbox_spec.c ------------------------------------------------------------------------ */

struct spec *sandbox_spec(struct arena *arena, const struct sandbox *sandbox,
			  const struct strings *command, const struct caller *caller,
			  struct error *err);

/* ---- sandbox_seccomp.c --------------------------------------------------------------------- */

/* The profile that a word asks for; NULL in *profile is none at all. */
int sandbox_seccomp(struct arena *arena, const char *word, struct spec_seccomp **profile,
		    struct error *err);

/* ---- sandbox_report.c ---------------------------------------------------------------------- */

#define SANDBOX_TIMED_OUT 124 /* as timeout(1) */
#define SANDBOX_FAILED    125 /* and these as env(1), nice(1) and docker-run(1) */
#define SANDBOX_NOT_RUN   126
#define SANDBOX_NOT_FOUND 127

/* Follows a sandbox to its end, and tells of it where the flags ask for it. */
struct sandbox_watch {
	int report, status; /* descriptors to write to, or -1 */
	const char *id;
	int64_t began;   /* of clock_monotonic() */
	int exit_status; /* set by sandbox_ended() and sandbox_failed() */
	bool ended;
};

#define NO_SANDBOX_WATCH ((struct sandbox_watch){.report = -1, .status = -1})
#define auto_watch       __attribute__((cleanup(sandbox_watch_close)))

/* Opens what is to be written to before anything else happens, and starts the clock. */
int sandbox_watch_open(struct sandbox_watch *watch, const struct sandbox *sandbox, const char *id,
		       struct error *err);
void sandbox_watch_close(struct sandbox_watch *watch);

/* Members of struct creation; their context is the watch. */
void sandbox_started(void *watch, pid_t pid);
void sandbox_ended(void *watch, const struct outcome *outcome);

/* Instead of sandbox_ended(), for a sandbox that could not be run. */
void sandbox_failed(struct sandbox_watch *watch, const struct error *err);

#endif
