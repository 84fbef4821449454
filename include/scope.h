/*
 * scope.h - the container's cgroup as a scope of systemd
 *
 * With --systemd-cgroup nobody of berth makes the cgroup: systemd is asked for a transient
 * scope, a unit of processes that somebody else has started, with the container's INIT in it.
 * The limits are properties of the unit, so that systemd, which now and then writes all that it
 * knows of again, writes these. What it does not know of is written to the files of the cgroup
 * as without systemd.
 *
 * Root asks the systemd of the machine, a user the one that runs in his name.
 */
#ifndef BERTH_SCOPE_H
#define BERTH_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct cgroup_update;
struct error;
struct job;
struct unit_property;

struct scope_name {
	const char *unit; /* "berth-c1.scope"; NULL: the cgroup is no scope */
	bool of_user;     /* asked of the user's systemd, not of the machine's */
};

struct scope_plan {
	struct scope_name name;
	const char *slice; /* "system.slice" */
	struct unit_property *properties;
	size_t property_count;
};

/* Stages of HOST: INIT exists, and waits. */
int scope_make(struct job *job, struct error *err); /* job->cgroup */
void scope_remove(struct job *job);

/*
 * Tells systemd of an update that has been played, or it would undo it one day. The cgroup is
 * held open.
 */
int scope_update(const struct scope_name *name, int cgroup, const struct cgroup_update *update,
		 struct error *err);

/*
 * The cgroup is empty, or gone: sees to it that the unit goes too. A unit that does not exist
 * is no error.
 */
int scope_end(const struct scope_name *name, struct error *err);

#endif
