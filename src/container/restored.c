/*
 * restored.c - what CRIU has restored, held against the plan
 *
 * Theory of operation
 *
 * A process of an image may have given up privileges, namespaces it never had and a second
 * filter; it cannot have more than its configuration allowed when it was made. So each process
 * in the container's cgroup is looked at, and what it has must be no more than is planned for
 * the container: capabilities, no_new_privs and a filter where they are wanted, ids that the
 * container has, and namespaces that are either the planned ones or its own.
 *
 * What a filter allows cannot be read while CRIU traces the process. That there is one, is all
 * that is seen: whoever can change an image can put in another.
 */
#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "plan.h"
#include "restoration.h"
#include "restored.h"
#include "text.h"

#define STATUS_LIMIT 65536

/* ---- namespaces --------------------------------------------------------------------------- */

static bool same_namespace(int proc, pid_t pid, const char *file, const char *other)
{
	char name[48];
	struct stat one, two;

	snprintf(name, sizeof(name), "%d/ns/%s", (int)pid, file);
	return fstatat(proc, name, &one, 0) == 0 && stat(other, &two) == 0 &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static int see_made(const struct job *job, const struct namespace_kind *kind, struct error *err)
{
	char own[32];

	snprintf(own, sizeof(own), "/proc/self/ns/%s", kind->file);
	if (same_namespace(job->proc, job->pid, kind->file, own))
		return fail(err, STATE, "the %s namespace is the host's: the image has none",
			    kind->type);
	return 0;
}

int restored_see_namespaces(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;

	for (size_t i = 0; i < namespace_kind_count; i++) {
		const struct namespace_kind *kind = &namespace_kinds[i];

		if ((namespaces->made & kind->flag) && see_made(job, kind, err))
			return -1;
	}
	for (size_t i = 0; i < namespaces->join_count; i++) {
		const struct namespace_join *join = &namespaces->joins[i];

		if (!same_namespace(job->proc, job->pid, join->kind->file, join->path))
			return fail(err, STATE, "the %s namespace is not %s", join->kind->type,
				    join->path);
	}
	return 0;
}

/* ---- privileges --------------------------------------------------------------------------- */

/* The text behind "\nNAME:" of /proc/PID/status; "" when there is none. */
static const char *status_value(const struct text *status, const char *name)
{
	const char *line = strstr(text_string(status), name);

	return line ? line + strlen(name) : "";
}

static int see_capabilities(const struct job *job, pid_t pid, const struct text *status,
			    struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	const struct {
		const char *name, *set;
		uint64_t allowed;
	} sets[] = {
		{"\nCapBnd:", "bounding",    p->bounding                                },
		{"\nCapPrm:", "permitted",   p->bounding | p->permitted                 },
		{"\nCapEff:", "effective",   p->bounding | p->permitted                 },
		{"\nCapInh:", "inheritable", p->bounding | p->permitted | p->inheritable},
	};

	for (size_t i = 0; i < COUNT(sets); i++) {
		uint64_t has = strtoull(status_value(status, sets[i].name), NULL, 16);

		if (has & ~sets[i].allowed)
			return fail(err, STATE,
				    "process %d has capabilities in its %s set that the "
				    "configuration does not give: %llx",
				    (int)pid, sets[i].set,
				    (unsigned long long)(has & ~sets[i].allowed));
	}
	return 0;
}

static int see_process(const struct job *job, pid_t pid, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	auto_text struct text status = NO_TEXT;
	pid_t worker = job->restoration->worker;
	char name[48];

	snprintf(name, sizeof(name), "%d/status", (int)pid);
	if (file_read(job->proc, name, STATUS_LIMIT, &status))
		return fail(err, SYSTEM, "look at process %d", (int)pid);
	/* CRIU is there itself, with a helper or two. */
	if (pid == worker || atoi(status_value(&status, "\nPPid:")) == worker)
		return 0;
	if (see_capabilities(job, pid, &status, err))
		return -1;
	if (p->no_new_privileges && atoi(status_value(&status, "\nNoNewPrivs:")) != 1)
		return fail(err, STATE, "process %d can gain privileges", (int)pid);
	if (p->filter && atoi(status_value(&status, "\nSeccomp:")) != 2)
		return fail(err, STATE, "process %d has no seccomp filter", (int)pid);
	return 0;
}

int restored_see_privileges(struct job *job, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	pid_t *pids = NULL;
	size_t count = 0;

	if (job->cgroup < 0)
		return see_process(job, job->pid, err);
	if (cgroup_processes(job->cgroup, false, &arena, &pids, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (see_process(job, pids[i], err))
			return -1;
	}
	return 0;
}
