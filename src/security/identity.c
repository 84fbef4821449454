/*
 * identity.c - groups, gid, uid, umask
 *
 * The uid is last, since the right to change the others goes with it. Capabilities would go
 * as well: PR_SET_KEEPCAPS leaves them permitted until privileges_drop() decides. All ids
 * are read back: setuid() has returned 0 without effect before (CVE-2000-0506).
 */
#include <errno.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "job.h"
#include "plan.h"

static int id_failed(const char *what, int64_t id, struct error *err)
{
	bool unmapped = errno == EINVAL;

	fail(err, SYSTEM, "become %s %lld", what, (long long)id);
	return unmapped ? fail_cure(err, "the user namespace does not map it") : -1;
}

static bool has_group(const gid_t *groups, int count, gid_t group)
{
	for (int i = 0; i < count; i++) {
		if (groups[i] == group)
			return true;
	}
	return false;
}

static int groups_check(const struct plan *plan, struct error *err)
{
	const struct privileges_plan *p = &plan->privileges;
	gid_t *groups = arena_alloc(plan->arena, (p->group_count + 1) * sizeof(*groups));
	int count = getgroups((int)p->group_count, groups);

	/* With room for none, the kernel says how many there are instead of EINVAL. */
	if (count < 0 || (size_t)count != p->group_count)
		return fail(err, BUG, "the groups are not what was set");
	for (size_t i = 0; i < p->group_count; i++) {
		if (!has_group(groups, count, p->groups[i]))
			return fail(err, BUG, "group %u was set and is not there", p->groups[i]);
	}
	return 0;
}

static int groups_take(const struct plan *plan, struct error *err)
{
	const struct privileges_plan *p = &plan->privileges;

	if (p->keep_groups)
		return 0;
	if (setgroups(p->group_count, p->groups) == 0)
		return groups_check(plan, err);
	/*
	 * An unprivileged user's namespace may not change groups (/proc/PID/setgroups), since
	 * leaving one can open files. The user's own groups are then what there is.
	 */
	if (errno == EPERM && !p->group_count)
		return 0;
	if (errno == EINVAL)
		return id_failed("a member of group", p->groups[0], err);
	return fail(err, SYSTEM, "take %zu additional groups", p->group_count);
}

static int ids_check(const struct privileges_plan *p, struct error *err)
{
	uid_t uids[3];
	gid_t gids[3];

	if (getresuid(&uids[0], &uids[1], &uids[2]) || getresgid(&gids[0], &gids[1], &gids[2]))
		return fail(err, SYSTEM, "read the user back");
	for (size_t i = 0; i < COUNT(uids); i++) {
		if (uids[i] != p->uid || gids[i] != p->gid)
			return fail(err, BUG, "the user is %u:%u, not %lld:%lld", uids[i], gids[i],
				    (long long)p->uid, (long long)p->gid);
	}
	return 0;
}

int identity_take(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	uid_t uid = (uid_t)p->uid;
	gid_t gid = (gid_t)p->gid;

	if (groups_take(job->plan, err))
		return -1;
	if (setresgid(gid, gid, gid))
		return id_failed("group", p->gid, err);
	/* Who becomes, or stays, user 0 keeps them anyway: capabilities(7). */
	if (uid && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return fail(err, SYSTEM, "keep capabilities across the change of user");
	if (setresuid(uid, uid, uid))
		return id_failed("user", p->uid, err);
	if (uid && prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return fail(err, SYSTEM, "keep capabilities no longer");
	umask(p->umask);
	return ids_check(p, err);
}
