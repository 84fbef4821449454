/*
 * host.h - what this host gives to a caller, and what it keeps from him
 *
 * Each subject that a container depends on is a row of a table in src/host/; it is looked at by
 * trying it, or read where trying would have an effect. Nothing remains of it. What is found is
 * told with its reason, and with the command of the administrator that cures it.
 *
 *	struct host host = {.arena = arena, .caller = caller};
 *
 *	host_examine(&host);			of any container
 *	host_examine_plan(&host, plan);		of this one
 */
#ifndef BERTH_HOST_H
#define BERTH_HOST_H

#include <stdbool.h>

#include "arena.h"
#include "caller.h"

struct plan;
struct text;

enum verdict {
	GOOD,
	LIMITED, /* there are containers that miss it */
	LACKING
};

struct finding {
	const char *subject;
	enum verdict verdict;
	const char *reason; /* what was found */
	const char *cure;   /* a command, or what to do; NULL: none is needed, or none is known */
	bool vital;         /* lacking it, there is no container, or not this one */
};

struct host {
	struct arena *arena;
	const struct caller *caller;
	const char *root; /* where containers are recorded */
	struct finding *findings;
	size_t count;
};

void host_examine(struct host *host);
void host_examine_plan(struct host *host, const struct plan *plan);

/* Adds what was found out elsewhere; gives it back. */
struct finding *host_add(struct host *host, const char *subject, enum verdict verdict,
			 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* False when something vital is lacking. */
bool host_suffices(const struct host *host);

void host_print(const struct host *host, struct text *out);
void host_print_json(const struct host *host, struct text *out);

#endif
