/*
 * limits.c - rlimits and the oom score
 *
 * A limit above the caller's own needs CAP_SYS_RESOURCE in the first user namespace, which INIT may
 * have left, so HOST sets those from outside; others INIT takes upon itself, and nobody waits. The
 * limits come last, lest they stop INIT; the score comes early, since an ordinary user can reach it
 * only as long as INIT is dumpable.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "job.h"
#include "log.h"
#include "plan.h"

static int set(const struct privileges_plan *p, pid_t pid, struct error *err)
{
	for (size_t i = 0; i < p->rlimit_count; i++) {
		const struct rlimit_plan *r = &p->rlimits[i];

		if (prlimit(pid, r->resource, &r->limit, NULL) == 0)
			continue;
		if (errno != EPERM)
			return fail(err, SYSTEM, "set %s", r->name);
		fail(err, SYSTEM, "set %s to %llu, %llu", r->name,
		     (unsigned long long)r->limit.rlim_cur, (unsigned long long)r->limit.rlim_max);
		return fail_cure(err, "above the caller's limit needs CAP_SYS_RESOURCE");
	}
	return 0;
}

int limits_set(struct job *job, struct error *err)
{
	return set(&job->plan->privileges, job->pid, err);
}

int limits_take(struct job *job, struct error *err)
{
	return set(&job->plan->privileges, 0, err);
}

int oom_score_set(struct job *job, struct error *err)
{
	const struct optional *score = &job->plan->privileges.oom_score_adj;
	char name[48], value[16];

	snprintf(name, sizeof(name), "%d/oom_score_adj", job->pid);
	snprintf(value, sizeof(value), "%d", (int)score->value);
	if (file_write(job->proc, name, value) == 0)
		return 0;
	if (job->plan->caller.standing == ROOT_OF_HOST || (errno != EACCES && errno != EPERM))
		return fail(err, SYSTEM, "set the oom score to %s", value);
	/* Engines ask for -999 and the like without knowing who will run it. */
	log_warning("the oom score stays above %s: lowering it needs privileges", value);
	return 0;
}
