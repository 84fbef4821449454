/*
 * labels.c - the label the payload gets with its exec
 *
 * The file is opened in the host's /proc, before the pivot: an image can mount its own over
 * /proc/self/attr, and the write would then go nowhere (CVE-2019-16884, CVE-2025-52881). A
 * label that no module would enforce is refused: it was asked for to confine.
 */
#include "labels.h"

#include "fd.h"
#include "job.h"
#include "plan.h"

int labels_open(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;

	job->label_file = -1;
	if (p->apparmor_profile) {
		job->label_file = apparmor_open(job, err);
		if (job->label_file < 0)
			return -1;
	}
	if (p->selinux_label) {
		fd_drop(&job->label_file);
		job->label_file = selinux_open(job, err);
		if (job->label_file < 0)
			return -1;
	}
	return 0;
}

int labels_set(struct job *job, struct error *err)
{
	const struct privileges_plan *p = &job->plan->privileges;
	auto_close int file = fd_take(&job->label_file);

	if (p->selinux_label)
		return selinux_set(file, p->selinux_label, err);
	if (p->apparmor_profile)
		return apparmor_set(file, p->apparmor_profile, err);
	return 0;
}
