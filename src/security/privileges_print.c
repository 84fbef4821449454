/*
 * privileges_print.c - what remains to the payload, as text
 */
#include <string.h>

#include "plan.h"
#include "text.h"

static void set_print(const char *name, uint64_t bits, struct text *out)
{
	text_format(out, "  %s", name);
	if (!bits)
		text_add(out, " none");
	for (; bits; bits &= bits - 1)
		text_format(out, " %s", capability_name(__builtin_ctzll(bits)));
	text_add(out, "\n");
}

static void user_print(const struct privileges_plan *p, struct text *out)
{
	text_format(out, "  user %lld:%lld", (long long)p->uid, (long long)p->gid);
	if (p->keep_groups)
		text_add(out, ", groups of the caller");
	else if (p->group_count)
		text_add(out, ", groups");
	for (size_t i = 0; i < p->group_count && !p->keep_groups; i++)
		text_format(out, " %u", p->groups[i]);
	text_format(out, ", umask %04o\n", p->umask);
}

static void limit_print(rlim_t limit, struct text *out)
{
	if (limit == RLIM_INFINITY)
		text_add(out, " unlimited");
	else
		text_format(out, " %llu", (unsigned long long)limit);
}

static void limits_print(const struct privileges_plan *p, struct text *out)
{
	for (size_t i = 0; i < p->rlimit_count; i++) {
		text_format(out, "  %s", p->rlimits[i].name);
		limit_print(p->rlimits[i].limit.rlim_cur, out);
		limit_print(p->rlimits[i].limit.rlim_max, out);
		text_add(out, "\n");
	}
	if (p->oom_score_adj.given)
		text_format(out, "  oom score %lld\n", (long long)p->oom_score_adj.value);
}

static void scheduling_print(const struct privileges_plan *p, struct text *out)
{
	const struct scheduler_plan *s = &p->scheduler;

	if (s->wanted) {
		text_format(out, "  scheduler policy %u, flags %#llx, nice %d, priority %u",
			    s->policy, (unsigned long long)s->flags, s->nice, s->priority);
		if (s->runtime)
			text_format(out, ", runtime %llu, deadline %llu, period %llu",
				    (unsigned long long)s->runtime, (unsigned long long)s->deadline,
				    (unsigned long long)s->period);
		text_add(out, "\n");
	}
	if (p->io_priority.given)
		text_format(out, "  I/O priority class %lld, level %lld\n",
			    (long long)p->io_priority.value >> 13,
			    (long long)p->io_priority.value & 0x1fff);
	if (p->personality.given)
		text_format(out, "  personality %#llx\n", (long long)p->personality.value);
	if (p->memory_policy_wanted)
		text_format(out, "  memory policy %#x\n", (unsigned)p->memory_policy_mode);
	if (p->initial_cpus)
		text_format(out, "  first on processors %s\n", p->initial_cpus);
	if (p->final_cpus)
		text_format(out, "  on processors %s\n", p->final_cpus);
}

static void filter_print(const struct filter *filter, struct text *out)
{
	if (!filter)
		return;
	text_format(out, "  seccomp filter of %u instructions from %zu rules", filter->length,
		    filter->rules);
	if (filter->unknown)
		text_format(out, ", %zu names unknown", filter->unknown);
	if (filter->notifies)
		text_format(out, ", notifies %s", filter->listener_path);
	text_add(out, "\n");
}

void privileges_print(const struct plan *plan, struct text *out)
{
	const struct privileges_plan *p = &plan->privileges;

	text_add(out, "privileges\n");
	user_print(p, out);
	set_print("bounding", p->bounding, out);
	set_print("effective", p->effective, out);
	set_print("inheritable", p->inheritable, out);
	set_print("permitted", p->permitted, out);
	set_print("ambient", p->ambient, out);
	if (p->no_new_privileges)
		text_add(out, "  no new privileges\n");
	if (p->apparmor_profile)
		text_format(out, "  AppArmor profile %s\n", p->apparmor_profile);
	if (p->selinux_label)
		text_format(out, "  SELinux label %s\n", p->selinux_label);
	limits_print(p, out);
	scheduling_print(p, out);
	filter_print(p->filter, out);
}
