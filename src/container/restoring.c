/*
 * restoring.c - the score of restore
 *
 * Theory of operation
 *
 * Everything that a configuration decides is made by berth, as at create: the record, the
 * cgroup, the root and the sources of the mounts. INIT becomes CRIU: it is born in the
 * container's cgroup, so that all it bears is there as well and whoever deletes the container
 * ends it, and in a mount namespace of its own where it finds the sources and nothing of the
 * configuration. What CRIU restores are children of HOST, like every container's first
 * process.
 *
 * CRIU takes a good deal from the image: which mounts there are, which privileges the
 * processes have. An image is a file that somebody may have changed. So before anything in it
 * runs, while CRIU holds the restored processes, they are looked at: mounts, namespaces and
 * privileges are those of the configuration, or all of it is killed.
 *
 * Limits come after that: they are the container's, and not for CRIU, which is in the cgroup
 * until then. Only a scope of systemd has those that systemd knows of from its beginning.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "clock.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "joins.h"
#include "kernel.h"
#include "log.h"
#include "plan.h"
#include "processes.h"
#include "record.h"
#include "restoration.h"
#include "restored.h"
#include "scope.h"
#include "security.h"
#include "startup.h"
#include "wire.h"

#define REAP_MILLISECONDS 10000
#define ALL_SIGNALS       0x7fffffffu

/* ---- which containers --------------------------------------------------------------------- */

const char *restoration_namespace_key(uint64_t flag)
{
	if (flag == CLONE_NEWNET)
		return "extRootNetNS";
	return flag == CLONE_NEWPID ? "extRootPidNS" : NULL;
}

/* The cgroup namespace is made before the user namespace is, and does not belong to it. */
static bool mounts_its_cgroups(const struct plan *plan)
{
	for (size_t i = 0; i < plan->rootfs.mount_count; i++) {
		const struct mount_plan *mount = &plan->rootfs.mounts[i];

		if (mount->kind == MOUNT_FILESYSTEM && strncmp(mount->type, "cgroup", 6) == 0)
			return plan_has_namespace(plan, CLONE_NEWUSER) &&
			       plan_has_namespace(plan, CLONE_NEWCGROUP);
	}
	return false;
}

int restoration_possible(const struct plan *plan, struct error *err)
{
	if (plan->caller.standing != ROOT_OF_HOST)
		return fail(err, REFUSED, "criu needs root: of the host, not of a user namespace");
	if (!plan->rootfs.private_mounts)
		return fail(err, REFUSED,
			    "a container without a mount namespace of its own cannot be "
			    "checkpointed: its mounts are somebody else's");
	if (!plan->cgroup.path && !(plan->namespaces.made & CLONE_NEWPID))
		return fail(err, REFUSED,
			    "a container with neither a cgroup nor a pid namespace of its own "
			    "cannot be "
			    "checkpointed: it could not be ended when it fails to come back");
	if (mounts_its_cgroups(plan))
		return fail(err, REFUSED,
			    "a container with a user and a cgroup namespace and a mount of cgroups "
			    "cannot be checkpointed: criu could not mount them again");
	if (plan->notify)
		return fail(
			err, REFUSED,
			"a container that notifies (NOTIFY_SOCKET) cannot be restored: unset it");
	if (plan->network.attachment_count || plan->spec->linux->net_device_count)
		return fail(
			err, REFUSED,
			"a container with networks of berth's own or linux.netDevices cannot be "
			"checkpointed: criu knows nothing of the other ends");
	if (plan->privileges.filter && plan->privileges.filter->notifies)
		return fail(err, REFUSED,
			    "a container whose linux.seccomp notifies an agent cannot be "
			    "checkpointed: the listener cannot be handed over again");
	return 0;
}

/* ---- CRIU itself -------------------------------------------------------------------------- */

