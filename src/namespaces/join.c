/*
 * join.c - enter given namespaces in the one order that works
 *
 * Theory of operation
 *
 * Who may join what depends on the user namespace one is in. Three cases:
 *
 *	no user namespace	INIT joins what is given by path, once it is born
 *	a new one		the given ones belong to others: a process that becomes
 *				part of the new one could not join them any more, so they
 *				are joined before INIT is made
 *	a given one		it is joined first of all, and INIT is made within it, so
 *				that its new namespaces belong to it
 *
 * In the last two cases a short-lived process does the joining and bears INIT as its
 * sibling: see init_process.c. So it does for a given pid namespace and for a new time
 * namespace, since only children enter them.
 *
 * Each path is opened once and its kind is checked by the kernel: setns() is told which
 * kind it must be.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "job.h"
#include "joins.h"
#include "plan.h"
#include "stages.h"

int namespace_open(const struct namespace_join *join, struct error *err)
{
	int fd = open(join->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(err, SYSTEM, "open the %s namespace %s", join->kind->type, join->path);
	return fd;
}

int namespace_enter(const struct namespace_join *join, struct error *err)
{
	auto_close int fd = namespace_open(join, err);

	if (fd < 0)
		return -1;
	if (setns(fd, (int)join->kind->flag) == 0)
		return 0;
	/* The kernel answers EINVAL for the user namespace one is in already: nothing to do. */
	if (errno == EINVAL && join->kind->flag == CLONE_NEWUSER)
		return fail(err, SYSTEM, "join the user namespace %s: it may be the present one",
			    join->path);
	return fail(err, SYSTEM, "join the %s namespace %s", join->kind->type, join->path);
}

bool namespaces_need_go_between(const struct plan *plan)
{
	const struct namespaces_plan *namespaces = &plan->namespaces;

	if ((namespaces->joined & (CLONE_NEWUSER | CLONE_NEWPID)) ||
	    (namespaces->made & CLONE_NEWTIME))
		return true;
	return (namespaces->made & CLONE_NEWUSER) && namespaces->join_count;
}

int namespaces_enter_all(const struct plan *plan, uint64_t kinds, struct error *err)
{
	const struct namespaces_plan *namespaces = &plan->namespaces;

	for (size_t i = 0; i < namespaces->join_count; i++) {
		const struct namespace_join *join = &namespaces->joins[i];

		if ((join->kind->flag & kinds) && namespace_enter(join, err))
			return -1;
	}
	return 0;
}

int namespaces_join(struct job *job, struct error *err)
{
	if (namespaces_need_go_between(job->plan))
		return 0;
	return namespaces_enter_all(job->plan, ~(uint64_t)0, err);
}

/*
 * The pid namespace was joined for INIT to be born in, by HOST, or by a go-between together with
 * the user namespace, which is not to be joined again; the rest in one call (Linux 5.8). Who stays
 * outside joins it for its child only, which is all that setns() does with a pid namespace.
 */
int container_join(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;
	const struct namespaces_plan *namespaces = &plan->namespaces;
	uint64_t kinds = namespaces->made | namespaces->joined;

	if (!plan->stays_outside)
		kinds &= ~(uint64_t)CLONE_NEWPID;
	if (plan->caller.standing == ORDINARY_USER && plan_has_namespace(plan, CLONE_NEWPID))
		kinds &= ~(uint64_t)CLONE_NEWUSER;

	if (kinds && setns(job->container, (int)kinds))
		return fail(err, SYSTEM, "join the container's namespaces");
	if (job->container_root >= 0 && (fchdir(job->container_root) || chroot(".")))
		return fail(err, SYSTEM, "enter the container's root");
	return 0;
}
