/*
 * verb.h - a verb, its options, and a request made with them
 *
 * A verb is a row in src/verbs/verbs.c; its options are rows in its own file. Parsing,
 * --help, completion and the check that every option stands in its man page read the rows.
 * A verb's needs say what perform() in main.c prepares before the verb runs.
 *
 * Options may be written --name VALUE, --name=VALUE, -n VALUE, -nVALUE, -n=VALUE; flags
 * --name, --name=false, -ab. One dash does where no option has the first letter: -no-subreaper.
 * Options end at "--" or, for verbs with OPTIONS_END_AT_ID, at the
 * first word that is none. A table of options ends with a row without a name. Every verb has
 * --help.
 */
#ifndef BERTH_VERB_H
#define BERTH_VERB_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "cgroups.h"
#include "criu.h"
#include "log.h"
#include "network.h"
#include "sandbox.h"

struct error;
struct plan;
struct record;
struct request;
struct spec;

enum option_kind {
	OPTION_FLAG,     /* bool: --name, --name=false */
	OPTION_TEXT,     /* const char *: the last one counts */
	OPTION_LIST,     /* struct strings: each one counts */
	OPTION_NUMBER,   /* struct optional: a whole number */
	OPTION_SIZE,     /* struct optional: bytes, "50M", "-1" */
	OPTION_DURATION, /* struct optional: nanoseconds, "1s", "100ms" */
	OPTION_CHOICE,   /* const char *, one of the words in `choices`, separated by | */
	OPTION_IGNORED,  /* a flag taken for the sake of other runtimes' callers, without effect */
	OPTION_REFUSED,  /* known and not supported: `help` says why; an error that names it */
};

struct option_row {
	const char *name; /* without dashes */
	char letter;      /* or 0 */
	enum option_kind kind : 8;
	uint16_t offset;      /* of the member in struct request */
	const char *argument; /* the value's name in help, NULL for flags */
	const char *help;
	const char *choices;
};

#define REQUEST(member) offsetof(struct request, member)

enum need {
	NEEDS_NOTHING = 0,
	NEEDS_PROTECTION = 1, /* own_binary_protect(): puts a process in a container */
	NEEDS_ID = 2,         /* the first word is a container's id, checked */
	NEEDS_BUNDLE = 4,     /* request->bundle is made absolute, and config.json is read: spec */
	NEEDS_PLAN = 8,       /* the spec is planned */
	NEEDS_RECORD = 16,    /* the container exists: its record is loaded */
	OPTIONS_END_AT_ID = 32, /* what follows the first word belongs to the payload */
};

struct verb {
	const char *name; /* of two words: an action of the verb that is the first of them */
	unsigned needs;
	const struct option_row *options;
	const char *words;           /* the usage's words: "ID [SIGNAL]" */
	int least_words, most_words; /* -1: any number */
	const char *help;            /* one line */
	int (*run)(struct request *req, struct error *err);
	const char *details; /* further paragraphs of --help, or NULL */
};

extern const struct verb verbs[];
extern const size_t verb_count;
extern const struct option_row global_options[];

/*
 * What was asked for. One struct holds every verb's options: a name means the same in all.
 */
struct request {
	struct arena arena;
	char **argv;             /* as main() got it */
	const struct verb *verb; /* NULL: --help or --version alone, or an unknown command */
	const char *unknown;     /* the command that is none: the exit status is its own */
	struct strings words;    /* what is neither option nor value; the id is words.items[0] */
	const char *id;

	/* global */
	const char *root, *log, *log_format, *log_level, *cgroup_manager, *rootless;
	bool debug, timing, systemd_cgroup, no_annotations, help, version;
	bool default_root; /* --root was not given: that it is missing is no error */
	enum log_level level;

	/* creation */
	const char *bundle, *config, *pid_file, *console_socket, *pidfd_socket;
	struct optional preserve_fds;
	bool detach, keep, no_pivot, no_new_keyring, no_subreaper;

	/* check */
	const char *examined; /* a bundle, or NULL: none in particular */

	/* exec */
	const char *process, *cwd, *user, *apparmor, *process_label, *cgroup;
	struct strings env, caps, additional_gids;
	bool tty, no_new_privileges, ignore_paused;

	/* describe, kill, delete, gc, list, ps, events, spec */
	bool existing, all, force, regex, quiet, stats, unprivileged, dry_run;
	const char *format;
	struct optional interval;

	/* update */
	const char *resources, *cpuset_cpus, *cpuset_mems;
	struct optional memory, memory_reservation, memory_swap, pids_limit, blkio_weight;
	struct optional cpu_period, cpu_quota, cpu_burst, cpu_share, cpu_idle;
	struct optional cpu_rt_period, cpu_rt_runtime, kernel_memory, kernel_memory_tcp;

	/* checkpoint, restore */
	const char *image_path, *work_path, *parent_path, *page_server, *manage_cgroups_mode;
	const char *empty_namespace, *network_lock, *lsm_profile, *lsm_mount_context;
	struct optional status_fd;
	bool pre_dump;
	struct criu_request criu; /* its flags alone */

	/* create, run, sandbox */
	struct strings networks, ports;
	struct name_words names;

	/* network */
	struct network_request network;
	struct optional network_mtu, network_vxlan, network_port;

	struct sandbox sandbox;

	/* what perform() prepared */
	enum cgroup_manager manager;
	struct spec *spec;
	struct text *config_text; /* config.json as read */
	struct plan *plan;
	struct record *record;
	int exit_status; /* of the payload, when the verb ran one */
};

/*
 * argv to a request: the verb, its options, its words, and defaults for what was not given.
 * USAGE or REFUSED with a sentence otherwise; what was read until then is in the request.
 */
int request_read(struct request *req, int argc, char **argv, struct error *err);
void request_drop(struct request *req);

/* `berth VERB --help`, `berth --help`, `berth --version` on stdout. */
void help_print(const struct request *req);
void version_print(void);

#endif
