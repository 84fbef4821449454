/*
 * apparmor.c - the profile the payload runs under
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "job.h"
#include "labels.h"
#include "plan.h"
#include "text.h"

#define ENABLED "/sys/module/apparmor/parameters/enabled"

static bool is_on(void)
{
	auto_text struct text answer = NO_TEXT;

	return file_read(AT_FDCWD, ENABLED, 16, &answer) == 0 &&
	       text_starts_with(text_string(&answer), "Y");
}

int apparmor_open(const struct job *job, struct error *err)
{
	int file;

	if (!is_on())
		return fail(err, REFUSED,
			    "process.apparmorProfile is %s, but AppArmor is not enabled on this "
			    "host",
			    job->plan->privileges.apparmor_profile);
	file = openat(job->proc, "self/attr/apparmor/exec", O_WRONLY | O_CLOEXEC);
	/* Before Linux 5.8 there is only the file that all modules share. */
	if (file < 0 && errno == ENOENT)
		file = openat(job->proc, "self/attr/exec", O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return fail(err, SYSTEM, "open the AppArmor attributes of the process");
	return file;
}

int apparmor_set(int file, const char *profile, struct error *err)
{
	auto_text struct text order = NO_TEXT;

	text_format(&order, "exec %s", profile);
	if (file_write_all(file, order.start, order.length) == 0)
		return 0;
	if (errno != ENOENT)
		return fail(err, SYSTEM, "apply AppArmor profile %s", profile);
	return fail(err, SYSTEM, "apply AppArmor profile %s, which is not loaded", profile);
}
