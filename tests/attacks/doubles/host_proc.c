/*
 * A double of sysctls_write() in src/namespaces/sysctl.c: it writes to what the container has for
 * /proc.
 */
#include <fcntl.h>
#include <unistd.h>

#include "file.h"
#include "job.h"
#include "plan.h"
#include "stages.h"

int sysctls_write(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;
	int root = open(job->plan->rootfs.path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)err;
	for (size_t i = 0; i < namespaces->sysctl_count; i++)
		(void)file_write(
			root,
			arena_format(job->plan->arena, "proc/sys/%s", namespaces->sysctls[i].path),
			namespaces->sysctls[i].value);
	close(root);
	return 0;
}
