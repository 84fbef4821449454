/*
 * plan_privileges.c - user, sets, limits, labels and filter, decided beforehand
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "annotation.h"
#include "error.h"
#include "plan.h"
#include "planners.h"

/* -1 as the kernel reads it: "leave it as it is". Who asks for it must not stay root. */
#define NO_ID UINT32_MAX

static int id_check(int64_t id, const char *where, struct error *err)
{
	if (id >= 0 && id < NO_ID)
		return 0;
	return fail(err, SPEC, "process.user.%s: %lld is not in 0..%u", where, (long long)id,
		    NO_ID - 1);
}

static int identity_plan(struct plan *plan, const struct spec_user *user, struct error *err)
{
	struct privileges_plan *p = &plan->privileges;
	char where[48];

	if (id_check(user->uid, "uid", err) || id_check(user->gid, "gid", err))
		return -1;
	p->uid = user->uid;
	p->gid = user->gid;
	for (size_t i = 0; i < user->additional_gid_count; i++) {
		snprintf(where, sizeof(where), "additionalGids[%zu]", i);
		if (id_check(user->additional_gids[i], where, err))
			return -1;
		*ARENA_ADD(plan->arena, p->groups, p->group_count) =
			(gid_t)user->additional_gids[i];
	}
	if (user->umask.given && (user->umask.value < 0 || user->umask.value > 0777))
		return fail(err, SPEC, "process.user.umask: %lld is not in 0..511 (octal 777)",
			    (long long)user->umask.value);
	p->umask_given = user->umask.given;
	p->umask = user->umask.given ? (mode_t)user->umask.value : 022;
	p->keep_groups = plan->spec && annotation_value(plan->spec, "run.oci.keep_original_groups");
	return 0;
}

static const struct {
	const char *name;
	int resource;
} resources[] = {
	{"RLIMIT_AS",         RLIMIT_AS        },
	{"RLIMIT_CORE",       RLIMIT_CORE      },
	{"RLIMIT_CPU",        RLIMIT_CPU       },
	{"RLIMIT_DATA",       RLIMIT_DATA      },
	{"RLIMIT_FSIZE",      RLIMIT_FSIZE     },
	{"RLIMIT_LOCKS",      RLIMIT_LOCKS     },
	{"RLIMIT_MEMLOCK",    RLIMIT_MEMLOCK   },
	{"RLIMIT_MSGQUEUE",   RLIMIT_MSGQUEUE  },
	{"RLIMIT_NICE",       RLIMIT_NICE      },
	{"RLIMIT_NOFILE",     RLIMIT_NOFILE    },
	{"RLIMIT_NPROC",      RLIMIT_NPROC     },
	{"RLIMIT_RSS",        RLIMIT_RSS       },
	{"RLIMIT_RTPRIO",     RLIMIT_RTPRIO    },
	{"RLIMIT_RTTIME",     RLIMIT_RTTIME    },
	{"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
	{"RLIMIT_STACK",      RLIMIT_STACK     },
};

static int rlimit_plan(struct plan *plan, const struct spec_rlimit *given, size_t number,
		       struct error *err)
{
	struct privileges_plan *p = &plan->privileges;
	struct rlimit_plan *planned;
	struct rlimit own;
	size_t at = 0;

	while (at < COUNT(resources) && (!given->type || strcmp(resources[at].name, given->type)))
		at++;
	if (at == COUNT(resources))
		return fail(err, SPEC, "process.rlimits[%zu].type: \"%s\" is no resource", number,
			    given->type ? given->type : "");
	for (size_t i = 0; i < p->rlimit_count; i++) {
		if (p->rlimits[i].resource == resources[at].resource)
			return fail(err, SPEC, "process.rlimits[%zu].type: %s is given twice",
				    number, given->type);
	}
	if (given->soft > given->hard)
		return fail(err, SPEC, "process.rlimits[%zu]: %s: soft %llu is above hard %llu",
			    number, given->type, (unsigned long long)given->soft,
			    (unsigned long long)given->hard);
	planned = ARENA_ADD(plan->arena, p->rlimits, p->rlimit_count);
	planned->resource = resources[at].resource;
	planned->name = resources[at].name;
	planned->limit = (struct rlimit){.rlim_cur = given->soft, .rlim_max = given->hard};
	p->limits_raised |= getrlimit(planned->resource, &own) || given->hard > own.rlim_max;
	return 0;
}

static int limits_plan(struct plan *plan, const struct spec_process *process, struct error *err)
{
	const struct optional *score = &process->oom_score_adj;

	if (score->given && (score->value < -1000 || score->value > 1000))
		return fail(err, SPEC, "process.oomScoreAdj: %lld is not in -1000..1000",
			    (long long)score->value);
	plan->privileges.oom_score_adj = *score;
	for (size_t i = 0; i < process->rlimit_count; i++) {
		if (rlimit_plan(plan, &process->rlimits[i], i, err))
			return -1;
	}
	return 0;
}

static const char *label(const char *given)
{
	return given && given[0] ? given : NULL;
}

int privileges_plan(struct plan *plan, const struct spec_process *process,
		    const struct spec_seccomp *seccomp, struct error *err)
{
	struct privileges_plan *p = &plan->privileges;

	*p = (struct privileges_plan){.no_new_privileges = process->no_new_privileges,
				      .apparmor_profile = label(process->apparmor_profile),
				      .selinux_label = label(process->selinux_label)};
	if (identity_plan(plan, &process->user, err) || capabilities_plan(plan, process, err) ||
	    limits_plan(plan, process, err) || scheduling_plan(plan, process, err))
		return -1;
	if (!seccomp)
		return 0;
	p->filter = plan->compiled ? plan->compiled : seccomp_compile(plan->arena, seccomp, err);
	return p->filter ? 0 : -1;
}
