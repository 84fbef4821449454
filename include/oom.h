/*
 * oom.h - who ran out of memory, and whose limit it was
 *
 * The kernel kills a process of a container for want of memory because a limit was met: the
 * container's, that of a cgroup it has made below, that of one above, which others share; or
 * because the host had none left. It counts the kills where the victim was, and the limits
 * where they were met, so a look before and one after tell which it was.
 *
 *	struct oom_look before;
 *	struct oom_cause cause;
 *
 *	oom_look(cgroup, "/tenant/c1", &before);
 *	...
 *	oom_find(cgroup, "/tenant/c1", &before, NULL, &cause);
 *	if (cause.whose != OOM_NONE)
 *		oom_print(&cause, &text);
 */
#ifndef BERTH_OOM_H
#define BERTH_OOM_H

#include <stdint.h>

#include "spec.h"

struct json;
struct text;

#define OOM_MOST_LEVELS 32 /* the cgroup and those above it that are looked at */
#define OOM_MOST_PATH   1024

struct oom_look {
	struct optional kills;         /* not given: nothing is counted here */
	uint64_t met_in_all;           /* limits met in the cgroup and those below it */
	uint64_t met[OOM_MOST_LEVELS]; /* in the cgroup itself, in the one above it, .. */
	unsigned levels;
};

enum oom_whose {
	OOM_NONE, /* nobody was killed */
	OOM_OWN,
	OOM_BELOW,
	OOM_ABOVE,
	OOM_HOST,
	OOM_OUTSIDE /* a cgroup above, or the host: without a look before they look alike */
};

struct oom_cause {
	enum oom_whose whose;
	uint64_t kills;
	char cgroup[OOM_MOST_PATH]; /* whose limit it was; "" when it was no cgroup's */
	uint64_t limit;             /* its memory.max, in bytes; UINT64_MAX: not known */
};

/* cgroup may be -1: then nothing is counted. */
void oom_look(int cgroup, const char *path, struct oom_look *look);

/*
 * before may be NULL: from the cgroup's beginning on. Whoever wants to go on from here is given
 * what was looked at in now, or NULL: another look would see more.
 */
void oom_find(int cgroup, const char *path, const struct oom_look *before, struct oom_look *now,
	      struct oom_cause *cause);

/*
 * "the kernel killed 1 process for want of memory: the container's own limit was met (/c1,
 * 67108864 bytes)"
 */
void oom_print(const struct oom_cause *cause, struct text *out);

/* {"kills": 1, "whose": "above", "cgroup": "/tenant", "limit": 67108864}; or null */
void oom_write(const struct oom_cause *cause, struct json *json, const char *key);

#endif
