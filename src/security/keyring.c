/*
 * keyring.c - a session keyring of the payload's own
 *
 * Without one it has the caller's, with all keys in it. The keyring has no name of ours: a
 * name joins the keyring of that name if there is one, and another container of the same
 * user could have made it to read what this one puts in.
 */
#include <errno.h>
#include <stddef.h>

#include "error.h"
#include "job.h"
#include "kernel.h"
#include "labels.h"
#include "plan.h"

int keyring_make(struct job *job, struct error *err)
{
	const char *label = job->plan->privileges.selinux_label;

	if (label && selinux_label_keys(job, label, err))
		return -1;
	/* A kernel without keys has none to hide. */
	if (sys_new_session_keyring(NULL) >= 0 || errno == ENOSYS)
		return 0;
	fail(err, SYSTEM, "make a session keyring");
	return fail_cure(err, "--no-new-keyring does without");
}
