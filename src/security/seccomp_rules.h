/*
 * seccomp_rules.h - the rules of a profile, with their words resolved
 */
#ifndef BERTH_SECCOMP_RULES_H
#define BERTH_SECCOMP_RULES_H

#include "seccomp_names.h"

struct condition {
	unsigned index; /* of the argument */
	enum seccomp_test test;
	bool opposite;
	uint64_t mask, value;
};

struct rule {
	const struct strings *names;
	uint32_t action;
	bool idle;                    /* does what the default does: only its names count */
	bool repeated;                /* another alternative of the rule before it */
	struct condition *conditions; /* all must hold */
	size_t condition_count;
};

struct rules {
	uint32_t default_action;
	struct rule *items;
	size_t count;
	bool notifies;
};

int seccomp_rules_read(struct arena *arena, const struct spec_seccomp *seccomp, struct rules *rules,
		       struct error *err);

#endif
