/*
 * internal.h - the stages of src/container/, for the scores there
 */
#ifndef BERTH_CONTAINER_INTERNAL_H
#define BERTH_CONTAINER_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "container.h"
#include "job.h"
#include "stage.h"
#include "text.h"

struct error;

/* network_namespace.c: HOST, but for the last */
int network_namespace_begin(struct job *job, struct error *err);
int network_namespace_finish(struct job *job, struct error *err); /* rides to INIT */
void network_namespace_abandon(struct job *job);
int network_namespace_join(struct job *job, struct error *err);

/* init_process.c: HOST */
int init_spawn(struct job *job, struct error *err);
void init_kill(struct job *job);
int joiner_spawn(struct job *job, struct error *err);
/* A process in the container's pid namespace that plays INIT's side of a score. */
int spawn_inside(struct job *job, const struct score *score, struct error *err);
/* A process in the job's cgroup, and otherwise like HOST, that plays INIT's side of a score. */
int spawn_plain(struct job *job, const struct score *score, struct error *err);
/* init_process.c: INIT's life before it is the payload; it does not return. */
typedef int init_fn(struct job *job, struct error *err);

/* newborn.c: exec, where a tracer may be waiting in the container */
int newborn_expect(struct job *job, struct error *err); /* HOST, before INIT is made */
int newborn_bear(struct job *job, struct error *err);   /* INIT: goes on as the newborn */
int newborn_take(struct job *job, struct error *err);   /* HOST: it is the process from now on */
void newborn_kill(struct job *job);                     /* HOST, when INIT is dead */
void newborn_forget(struct job *job);

/* settling.c: INIT */
/* All that are ignored, 1 to 31 as bits from 0 on, are not; and none is blocked. */
void signals_reset(uint32_t ignored);
int init_settle(struct job *job, struct error *err);
int descriptors_shed(struct job *job, struct error *err);

/* null_device.c: INIT */
int null_device_take(struct job *job, struct error *err);

/* gate.c */
int gate_open(struct job *job, struct error *err); /* HOST */
void gate_close(struct job *job);
int gate_wait(struct job *job, struct error *err); /* INIT: until `start` comes */
int gate_connect(const struct record *record, struct job *job, struct error *err); /* HOST */

/* program.c: INIT */
int program_settle(struct job *job, struct error *err);  /* the working directory, as root */
int program_find(struct job *job, struct error *err);    /* what can be known before start */
int program_prepare(struct job *job, struct error *err); /* again as the user; finds the file */
int program_become(struct job *job, struct error *err);  /* returns only to say why not */

/* terminal.c */
int console_connect(const char *path, struct job *job, struct error *err); /* HOST */
/* In the foreground berth itself is at the other end: *console is its end of the socket. */
int console_here(struct job *job, int *console, struct error *err); /* HOST */
int console_take(int *console, struct error *err); /* HOST: the terminal that has come over it */
int terminal_open(struct job *job, struct error *err); /* INIT */

/* hooks.c */
int hooks_before_start(struct job *job, struct error *err);     /* HOST: prestart, createRuntime */
int hooks_create_container(struct job *job, struct error *err); /* INIT */
int hooks_start_container(struct job *job, struct error *err);  /* INIT */
int hooks_poststart(struct job *job, struct error *err);        /* HOST */

/* What a hook finds. */
struct hook_setting {
	struct text state;           /* on its stdin */
	const char *directory;       /* its working directory; NULL: berth's own */
	const char *output, *errors; /* files for what it writes; NULL: berth listens */
};
void hook_setting_make(struct hook_setting *setting, const struct record *record,
		       enum status status, const struct spec *spec);
void hook_setting_drop(struct hook_setting *setting);

/* In order, until one fails: "error running createRuntime hook #0: exit status 1: its words". */
int hooks_run(const struct spec_hook_list *hooks, const char *name,
	      const struct hook_setting *setting, struct error *err);
/* Each one, whatever becomes of the others: a failure is a warning. */
void hooks_try(const struct spec_hook_list *hooks, const char *name,
	       const struct hook_setting *setting);

/* record_stages.c: HOST */
int record_creating(struct job *job, struct error *err);
void record_forget(struct job *job);
int record_init(struct job *job, struct error *err);

/* listener.c */
int listener_find(struct job *job, struct error *err);    /* HOST: an agent listens */
int listener_pass(struct job *job, struct error *err);    /* INIT: lets it ride on the wire */
int listener_deliver(struct job *job, struct error *err); /* HOST: to the agent */

/* Opens what every job needs: the host's /proc and /dev/null, seen to be what they should. */
int job_open(struct job *job, struct error *err);
void job_close(struct job *job);

/* Writes the pid file, and sends the pidfd where it was asked for. */
int announce(const struct job *job, const char *pid_file, const char *pidfd_socket,
	     struct error *err);

/* supervise.c: the foreground: signals through, the terminal, the end. wait_status of waitpid(). */
struct supervision {
	int pidfd;
	pid_t pid;
	int terminal;     /* master, or -1 */
	int64_t deadline; /* of clock_monotonic(), or 0 */
	bool timed_out;
};
int supervise(struct supervision *supervision, int *wait_status, struct error *err);
void supervise_prepare(void); /* before INIT is made: no signal is lost */
int exit_status_of(int wait_status);

#endif
