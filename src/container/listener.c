/*
 * listener.c - brings the listener of a notifying filter to its agent
 *
 * INIT gets the listener when it loads the filter; it rides on INIT's next message to HOST,
 * and HOST, who can reach linux.seccomp.listenerPath, sends it on with the state of the
 * container process (config-linux.md, "The Container Process State").
 */
#include <sys/stat.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "plan.h"
#include "record_file.h"
#include "text.h"
#include "wire.h"

int listener_find(struct job *job, struct error *err)
{
	const char *path = job->plan->privileges.filter->listener_path;
	struct stat st;

	if (stat(path, &st))
		return fail(err, SYSTEM, "failed to connect with seccomp agent %s", path);
	if (!S_ISSOCK(st.st_mode))
		return fail(err, SPEC, "linux.seccomp.listenerPath: %s is not a socket", path);
	return 0;
}

int listener_pass(struct job *job, struct error *err)
{
	(void)err; /* HOST notices when none has come */
	job->wire->passed = job->filter_listener;
	return 0;
}

int listener_deliver(struct job *job, struct error *err)
{
	const struct filter *filter = job->plan->privileges.filter;
	auto_text struct text state = NO_TEXT;
	auto_close int agent = -1;

	if (job->wire->received < 0)
		return fail(err, BUG, "the init process has sent no listener");
	process_state_write(job, filter->listener_metadata, &state);
	agent = fd_connect(filter->listener_path);
	if (agent < 0)
		return fail(err, SYSTEM, "failed to connect with seccomp agent %s",
			    filter->listener_path);
	if (fd_send(agent, state.start, state.length, &job->wire->received, 1))
		return fail(err, SYSTEM, "send the listener to seccomp agent %s",
			    filter->listener_path);
	fd_drop(&job->wire->received);
	return 0;
}
