/*
 * selinux.c - the label the payload runs with
 */
#include <fcntl.h>
#include <string.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "labels.h"
#include "plan.h"
#include "text.h"

#define MOST_FILESYSTEMS (64 * 1024) /* bytes of /proc/filesystems */

/* The kernel has the file system only when SELinux was not disabled at boot. */
static bool is_on(const struct job *job)
{
	auto_text struct text filesystems = NO_TEXT;

	return file_read(job->proc, "filesystems", MOST_FILESYSTEMS, &filesystems) == 0 &&
	       strstr(text_string(&filesystems), "\tselinuxfs\n");
}

int selinux_open(const struct job *job, struct error *err)
{
	int file;

	if (!is_on(job))
		return fail(err, REFUSED,
			    "process.selinuxLabel is %s, but SELinux is not enabled on this host",
			    job->plan->privileges.selinux_label);
	file = openat(job->proc, "self/attr/exec", O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return fail(err, SYSTEM, "open the SELinux attributes of the process");
	return file;
}

int selinux_set(int file, const char *label, struct error *err)
{
	if (file_write_all(file, label, strlen(label)))
		return fail(err, SYSTEM, "apply SELinux label %s", label);
	return 0;
}

int selinux_label_keys(const struct job *job, const char *label, struct error *err)
{
	/* labels_open() is the one to complain when there is no SELinux. */
	if (is_on(job) && file_write(job->proc, "self/attr/keycreate", label))
		return fail(err, SYSTEM, "apply SELinux label %s to keys", label);
	return 0;
}
