/*
 * seccomp_load.c - the last thing before the payload
 *
 * Every system call after the load is subject to the filter, so there is next to nothing
 * here: with no_new_privs, none; else one capset() and the ambient set (see capabilities.c).
 */
#include <errno.h>
#include <linux/filter.h>

#include "capabilities.h"
#include "error.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "seccomp_names.h"

static int load_failed(const struct filter *filter, struct error *err)
{
	int why = errno;

	fail(err, SYSTEM, "load the seccomp filter of %u instructions", filter->length);
	if (why == EACCES)
		return fail_cure(err, "process.noNewPrivileges, or CAP_SYS_ADMIN, is needed");
	if (why == EINVAL && filter->flags & SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
		return fail_cure(err, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs Linux 5.19");
	if (why == EBUSY && filter->notifies)
		return fail_cure(err, "seccomp notify unsupported: berth itself runs under a "
				      "filter that notifies");
	return -1;
}

int filter_load(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	const struct filter *filter = p->filter;
	const struct sock_fprog program = {.len = filter->length, .filter = filter->code};
	int listener = sys_seccomp_load(&program, filter->flags);

	if (listener < 0)
		return load_failed(filter, err);
	if (filter->notifies)
		job->filter_listener = listener;
	return capabilities_wait(p) ? capabilities_settle(p, err) : 0;
}
