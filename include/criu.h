/*
 * criu.h - CRIU, which dumps processes to files and restores them
 *
 * CRIU is a program of its own, found at run time: berth starts it as `criu swrk FD` and talks
 * over that socket in its RPC (rpc.proto): one request, then notifications, each of which
 * holds CRIU up until it is answered, then one response.
 *
 *	criu_find(&criu, err);                  a descriptor of the program
 *	criu_open(&criu, err);                  the socket
 *	... a child: criu_become(&criu, err)
 *	criu_ask(&criu, CRIU_RESTORE, &request, err);
 *	criu_advance(&criu, "setup-namespaces", err);
 *	... CRIU waits; criu.pid is the process it restores
 *	criu_advance(&criu, NULL, err);         to the end
 *
 * Descriptors of directories are the caller's: CRIU opens them through the caller's /proc entry.
 * Those that restored processes inherit are CRIU's: it must have inherited them itself.
 */
#ifndef BERTH_CRIU_H
#define BERTH_CRIU_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "arena.h"
#include "spec.h"

struct error;
struct text;

enum criu_task {
	CRIU_DUMP = 1,
	CRIU_RESTORE = 2,
	CRIU_PRE_DUMP = 13 /* a single one: CRIU ends after it */
};

/* A descriptor that takes the place of what the image knows by a key. */
struct criu_inherited {
	const char *key;
	int fd;
};

/* A namespace to enter, in place of the dumped one. */
struct criu_joined {
	const char *type, *path; /* "ipc" */
};

/* Members are zero, NULL or -1 where nothing is asked. */
struct criu_request {
	int images, work; /* directories */
	pid_t pid;        /* dump: of the first process */
	const char *log;  /* a name in work */
	const char *root; /* restore: where the new root is mounted */
	const char *parent;
	const char *freezer; /* dump: the cgroup that is frozen meanwhile */
	const char *lsm_profile, *lsm_mount_context;
	const char *page_server_address;
	struct optional page_server_port;
	struct optional cgroup_mode, network_lock; /* criu_cgroup_mode(), criu_network_lock() */
	struct optional empty_namespaces;          /* CLONE_NEW.. */
	int status_fd;
	bool leave_running, tcp_established, tcp_close, tcp_skip_in_flight, ext_unix_sk, shell_job,
		file_locks, link_remap, auto_dedup, lazy_pages, track_memory;
	bool sibling;             /* restored processes are the caller's children, not CRIU's */
	bool orphan_terminals;    /* the masters of terminals are outside */
	bool outside_peers;       /* mounts may be peers or slaves of mounts outside */
	struct strings externals; /* "TYPE[WHAT]:KEY" for a dump, "TYPE[KEY]:WHAT" for a restore */
	struct criu_inherited *inherited;
	size_t inherited_count;
	struct criu_joined *joined;
	size_t joined_count;
};

#define NO_CRIU_REQUEST ((struct criu_request){.images = -1, .work = -1, .status_fd = -1})

/* The words of --manage-cgroups-mode and --network-lock, as CRIU numbers them; -1: none. */
int criu_cgroup_mode(const char *word);
int criu_network_lock(const char *word);

/* What is sent for a request. */
void criu_request_write(enum criu_task task, const struct criu_request *request,
			struct text *message);

/* A conversation. */
struct criu {
	int program;       /* O_PATH */
	int socket, other; /* other: CRIU's end, until it has it */
	int work;          /* its log is there: the request's, not owned */
	const char *log, *task;
	pid_t pid;    /* of the first process, once it is told */
	int terminal; /* a master that has come; or -1 */
	bool held;    /* a notification waits for its answer */
};

#define NO_CRIU                                                                                    \
	((struct criu){.program = -1, .socket = -1, .other = -1, .work = -1, .terminal = -1})

/* NOT_FOUND, with the cure, when there is none in $PATH. */
int criu_find(struct criu *criu, struct error *err);
bool criu_is_there(void);

int criu_open(struct criu *criu, struct error *err);
void criu_close(struct criu *criu);

/* In a child: becomes the program. Returns only to say why not. */
int criu_become(struct criu *criu, struct error *err);

int criu_ask(struct criu *criu, enum criu_task task, const struct criu_request *request,
	     struct error *err);

/*
 * Lets CRIU go on until it notifies of that, and holds it there; with NULL, until it is done.
 * SYSTEM when it fails: the sentence quotes its log.
 */
int criu_advance(struct criu *criu, const char *until, struct error *err);

/* Appends the line of CRIU's log (its text) that tells what went wrong; nothing when none does. */
void criu_log_quote(const char *log, size_t size, struct text *line);

#endif
