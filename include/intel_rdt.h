/*
 * intel_rdt.h - the share of cache and memory bandwidth, and what is measured of it (resctrl)
 *
 * A class of service is a directory of resctrl, and whoever is in its `tasks` gets what its
 * `schemata` says. Children are born into the class of their parent. A group below the class's
 * mon_groups only measures.
 */
#ifndef BERTH_INTEL_RDT_H
#define BERTH_INTEL_RDT_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct job;
struct plan;
struct record;
struct text;

struct intel_rdt_plan {
	const char *class;    /* "." is the root's; NULL: nothing is asked for */
	bool own;             /* nobody has named it: it is made, and called like the container */
	bool must_exist;      /* nothing is said of its share: somebody else has to */
	const char *schemata; /* lines, or NULL */
	const char *group;    /* CLASS/mon_groups/ID, or NULL */
};

int intel_rdt_plan(struct plan *plan, struct error *err);
void intel_rdt_print(const struct plan *plan, struct text *out);

/* Notes what will be made: what delete has to take away. A class that is there stays. */
void rdt_note(const struct intel_rdt_plan *plan, struct record *record);

/* Stages of HOST. */
int rdt_make(struct job *job, struct error *err);
void rdt_remove(struct job *job);
int rdt_enter(struct job *job, struct error *err); /* the process job->pid */

/* What was noted; a class that others have joined meanwhile is theirs. */
int rdt_delete(const struct record *record, struct error *err);

/* The same below a root held open: resctrl's, or one that looks like it. */
int rdt_root_open(const char *path, struct error *err);
int rdt_make_below(int root, const struct intel_rdt_plan *plan, struct error *err);
int rdt_enter_below(int root, const struct intel_rdt_plan *plan, pid_t pid, struct error *err);
int rdt_delete_below(int root, const struct record *record, struct error *err);

#endif