void criu_settle(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* What it and its helpers print is in its log as well, and not for the caller. */
	for (int fd = 0; null >= 0 && fd < 3; fd++)
		(void)dup2(null, fd); /* else they print */
	signals_reset(ALL_SIGNALS);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody would tell it to go on */
}

void criu_reap(pid_t pid, int pidfd)
{
	int64_t deadline = clock_monotonic() + REAP_MILLISECONDS * (int64_t)1000000;
	struct pollfd waiting = {.fd = pidfd, .events = POLLIN};
	int ready;

	do
		ready = poll(&waiting, 1, clock_left(deadline));
	while (ready < 0 && errno == EINTR);
	if (ready != 1) {
		log_warning("criu has not ended %d s after its work: it is killed",
			    REAP_MILLISECONDS / 1000);
		(void)sys_pidfd_signal(pidfd, SIGKILL); /* it may end at this moment */
	}
	process_reap(pid);
}

static int worker_spawn(struct job *job, struct error *err)
{
	struct restoration *restoration = job->restoration;

	if (criu_find(&restoration->criu, err) || criu_open(&restoration->criu, err) ||
	    spawn_plain(job, &restoring_score, err))
		return -1;
	restoration->worker = job->pid;
	restoration->worker_pidfd = fd_take(&job->pidfd);
	job->pid = 0;
	return 0;
}

/*
 * What is restored is killed before CRIU is: when CRIU lets go of it, be it by its own end, it
 * runs.
 */
static void worker_kill(struct job *job)
{
	struct restoration *restoration = job->restoration;
	struct error ignored = NO_ERROR; /* another error is on its way to the user */

	criu_close(&restoration->criu);
	if (job->pidfd >= 0)
		(void)sys_pidfd_signal(job->pidfd, SIGKILL);
	if (job->cgroup >= 0 && cgroup_signal_all(job->cgroup, SIGKILL, &ignored))
		log_warning("%s", ignored.text);
	if (restoration->worker_pidfd >= 0) {
		(void)sys_pidfd_signal(restoration->worker_pidfd, SIGKILL);
		criu_reap(restoration->worker, restoration->worker_pidfd);
		fd_drop(&restoration->worker_pidfd);
	}
	init_kill(job);
}

/* systemd takes CRIU into the scope, and with it all that it will bear. */
static int worker_scope(struct job *job, struct error *err)
{
	int made;

	job->pid = job->restoration->worker;
	made = scope_make(job, err);
	job->pid = 0;
	return made;
}

/* INIT */
static int worker_settle(struct job *job, struct error *err)
{
	(void)err;
	fd_drop(&job->record->dir); /* HOST's lock must not last as long as it */
	criu_settle();
	return 0;
}

/* CRIU leaves the cgroup namespace to us, as it does the cgroup. */
static int enter_cgroup_namespace(struct job *job, struct error *err)
{
	if (namespaces_enter_all(job->plan, CLONE_NEWCGROUP, err))
		return -1;
	if ((job->plan->namespaces.made & CLONE_NEWCGROUP) && unshare(CLONE_NEWCGROUP))
		return fail(err, SYSTEM, "make a cgroup namespace");
	return 0;
}

static int worker_become(struct job *job, struct error *err)
{
	const struct criu_request *request = &job->restoration->request;

	for (size_t i = 0; i < request->inherited_count; i++) {
		if (fd_keep_across_exec(request->inherited[i].fd))
			return fail(err, SYSTEM, "hand %s to criu", request->inherited[i].key);
	}
	return criu_become(&job->restoration->criu, err);
}

/* ---- what CRIU is asked for --------------------------------------------------------------- */

static void add_inherited(struct job *job, const char *key, int fd)
{
	struct criu_request *request = &job->restoration->request;

	*ARENA_ADD(job->plan->arena, request->inherited, request->inherited_count) =
		(struct criu_inherited){.key = key, .fd = fd};
}

