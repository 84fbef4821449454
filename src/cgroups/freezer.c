/*
 * freezer.c - pause and resume
 *
 * The kernel stops processes one by one, so frozen is what cgroup.events says, not what was
 * written. What cannot be frozen in time is let go again: half paused is no state.
 */
#include <errno.h>

#include "cgroup_events.h"
#include "cgroups.h"
#include "error.h"
#include "file.h"

int cgroup_freeze(int cgroup, bool frozen, int milliseconds, struct error *err)
{
	const char *verb = frozen ? "freeze" : "thaw";

	if (file_write(cgroup, "cgroup.freeze", frozen ? "1" : "0"))
		return fail(err, SYSTEM, "%s the container's cgroup", verb);
	if (event_await(cgroup, "frozen", frozen, milliseconds) == 0)
		return 0;
	if (errno != ETIMEDOUT)
		return fail(err, SYSTEM, "%s the container's cgroup", verb);
	if (!frozen)
		return fail(err, STATE,
			    "thaw the container's cgroup: still frozen after %d ms: a cgroup above "
			    "may be frozen",
			    milliseconds);
	(void)file_write(cgroup, "cgroup.freeze", "0"); /* the timeout is the failure to tell */
	return fail(err, STATE,
		    "freeze the container's cgroup: not all processes stopped within %d ms",
		    milliseconds);
}
