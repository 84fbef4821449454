/*
 * security.h - what remains to the payload: privileges, labels, limits, the filter
 */
#ifndef BERTH_SECURITY_H
#define BERTH_SECURITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "spec.h"

struct job;
struct plan;

struct rlimit_plan {
	int resource;
	const char *name;
	struct rlimit limit;
};

struct scheduler_plan {
	bool wanted;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

/* A compiled filter: a classic BPF program, and how to load it. */
struct filter {
	struct sock_filter *code;
	unsigned short length;
	unsigned flags; /* SECCOMP_FILTER_FLAG_.. */
	bool notifies;  /* some rule is SCMP_ACT_NOTIFY: a listener must be handed over */
	const char *listener_path, *listener_metadata;
	size_t rules;   /* as the profile has them */
	size_t unknown; /* names that libseccomp does not know: left out */
};

/* Decided per process: for create from spec->process, for exec from its own. */
struct privileges_plan {
	int64_t uid, gid; /* the container's numbers */
	gid_t *groups;
	size_t group_count;
	mode_t umask;
	bool umask_given;
	uint64_t bounding, effective, inheritable, permitted, ambient; /* bit sets by capability */
	bool no_new_privileges;
	struct rlimit_plan *rlimits;
	size_t rlimit_count;
	bool limits_raised; /* one is above what the caller may set */
	struct optional oom_score_adj;
	struct scheduler_plan scheduler;
	struct optional io_priority; /* as ioprio_set() takes it */
	struct optional personality;
	const char *apparmor_profile, *selinux_label;
	const char *initial_cpus, *final_cpus; /* execCPUAffinity, exec only */
	bool memory_policy_wanted;
	int memory_policy_mode;
	unsigned long memory_policy_nodes[16];
	struct filter *filter; /* NULL: none */
	bool keep_groups;      /* annotation run.oci.keep_original_groups */
};

/* process and seccomp (may be NULL) are those of the process to come. */
int privileges_plan(struct plan *plan, const struct spec_process *process,
		    const struct spec_seccomp *seccomp, struct error *err);
/* Programs that the process executes may have it. process may be NULL. */
bool capabilities_allow(const struct spec_process *process, int capability);
/* exec's processors; the payload of create has none. After privileges_plan(). */
int affinity_plan(struct plan *plan, const struct spec_process *process, struct error *err);
void privileges_print(const struct plan *plan, struct text *out);

/* A stage of HOST, before INIT is made: exec's first processors (if any), which it inherits. */
int affinity_prepare(struct job *job, struct error *err);

/* Stages of HOST, on INIT by its pid. Of a creation it sets rlimits only if one is raised. */
int oom_score_set(struct job *job, struct error *err);
int limits_set(struct job *job, struct error *err);

/* Stages of INIT, in this order; but rlimits, where HOST does not set them, come last. */
int limits_take(struct job *job, struct error *err);
int keyring_make(struct job *job, struct error *err); /* a fresh session keyring, labelled */
int scheduling_set(struct job *job,
		   struct error *err); /* scheduler, I/O priority, memory policy, affinity */
int labels_open(struct job *job,
		struct error *err); /* before the pivot: opens the attr file in job->proc */
int labels_set(struct job *job, struct error *err); /* for the next exec */
int identity_take(struct job *job,
		  struct error *err); /* groups, gid, uid, umask; keeps what capabilities need */
int privileges_drop(struct job *job,
		    struct error *err); /* bounding first, ambient last; no_new_privs */
int filter_load(struct job *job, struct error *err); /* seccomp; hands over the listener */

/* Compiles a profile: see seccomp_compile.c. NULL with a sentence. */
struct filter *seccomp_compile(struct arena *arena, const struct spec_seccomp *seccomp,
			       struct error *err);

/* "CAP_CHOWN" or "chown" to its number, -1 when unknown; and back. */
int capability_number(const char *name);
const char *capability_name(int number);
int capability_last(void); /* the highest this kernel knows */
bool capability_is_known(int number);

/*
 * Called first in main() by the verbs that put a process in a container: makes the program run
 * from a read-only mount of its own file, so that nothing in a container can write to it
 * through /proc/PID/exe. Where it cannot go on from there it executes itself again, once, with
 * words from the arena. Returns 0 when it is (already) so.
 */
int own_binary_protect(char **argv, struct arena *arena, struct error *err);

/*
 * Has the kernel bring into memory what common verbs use of the program, where it has been laid out
 * for that (static/layout.ld). A process that was born of another begins with nothing of it.
 */
void own_pages_populate(void);

/* Closes what that has left open, for which the kernel waits: when there is nothing else to do. */
void own_binary_release(void);

#endif