/* Those that CRIU enters itself, and those that it is given open. */
static int add_namespaces(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;
	struct criu_request *request = &job->restoration->request;

	for (size_t i = 0; i < namespaces->join_count; i++) {
		const struct namespace_join *join = &namespaces->joins[i];
		const char *key = restoration_namespace_key(join->kind->flag);
		int fd;

		if (join->kind->flag == CLONE_NEWCGROUP)
			continue;
		if (!key) {
			*ARENA_ADD(job->plan->arena, request->joined, request->joined_count) =
				(struct criu_joined){.type = join->kind->file, .path = join->path};
			continue;
		}
		fd = namespace_open(join, err);
		if (fd < 0)
			return -1;
		add_inherited(job, key, fd);
	}
	return 0;
}

static int add_standard_descriptors(struct job *job, struct error *err)
{
	struct standard_descriptors descriptors;

	if (standard_descriptors_load(&descriptors, job->restoration->directory.images,
				      job->plan->arena, err))
		return -1;
	for (int fd = 0; fd < 3; fd++) {
		int own; /* CRIU's own three are others */

		if (!descriptors.keys[fd] || !fd_is_open(fd))
			continue;
		own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		if (own < 0)
			return fail(err, SYSTEM, "duplicate descriptor %d", fd);
		add_inherited(job, descriptors.keys[fd], own);
	}
	return 0;
}

static int open_images(struct job *job, struct error *err)
{
	struct restoration *restoration = job->restoration;
	struct criu_request *request = &restoration->request;

	if (image_directory_open(&restoration->directory, restoration->checkpoint, err))
		return -1;
	*request = restoration->checkpoint->request;
	request->images = restoration->directory.images;
	request->work = restoration->directory.work;
	request->log = "restore.log";
	request->sibling = true;
	request->orphan_terminals = true;
	request->outside_peers = true;
	rootfs_staged(job, job->plan->arena, &request->root, &request->externals);
	return add_namespaces(job, err) || add_standard_descriptors(job, err) ? -1 : 0;
}

/* CRIU's processes are of the container's user namespace when they read most of the image. */
static int lend_images(struct job *job, struct error *err)
{
	struct restoration *restoration = job->restoration;

	if (directory_lend(job, &restoration->directory.images, err))
		return -1;
	restoration->request.images = restoration->directory.images;
	return 0;
}

void restoration_close(struct job *job)
{
	struct criu_request *request = &job->restoration->request;

	for (size_t i = 0; i < request->inherited_count; i++)
		fd_drop(&request->inherited[i].fd);
	request->inherited_count = 0;
	image_directory_close(&job->restoration->directory);
}

static int ask(struct job *job, struct error *err)
{
	return criu_ask(&job->restoration->criu, CRIU_RESTORE, &job->restoration->request, err);
}

/* ---- what CRIU does ----------------------------------------------------------------------- */

static int restore_namespaces(struct job *job, struct error *err)
{
	struct criu *criu = &job->restoration->criu;

	if (criu_advance(criu, "setup-namespaces", err))
		return -1;
	job->pid = criu->pid;
	job->pidfd = criu->pid > 0 ? sys_pidfd_open(criu->pid) : -1;
	return job->pidfd < 0 ? fail(err, SYSTEM, "find the process that criu restores") : 0;
}

static int restore_processes(struct job *job, struct error *err)
{
	return criu_advance(&job->restoration->criu, "pre-resume", err);
}

static int pass_terminal(struct job *job, struct error *err)
{
	int *terminal = &job->restoration->criu.terminal;

	if (*terminal < 0)
		return fail(err, STATE, "process.terminal is true, and the image has no terminal");
	if (fd_send(job->console_socket, "/dev/ptmx", 9, terminal, 1))
		return fail(err, SYSTEM, "send the terminal over the console socket");
	fd_drop(terminal);
	fd_drop(&job->console_socket);
	return 0;
}

