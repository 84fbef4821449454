/*
 * fresh.c - the namespaces that clone3 does not make
 *
 * A cgroup namespace takes for its root the cgroup one is in when it is made; clone3 would
 * make it before it moves the child, so INIT unshares it once it is born in its cgroup.
 *
 * A network namespace takes the kernel as long as all else that clone3 does, so it is made beside
 * that: src/container/network_namespace.c. But with INIT, where it must belong to INIT's user
 * namespace, or where host devices are to be moved into it by INIT's pid.
 *
 * The offsets of a time namespace can be set only while nobody is in it. HOST therefore
 * makes it for its children, writes them, and INIT is born into it.
 */
#include <inttypes.h>
#include <linux/sched.h>
#include <sched.h>

#include "error.h"
#include "file.h"
#include "job.h"
#include "joins.h"
#include "plan.h"
#include "stages.h"
#include "text.h"

static bool is_beside(const struct plan *plan)
{
	return !plan_has_namespace(plan, CLONE_NEWUSER) && plan->spec &&
	       !plan->spec->linux->net_device_count;
}

uint64_t namespaces_apart(const struct plan *plan)
{
	const uint64_t apart = CLONE_NEWCGROUP | CLONE_NEWTIME;

	return plan->namespaces.made & (is_beside(plan) ? apart | CLONE_NEWNET : apart);
}

int namespaces_unshare(struct job *job, struct error *err)
{
	(void)job; /* wanted only with a new cgroup namespace */
	if (unshare(CLONE_NEWCGROUP))
		return fail(err, SYSTEM, "unshare the cgroup namespace");
	return 0;
}

int time_namespace_make(const struct plan *plan, int proc, struct error *err)
{
	const struct spec_linux *config = plan->spec->linux;
	auto_text struct text offsets = NO_TEXT;

	if (unshare(CLONE_NEWTIME))
		return fail(err, SYSTEM, "make a time namespace");
	for (size_t i = 0; i < config->time_offset_count; i++) {
		const struct spec_time_offset *offset = &config->time_offsets[i];

		text_format(&offsets, "%s %" PRId64 " %" PRId64 "\n", offset->clock, offset->secs,
			    offset->nanosecs);
	}
	if (offsets.length && file_write(proc, "self/timens_offsets", offsets.start))
		return fail(err, SYSTEM, "write linux.timeOffsets to /proc/self/timens_offsets");
	return 0;
}
