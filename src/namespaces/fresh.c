/*
 * fresh.c - the namespaces that clone3 does not make
 *
 * A cgroup namespace takes for its root the cgroup one is in when it is made; clone3 would
 * make it before it moves the child, so INIT unshares it once it is born in its cgroup.
 *
 * A network namespace takes the kernel as long as all else that clone3 does. HOST, which plugs it
 * into networks, has more to do than INIT then, so INIT makes it while HOST guards the devices.
 * Where host devices are to be moved into it, it is there from the beginning.
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

uint64_t namespaces_late(const struct plan *plan)
{
	const bool plugged = plan->network.attachment_count && !plan->spec->linux->net_device_count;

	return plan->namespaces.made & (uint64_t)(CLONE_NEWCGROUP | (plugged ? CLONE_NEWNET : 0));
}

int namespaces_unshare(struct job *job, struct error *err)
{
	const uint64_t late = namespaces_late(job->plan);

	if (late & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP))
		return fail(err, SYSTEM, "unshare the cgroup namespace");
	if (late & CLONE_NEWNET && unshare(CLONE_NEWNET))
		return fail(err, SYSTEM, "unshare the network namespace");
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
