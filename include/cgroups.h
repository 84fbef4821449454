/*
 * cgroups.h - the container's cgroup: made, limited, read, frozen, emptied
 *
 * cgroup v2 only. Nobody writes to cgroup.procs: INIT is born in the cgroup (clone3 with
 * CLONE_INTO_CGROUP). Nobody polls: cgroup.kill, then cgroup.events. A limit that cannot be
 * applied is an error that names controller, file and cure.
 */
#ifndef BERTH_CGROUPS_H
#define BERTH_CGROUPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "caller.h"
#include "oom.h"
#include "spec.h"

struct job;
struct json;
struct plan;
struct record;
struct scope_plan;

enum cgroup_manager {
	CGROUP_FS,
	CGROUP_SYSTEMD,
	CGROUP_DISABLED
};

struct cgroup_write {
	const char *controller, *file, *value;
	const char *field; /* the spec's name, for the complaint */
	bool optional;     /* no complaint when the file is missing: it is as if it were set */
	bool otherwise;    /* only when the row above found no file */
};

struct cgroup_plan {
	enum cgroup_manager manager; /* in: from the command line */
	struct scope_plan *scope;    /* of CGROUP_SYSTEMD, else NULL */
	const char *path;            /* below the cgroup2 mount, "/name"; NULL when disabled */
	const char *ground;          /* the part of it that is there already, or NULL */
	bool make_room;              /* of the ground, whose tenants get a leaf of their own */
	struct cgroup_write *writes;
	size_t write_count;
	struct device_filter *filter; /* NULL: every device is allowed */
	uint64_t delegate_to;         /* host uid of the container's root, or UINT64_MAX: nobody */
};

int cgroups_plan(struct plan *plan, struct error *err);
void cgroups_print(const struct plan *plan, struct text *out);

/*
 * Completes a caller who is not root of the host: see own_cgroup.c. Whether it is delegated is
 * only looked into for limits.
 */
void cgroup_of_caller(struct arena *arena, struct caller *caller, bool for_limits);

/* Stages of HOST. */
int cgroup_make_room(struct job *job, struct error *err);
int cgroup_make(struct job *job, struct error *err); /* job->cgroup; refuses one in use */
void cgroup_remove(struct job *job);
int cgroup_limit(struct job *job, struct error *err);        /* plays the writes */
int cgroup_program_find(struct job *job, struct error *err); /* job->lent_program */
int cgroup_guard(struct job *job, struct error *err);        /* by that one, or its own; INIT too */

/* The container stays, and others may attach its device program; until it is deleted. */
void cgroup_program_lend(const struct job *job);
void cgroup_program_withdraw(const struct record *record);

/* On a container's cgroup held open (O_RDONLY directory). */
int cgroup_open(const char *path, struct error *err); /* -1 and MISSING when it is gone */
int cgroup_open_sub(int cgroup, const char *name, struct error *err); /* below, never above; -1 */
int cgroup_processes(int cgroup, bool threads_too, struct arena *arena, pid_t **pids, size_t *count,
		     struct error *err);                           /* with those of sub-cgroups */
int cgroup_signal_all(int cgroup, int signal, struct error *err);  /* SIGKILL by cgroup.kill */
int cgroup_empty(int cgroup, int milliseconds, struct error *err); /* waits on cgroup.events */
int cgroup_delete(const char *path, struct error *err); /* kills, waits, removes with sub-cgroups */
int cgroup_freeze(int cgroup, bool frozen, int milliseconds, struct error *err);
bool cgroup_is_frozen(int cgroup);
bool cgroup_is_populated(int cgroup);

/*
 * `update`: planned against what the cgroup holds, which refuses what cannot be; then played as
 * a whole. When that fails, the limits are what they were. Device rules, if there are any,
 * replace the former ones at once.
 */
struct cgroup_update {
	struct arena *arena;
	struct cgroup_write *writes;
	size_t write_count;
	struct device_filter *filter; /* NULL: the device rules stay */
	const struct spec_memory *memory;
};

int cgroup_update_plan(int cgroup, const struct spec_resources *resources, struct arena *arena,
		       struct cgroup_update *update, struct error *err);
int cgroup_update_play(int cgroup, const struct cgroup_update *update, struct error *err);

/* What is on record of updates, and what is to be with this one: JSON, kept for describe. */
int cgroup_update_note(int cgroup, const struct cgroup_update *update, const char *before,
		       struct text *after, struct error *err);

/*
 * `describe --id`: each limit that was asked for, by the configuration and by the updates on
 * record (cgroup_update_note()), with what the kernel holds and what it comes to. Values are
 * words, since "max" is one.
 */
struct cgroup_limit {
	const char *field, *file, *key, *name; /* key: a device; name: "rbps"; or NULL */
	const char *asked;                     /* NULL: nobody asked */
	const char *held;                      /* NULL: there is no such file, or no cgroup */
	const char *effective, *by;            /* by: who above decides it; NULL: nobody */
	bool is_guarantee;                     /* memory.min and .low: less is worse */
	bool is_kept;                          /* it is as it was asked for */
};

struct cgroup_description {
	const char *path;
	bool is_there;
	struct cgroup_limit *limits;
	size_t limit_count;
	struct oom_cause oom;
};

int cgroup_describe(const char *path, const struct spec_resources *resources, const char *updates,
		    struct arena *arena, struct cgroup_description *description, struct error *err);
void cgroup_description_print(const struct cgroup_description *description, struct text *out);
void cgroup_description_write(const struct cgroup_description *description, struct json *json);

/* `events --stats`: appends the data object in runc's schema, with psi. */
int cgroup_stats(int cgroup, struct text *json, struct error *err);

/* 0 when the kernel takes a device program from us; attaches none. */
int cgroup_devices_try(struct arena *arena, struct error *err);

/* Where cgroup2 is mounted: "/sys/fs/cgroup", or its unified/ on mixed hosts; NULL: nowhere. */
const char *cgroup_mount_point(void);

#endif
