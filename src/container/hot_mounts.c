/*
 * hot_mounts.c - mounts: into and out of a container that exists
 *
 * Theory of operation
 *
 * What is added is planned like the mounts of a configuration, and HOST clones its sources.
 * INIT is here a process that lives for this alone: it joins all the container's namespaces,
 * since a proc, a tmpfs or an mqueue shows the namespaces and the owner of who makes it, and
 * there plays the rows that mount; but not the pid namespace where it could be traced in it. It
 * stays in the caller's cgroup, where the container cannot freeze it.
 */
#include <fcntl.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "internal.h"
#include "path.h"
#include "plan.h"
#include "stages.h"
#include "startup.h"
#include "text.h"
#include "wire.h"

static const struct score attaching_score, detaching_score;

static int attacher_spawn(struct job *job, struct error *err)
{
	return spawn_inside(job, &attaching_score, err);
}

static int detacher_spawn(struct job *job, struct error *err)
{
	return spawn_inside(job, &detaching_score, err);
}

/* Joining the mount namespace has made its root ours. */
static int open_root(struct job *job, struct error *err)
{
	job->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return job->root < 0 ? fail(err, SYSTEM, "open the container's root") : 0;
}

/* clang-format off */
static const struct stage attaching[] = {
	{HOST, AT_ONCE, "open the sources",       NULL,      mounts_open,    rootfs_close},
	{HOST, AT_ONCE, "start a process",        NULL,      attacher_spawn, init_kill},
	{INIT, AT_ONCE, "settle",                 NULL,      init_settle,    NULL},
	{INIT, AT_ONCE, "join the container",     NULL,      container_join, NULL},
	{INIT, AT_ONCE, "own the user namespace", wants_own, namespaces_own, NULL},
	{INIT, AT_ONCE, "open the root",          NULL,      open_root,      NULL},
	{INIT, AT_ONCE, "attach the mounts",      NULL,      mounts_attach,  NULL},
	{INIT, AT_ONCE, "make them read-only",    NULL,      rootfs_freeze,  NULL},
	{HOST, MEET,    "see it done",            NULL,      NULL,           NULL},
};

static const struct stage detaching[] = {
	{HOST, AT_ONCE, "start a process",        NULL,      detacher_spawn, init_kill},
	{INIT, AT_ONCE, "settle",                 NULL,      init_settle,    NULL},
	{INIT, AT_ONCE, "join the container",     NULL,      container_join, NULL},
	{INIT, AT_ONCE, "own the user namespace", wants_own, namespaces_own, NULL},
	{INIT, AT_ONCE, "open the root",          NULL,      open_root,      NULL},
	{INIT, AT_ONCE, "detach the mounts",      NULL,      mounts_detach,  NULL},
	{HOST, MEET,    "see it done",            NULL,      NULL,           NULL},
};
/* clang-format on */

static const struct score attaching_score = {attaching, COUNT(attaching)};
static const struct score detaching_score = {detaching, COUNT(detaching)};

/* ---- what shall be done -------------------------------------------------------------------- */

static int check(const struct record *record, struct error *err)
{
	enum status status = record_status(record);

	if (status == STATUS_CREATED || status == STATUS_RUNNING)
		return 0;
	return fail(err, STATE, "container not running: mounts cannot be changed while it is %s",
		    status_name(status));
}

/* The container as it was made, as far as mounts depend on it. */
static int plan_container(struct plan *plan, const struct record *record, struct error *err)
{
	caller_look(&plan->caller);
	plan->id = record->id;
	plan->bundle = record->bundle;
	plan->cgroup.path = record->cgroup;
	plan->spec = record_spec(plan->arena, record, err);
	if (!plan->spec || namespaces_plan(plan, err))
		return -1;
	plan->stays_outside = plan_is_exposed(plan, plan->spec);
	if (plan->namespaces.made & CLONE_NEWNS)
		return 0;
	return fail(err, STATE,
		    "the container has no mount namespace of its own: its mounts are somebody "
		    "else's");
}

/* A procfs shows the pid namespace of who makes it, and there INIT could be taken hold of. */
static int is_out_of_reach(const struct plan *plan, struct error *err)
{
	for (size_t i = 0; plan->stays_outside && i < plan->rootfs.mount_count; i++) {
		if (text_equal(plan->rootfs.mounts[i].type, "proc"))
			return fail(err, REFUSED,
				    "mounts[%zu]: a proc is made from within the pid namespace, "
				    "and with CAP_SYS_PTRACE the container could trace who makes "
				    "it: name it in config.json, or give the container a user "
				    "namespace",
				    i);
	}
	return 0;
}

static int plan_additions(struct plan *plan, const struct spec *asked, struct error *err)
{
	const struct spec *own = plan->spec;
	struct spec_linux linux = {.mount_label = own->linux->mount_label};
	struct spec_root root = {.path = own->root->path};
	struct spec spec = {.mounts = asked->mounts,
			    .mount_count = asked->mount_count,
			    .root = &root,
			    .linux = &linux};
	int planned;

	plan->spec = &spec;
	planned = rootfs_plan(plan, err);
	plan->spec = own;
	/* Those that every container has are there already. */
	plan->rootfs.device_count = 0;
	return planned || is_out_of_reach(plan, err) ? -1 : 0;
}

static int plan_removals(struct plan *plan, const struct spec *asked, struct error *err)
{
	struct rootfs_plan *rootfs = &plan->rootfs;

	for (size_t i = 0; i < asked->mount_count; i++) {
		struct mount_plan *mount =
			ARENA_ADD(plan->arena, rootfs->mounts, rootfs->mount_count);

		mount->destination = path_join(plan->arena, "/", asked->mounts[i].destination);
		if (strcmp(mount->destination, "/") == 0)
			return fail(err, REFUSED,
				    "mounts[%zu]: the root itself cannot be unmounted", i);
	}
	return 0;
}

/* ---- and is -------------------------------------------------------------------------------- */

static int perform(struct record *record, const struct plan *plan, const struct score *score,
		   struct error *err)
{
	struct wire wire = NO_WIRE;
	struct job job = NO_JOB;
	int performed;

	job.plan = plan;
	job.record = record;
	job.wire = &wire;
	job.container = record_pidfd(record);
	if (job.container < 0)
		return fail(err, STATE, "container not running");
	performed = job_open(&job, err) || score_play(score, HOST, &job, err) ? -1 : 0;
	init_kill(&job); /* it has done its work, and is only to be reaped */
	rootfs_close(&job);
	job_close(&job);
	return performed;
}

int container_mount(struct arena *arena, struct record *record, const struct spec *asked,
		    struct error *err)
{
	struct plan plan = {.arena = arena};

	if (record_lock(record, err) || check(record, err) || plan_container(&plan, record, err) ||
	    plan_additions(&plan, asked, err))
		return -1;
	return perform(record, &plan, &attaching_score, err);
}

int container_unmount(struct arena *arena, struct record *record, const struct spec *asked,
		      struct error *err)
{
	struct plan plan = {.arena = arena};

	if (record_lock(record, err) || check(record, err) || plan_container(&plan, record, err) ||
	    plan_removals(&plan, asked, err))
		return -1;
	return perform(record, &plan, &detaching_score, err);
}
