/*
 * dumping.c - a running container, dumped to files
 *
 * CRIU does the work. It is told what is not the container's own, so that whoever restores it
 * gives it his own in its place: the mounts that come from the host, the namespaces that were
 * given by path, the standard descriptors and the other end of the terminal.
 */
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroups.h"
#include "container.h"
#include "error.h"
#include "fd.h"
#include "image_directory.h"
#include "internal.h"
#include "kernel.h"
#include "plan.h"
#include "restoration.h"

static int check(const struct record *record, struct error *err)
{
	enum status status = record_status(record);

	if (status == STATUS_RUNNING || status == STATUS_PAUSED)
		return 0;
	return fail(err, STATE, "container not running: cannot checkpoint a container that is %s",
		    status_name(status));
}

/* As far as a dump depends on it. The cgroup is on record, whoever has made it. */
static int plan_checkpoint(struct plan *plan, const struct record *record, struct error *err)
{
	plan->id = record->id;
	plan->bundle = record->bundle;
	plan->spec = record_spec(plan->arena, record, err);
	if (!plan->spec)
		return -1;
	caller_look(&plan->caller);
	if (namespaces_plan(plan, err) || network_plan(plan, err) || rootfs_plan(plan, err) ||
	    privileges_plan(plan, plan->spec->process, plan->spec->linux->seccomp, err))
		return -1;
	plan->cgroup.path = record->cgroup;
	return restoration_possible(plan, err);
}

/* "net[INODE]:KEY" for a namespace that was given by path, where CRIU can leave one out. */
static int add_namespaces(const struct job *job, struct arena *arena, struct strings *externals,
			  struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;

	for (size_t i = 0; i < namespaces->join_count; i++) {
		const struct namespace_kind *kind = namespaces->joins[i].kind;
		const char *key = restoration_namespace_key(kind->flag);
		char name[48];
		struct stat st;

		if (!key)
			continue;
		snprintf(name, sizeof(name), "%d/ns/%s", (int)job->pid, kind->file);
		if (fstatat(job->proc, name, &st, 0))
			return fail(err, SYSTEM, "look at the container's %s namespace",
				    kind->type);
		strings_add(arena, externals,
			    arena_format(arena, "%s[%lu]:%s", kind->file, (unsigned long)st.st_ino,
					 key));
	}
	return 0;
}

static int fill(struct job *job, struct arena *arena, const struct image_directory *directory,
		const struct checkpoint *checkpoint, struct criu_request *request,
		struct error *err)
{
	*request = checkpoint->request;
	request->images = directory->images;
	request->work = directory->work;
	request->pid = job->pid;
	request->log = "dump.log";
	request->orphan_terminals = true;
	request->outside_peers = true;
	request->track_memory = checkpoint->pre_dump || request->parent;
	if (job->plan->cgroup.path && cgroup_mount_point())
		request->freezer =
			arena_format(arena, "%s%s", cgroup_mount_point(), job->record->cgroup);
	if (rootfs_see_externals(job, arena, &request->externals, err) ||
	    add_namespaces(job, arena, &request->externals, err))
		return -1;
	standard_descriptors_declare(&job->record->descriptors, job->proc, job->pid, arena,
				     &request->externals);
	if (checkpoint->pre_dump)
		return 0;
	return standard_descriptors_save(&job->record->descriptors, directory->images, err);
}

static _Noreturn void become_criu(struct criu *criu)
{
	struct error err = NO_ERROR;

	criu_settle();
	(void)criu_become(criu, &err);
	_exit(127); /* HOST sees the socket closed without an answer */
}

static int converse(const struct checkpoint *checkpoint, const struct criu_request *request,
		    struct error *err)
{
	struct criu criu = NO_CRIU;
	auto_close int pidfd = -1;
	pid_t pid;
	int dumped = -1;

	if (criu_find(&criu, err) || criu_open(&criu, err)) {
		criu_close(&criu);
		return -1;
	}
	pid = sys_clone(0, -1, &pidfd);
	if (pid == 0)
		become_criu(&criu);
	if (pid < 0)
		fail(err, SYSTEM, "fork");
	else if (criu_ask(&criu, checkpoint->pre_dump ? CRIU_PRE_DUMP : CRIU_DUMP, request, err) ==
		 0)
		dumped = criu_advance(&criu, NULL, err);
	criu_close(&criu);
	if (pid > 0)
		criu_reap(pid, pidfd);
	return dumped;
}

static int dump(struct arena *arena, struct job *job, const struct checkpoint *checkpoint,
		struct error *err)
{
	struct image_directory directory = NO_IMAGE_DIRECTORY;
	struct criu_request request;
	int dumped = -1;

	if (job_open(job, err) == 0 && rootfs_open(job, err) == 0 &&
	    image_directory_make(&directory, checkpoint, err) == 0 &&
	    fill(job, arena, &directory, checkpoint, &request, err) == 0)
		dumped = converse(checkpoint, &request, err);
	image_directory_close(&directory);
	rootfs_close(job);
	job_close(job);
	return dumped;
}

int container_checkpoint(const char *root, struct record *record,
			 const struct checkpoint *checkpoint, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct plan plan = {.arena = &arena};
	struct job job = NO_JOB;

	if (record_lock(record, err) || check(record, err) || plan_checkpoint(&plan, record, err))
		return -1;
	job.plan = &plan;
	job.record = record;
	job.pid = record->pid;
	if (dump(&arena, &job, checkpoint, err))
		return -1;
	if (checkpoint->pre_dump || checkpoint->request.leave_running)
		return 0;
	return container_delete(root, record, true, err);
}