static int let_run(struct job *job, struct error *err)
{
	struct restoration *restoration = job->restoration;

	if (criu_advance(&restoration->criu, NULL, err))
		return -1;
	criu_close(&restoration->criu);
	criu_reap(restoration->worker, restoration->worker_pidfd);
	fd_drop(&restoration->worker_pidfd);
	return 0;
}

/* ---- the score ---------------------------------------------------------------------------- */

static bool wants_cgroup_namespace(const struct plan *plan)
{
	return plan_has_namespace(plan, CLONE_NEWCGROUP);
}

static bool wants_hooks(const struct plan *plan)
{
	const struct spec_hooks *hooks = plan->spec->hooks;

	return hooks && (hooks->prestart.count || hooks->create_runtime.count);
}

/* clang-format off */
static const struct stage stages[] = {
	{HOST, AT_ONCE, "record the container",            NULL,                   record_creating,        record_forget},
	{HOST, AT_ONCE, "make the cgroup",                 wants_directory,        cgroup_make,            cgroup_remove},
	{HOST, AT_ONCE, "make the class of service",       wants_rdt,              rdt_make,               rdt_remove},
	{HOST, AT_ONCE, "open the root file system",       NULL,                   rootfs_open,            rootfs_close},
	{HOST, AT_ONCE, "make the mount points",           NULL,                   mount_points_make,      NULL},
	{HOST, AT_ONCE, "open the image",                  NULL,                   open_images,            restoration_close},
	{HOST, AT_ONCE, "lend the image",                  wants_own,              lend_images,            NULL},
	{HOST, AT_ONCE, "start criu",                      NULL,                   worker_spawn,           worker_kill},
	{HOST, AT_ONCE, "have systemd make a scope",       wants_scope,            worker_scope,           scope_remove},

	{INIT, MEET,    "settle",                          NULL,                   worker_settle,          NULL},
	{INIT, AT_ONCE, "lay out the root and the mounts", NULL,                   rootfs_stage,           NULL},
	{INIT, AT_ONCE, "enter the cgroup namespace",      wants_cgroup_namespace, enter_cgroup_namespace, NULL},
	{INIT, AT_ONCE, "become criu",                     NULL,                   worker_become,          NULL},

	{HOST, AT_END,  "see criu started",                NULL,                   NULL,                   NULL},
	{HOST, AT_ONCE, "ask criu to restore",             NULL,                   ask,                    NULL},
	{HOST, AT_ONCE, "restore the namespaces",          NULL,                   restore_namespaces,     NULL},
	{HOST, AT_ONCE, "record the init process",         NULL,                   record_init,            NULL},
	{HOST, AT_ONCE, "enter the class of service",      wants_rdt,              rdt_enter,              NULL},
	{HOST, AT_ONCE, "run hooks before the start",      wants_hooks,            hooks_before_start,     NULL},
	{HOST, AT_ONCE, "restore the processes",           NULL,                   restore_processes,      NULL},
	{HOST, AT_ONCE, "see the mounts as planned",       NULL,                   rootfs_see_restored,    NULL},
	{HOST, AT_ONCE, "see the namespaces as planned",   NULL,                   restored_see_namespaces, NULL},
	{HOST, AT_ONCE, "see the privileges as planned",   NULL,                   restored_see_privileges, NULL},
	{HOST, AT_ONCE, "apply the cgroup's limits",       wants_cgroup,           cgroup_limit,           NULL},
	{HOST, AT_ONCE, "guard the devices",               wants_guard,            cgroup_guard,           NULL},
	{HOST, AT_ONCE, "set the resource limits",         NULL,                   limits_set,             NULL},
	{HOST, AT_ONCE, "pass the terminal",               wants_terminal,         pass_terminal,          NULL},
	{HOST, AT_ONCE, "let it run",                      NULL,                   let_run,                NULL},
	{HOST, AT_ONCE, "run poststart hooks",             wants_poststart_hooks,  hooks_poststart,        NULL},
};
/* clang-format on */

const struct score restoring_score = {stages, COUNT(stages)};
