/*
 * record.h - what berth remembers about a container
 *
 * A directory below --root, named by the id, mode 0700:
 *
 *	record.json	written once, by the first row of the score: everything that `delete`
 *			needs after a SIGKILL at any later row
 *	config.json	the configuration as it was read; exec, update and poststop hooks use it
 *	limits.json	what `update` has asked for since, limit by limit; for describe
 *	pid		"PID STARTTIME" of INIT, written before INIT is let go
 *	start		a socket on which a created INIT waits; `start` takes it away
 *
 * Beside the directories lies a link, @devices: src/cgroups/device_sharing.c.
 *
 * The status is derived from these and from the process, never believed from a file.
 */
#ifndef BERTH_RECORD_H
#define BERTH_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "scope.h"
#include "spec.h"

struct filter;
struct text;

enum status {
	STATUS_CREATING,
	STATUS_CREATED,
	STATUS_RUNNING,
	STATUS_PAUSED,
	STATUS_STOPPED
};

const char *status_name(enum status status);

/*
 * What a container was given as stdin, stdout and stderr, by the keys CRIU knows them by; NULL for
 * what it finds by itself, and NULL_DEVICE for that of the host, which INIT exchanges for the
 * container's own: src/container/standard_descriptors.c.
 */
#define NULL_DEVICE "/dev/null"
struct standard_descriptors {
	const char *keys[3];
};

struct record {
	int dir;             /* the record's directory, held open */
	struct arena *arena; /* of what was loaded; NULL: it is being made by this berth */

	/* record.json */
	const char *version; /* of the berth that made it */
	const char *id, *bundle, *rootfs, *created, *owner;
	const char *cgroup;      /* path below the cgroup2 mount, or NULL */
	struct scope_name scope; /* when systemd has made the cgroup */
	const char *rdt_class;   /* of resctrl, made for the container; or NULL */
	const char *rdt_group;   /* the same for the group that measures it */
	struct standard_descriptors descriptors;
	bool start_needs_config; /* poststart hooks, or a listener to deliver */
	bool has_poststop;
	bool own_pid_namespace;     /* killing init kills all */
	bool own_network_namespace; /* networks may be plugged into it */
	bool annotations_off;       /* --no-annotations: exec heeds none either */
	struct pairs annotations;

	/* pid; 0 when it is not there */
	pid_t pid;
	uint64_t start_time;
};

/* The id is a name for a directory: letters, digits and _ + - . , not "." and not "..". */
int record_check_id(const char *id, struct error *err);

/* MISSING, "container does not exist", when it is not there. */
int record_load(struct arena *arena, const char *root, const char *id, struct record **record,
		struct error *err);
void record_close(struct record *record);

/*
 * Exclusive, with a deadline: two verbs never change one container at once. A record that was
 * loaded while it was still being made is read again.
 */
int record_lock(struct record *record, struct error *err);
void record_unlock(struct record *record);

/* Another berth holds the lock at this moment: it is being made, changed or deleted. */
bool record_is_busy(const struct record *record);

/* The ids under a root, sorted. A root that does not exist has none: *missing says so. */
int record_ids(struct arena *arena, const char *root, struct strings *ids, bool *missing,
	       struct error *err);

enum status record_status(const struct record *record);

/* INIT is the very process that was recorded, not a later one with its number. */
bool record_is_alive(const struct record *record);

/* A pidfd of INIT, checked to be the recorded one; -1 when it is gone. */
int record_pidfd(const struct record *record);

/*
 * record_status(), and a pidfd of INIT, or -1. It is held before it is looked at: unless it has
 * STOPPED it is the recorded one, and stays so.
 */
enum status record_hold(const struct record *record, int *pidfd);

/* The configuration as it was at create. */
struct spec *record_spec(struct arena *arena, const struct record *record, struct error *err);

/*
 * The same for exec, with the seccomp rules left out; their filter as it was compiled is in
 * *filter. Where that was not kept, *filter is NULL and the configuration whole.
 */
struct spec *record_joining(struct arena *arena, const struct record *record,
			    struct filter **filter, struct error *err);

/*
 * What cgroup_update_note() keeps: read, "" when there is none; written beside, which is where it
 * can fail; and put in its place.
 */
int record_limits_read(const struct record *record, struct text *json, struct error *err);
int record_limits_prepare(const struct record *record, const struct text *json, struct error *err);
int record_limits_commit(const struct record *record, struct error *err);

/* The spec's state, indented or on one line; `fat` adds rootfs, created and owner as `state` does.
 */
void record_state(const struct record *record, enum status status, bool fat, bool indented,
		  struct text *out);

/* Takes the directory away; the last act of delete. */
int record_remove(const char *root, const struct record *record, struct error *err);

#endif
