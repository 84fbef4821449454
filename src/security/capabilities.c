/*
 * capabilities.c - bounding, permitted, inheritable, ambient, in the one order that works
 *
 * Theory of operation
 *
 *	bounding	first: dropping from it needs CAP_SETPCAP
 *	the three	one capset()
 *	ambient		last: it may hold only what is permitted and inheritable
 *
 * What the payload has after its exec is computed from the bounding and ambient sets (and
 * the inheritable one, with file capabilities). The three are read back from the kernel and
 * compared: a set that is larger than planned is a hole that nobody would see. The others are
 * only ever cut bit by bit or as a whole, and the kernel says of each cut whether it was made.
 *
 * Loading a seccomp filter needs no_new_privs, or CAP_SYS_ADMIN. Where the payload may gain
 * privileges that capability is kept until filter_load(), which calls capabilities_settle().
 */
#include "capabilities.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "job.h"
#include "plan.h"

#define BIT(capability)   (1ull << (capability))
#define MOST_CAPABILITIES 64 /* bits of a set */

struct sets {
	uint64_t effective, permitted, inheritable;
};

static int sets_get(struct sets *sets)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -1;
	sets->effective = (uint64_t)data[1].effective << 32 | data[0].effective;
	sets->permitted = (uint64_t)data[1].permitted << 32 | data[0].permitted;
	sets->inheritable = (uint64_t)data[1].inheritable << 32 | data[0].inheritable;
	return 0;
}

static int sets_put(const struct sets *sets)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].effective = (uint32_t)(sets->effective >> 32 * i);
		data[i].permitted = (uint32_t)(sets->permitted >> 32 * i);
		data[i].inheritable = (uint32_t)(sets->inheritable >> 32 * i);
	}
	return (int)syscall(SYS_capset, &header, data);
}

bool capabilities_wait(const struct privileges_plan *p)
{
	return p->filter && !p->no_new_privileges;
}

static int bounding_drop(uint64_t wanted, struct error *err)
{
	/* Up to where the kernel itself says that there is no such capability: nothing is left
	 * over. */
	for (int i = 0; i < MOST_CAPABILITIES; i++) {
		if (wanted & BIT(i) || prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0)
			continue;
		if (errno == EINVAL)
			break;
		/* Without CAP_SETPCAP the kernel refuses to drop what is not there, too. */
		(void)fail(err, SYSTEM, "drop %s from the bounding set",
			   capability_name(i) ? capability_name(i) : "a new capability");
		if (prctl(PR_CAPBSET_READ, i, 0, 0, 0))
			return -1;
		fail_clear(err);
	}
	return 0;
}

static int ambient_raise(uint64_t wanted, struct error *err)
{
	for (; wanted; wanted &= wanted - 1) {
		int number = __builtin_ctzll(wanted);

		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0))
			return fail(err, SYSTEM, "raise ambient capability %s",
				    capability_name(number));
	}
	return 0;
}

int capabilities_settle(const struct privileges_plan *p, struct error *err)
{
	const struct sets sets = {p->effective, p->permitted, p->inheritable};

	if (sets_put(&sets))
		return fail(err, SYSTEM, "set the capabilities");
	return ambient_raise(p->ambient, err);
}

static int read_back(const struct privileges_plan *p, struct error *err)
{
	struct sets sets;

	if (sets_get(&sets))
		return fail(err, SYSTEM, "read the capabilities back");
	if (sets.effective != p->effective || sets.permitted != p->permitted ||
	    sets.inheritable != p->inheritable)
		return fail(err, BUG, "the capabilities are not what was set");
	return 0;
}

/* All that is held is made effective: CAP_SETPCAP is gone after a change of user. */
static int sets_raise(const struct privileges_plan *p, struct sets *held, struct error *err)
{
	uint64_t missing;

	if (sets_get(held))
		return fail(err, SYSTEM, "read the capabilities");
	missing = p->permitted & ~held->permitted;
	if (missing) {
		errno = EPERM;
		fail(err, SYSTEM, "grant %s", capability_name(__builtin_ctzll(missing)));
		return fail_cure(err, "berth itself does not have it");
	}
	held->effective = held->permitted;
	if (sets_put(held))
		return fail(err, SYSTEM, "raise the effective capabilities");
	return 0;
}

static int no_new_privileges_set(struct error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(err, SYSTEM, "set no_new_privs");
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return fail(err, BUG, "no_new_privs is not set");
	return 0;
}

int privileges_drop(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	struct sets sets;

	if (sets_raise(p, &sets, err) || bounding_drop(p->bounding, err))
		return -1;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
		return fail(err, SYSTEM, "clear the ambient capabilities");
	if (p->no_new_privileges && no_new_privileges_set(err))
		return -1;
	if (capabilities_wait(p)) {
		sets.effective = sets.permitted & BIT(CAP_SYS_ADMIN);
		sets.permitted = p->permitted | sets.effective;
		sets.inheritable = p->inheritable;
		if (sets_put(&sets))
			return fail(err, SYSTEM, "set the capabilities");
		return 0;
	}
	if (capabilities_settle(p, err))
		return -1;
	return read_back(p, err);
}
