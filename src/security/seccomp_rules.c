/*
 * seccomp_rules.c - the rules of a profile, with their words resolved
 *
 * A rule holds when all its conditions do. A rule with two conditions on one argument is
 * the exception: libseccomp cannot express it, and runc and crun both take each of its
 * conditions for an alternative. Profiles are written for that, so we do the same.
 */
#include <linux/seccomp.h>
#include <stdio.h>

#include "error.h"
#include "seccomp_rules.h"

#define ARGUMENTS 6

static int condition_read(const struct spec_seccomp_arg *arg, const char *where,
			  struct condition *condition, struct error *err)
{
	const struct seccomp_operator *operator= arg->op ? seccomp_operator_find(arg->op) : NULL;

	if (!operator)
		return fail(err, SPEC, "%s: \"%s\" is no comparison", where,
			    arg->op ? arg->op : "");
	if (arg->index < 0 || arg->index >= ARGUMENTS)
		return fail(err, SPEC, "%s: argument %lld: system calls have arguments 0 to %d",
			    where, (long long)arg->index, ARGUMENTS - 1);
	condition->index = (unsigned)arg->index;
	condition->test = operator->test;
	condition->opposite = operator->opposite;
	condition->mask = operator->masked ? arg->value : UINT64_MAX;
	condition->value = operator->masked ? arg->value_two : arg->value;
	return 0;
}

static bool has_twice(const struct condition *conditions, size_t count)
{
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		if (seen & 1u << conditions[i].index)
			return true;
		seen |= 1u << conditions[i].index;
	}
	return false;
}

static void add_alternatives(struct arena *arena, struct rules *rules, struct rule whole)
{
	size_t count = whole.condition_count;

	whole.condition_count = 1;
	for (size_t i = 0; i < count; i++) {
		*ARENA_ADD(arena, rules->items, rules->count) = whole;
		whole.conditions++;
		whole.repeated = true;
	}
}

static int rule_read(struct arena *arena, const struct spec_seccomp_rule *given, size_t number,
		     struct rules *rules, struct error *err)
{
	struct rule rule = {.names = &given->names, .condition_count = given->arg_count};
	char where[96];

	snprintf(where, sizeof(where), "linux.seccomp.syscalls[%zu]", number);
	if (seccomp_action_read(given->action, &given->errno_ret, where, &rule.action, err))
		return -1;
	if (given->arg_count)
		rule.conditions = arena_alloc(arena, given->arg_count * sizeof(*rule.conditions));
	for (size_t i = 0; i < given->arg_count; i++) {
		snprintf(where, sizeof(where), "linux.seccomp.syscalls[%zu].args[%zu]", number, i);
		if (condition_read(&given->args[i], where, &rule.conditions[i], err))
			return -1;
	}
	rule.idle = rule.action == rules->default_action;
	rules->notifies |= rule.action == SECCOMP_RET_USER_NOTIF;
	if (has_twice(rule.conditions, rule.condition_count))
		add_alternatives(arena, rules, rule);
	else
		*ARENA_ADD(arena, rules->items, rules->count) = rule;
	return 0;
}

int seccomp_rules_read(struct arena *arena, const struct spec_seccomp *seccomp, struct rules *rules,
		       struct error *err)
{
	if (seccomp_action_read(seccomp->default_action, &seccomp->default_errno_ret,
				"linux.seccomp.defaultAction", &rules->default_action, err))
		return -1;
	/* The listener could not be handed over: sending it would have to be notified. */
	if (rules->default_action == SECCOMP_RET_USER_NOTIF)
		return fail(err, SPEC,
			    "linux.seccomp: SCMP_ACT_NOTIFY cannot be used as default action");
	for (size_t i = 0; i < seccomp->syscall_count; i++) {
		if (rule_read(arena, &seccomp->syscalls[i], i, rules, err))
			return -1;
	}
	return 0;
}
