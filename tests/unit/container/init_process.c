/*
 * Real INITs, for scores of the test's own: this file's creation_score and joining_score take the
 * place of the archive's. Their rows note in a shared page what INIT sees of itself.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "internal.h"
#include "plan.h"
#include "stages.h"
#include "wire.h"

/* clone3, after which a go-between may be slow. */
#define sys_clone clone_as_ever
#include "../../../src/kernel/sys_clone.c"
#undef sys_clone
pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd);

static bool parent_is_slow;

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd)
{
	pid_t pid = clone_as_ever(flags, cgroup, pidfd);

	if (pid > 0 && parent_is_slow && flags & CLONE_PARENT)
		usleep(100000);
	return pid;
}

static struct seen {
	pid_t pid, parent;
	ino_t uts;
	int dumpable;
	bool creating, joining;
} * seen;

static ino_t inode(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_ino;
}

static int look(struct job *job, struct error *err)
{
	(void)job, (void)err;
	seen->pid = getpid();
	seen->parent = getppid();
	seen->uts = inode("/proc/thread-self/ns/uts");
	seen->dumpable = prctl(PR_GET_DUMPABLE);
	return 0;
}

static int create(struct job *job, struct error *err)
{
	seen->creating = true;
	return look(job, err);
}

static int join(struct job *job, struct error *err)
{
	seen->joining = true;
	return look(job, err);
}

static bool waits(const struct plan *plan)
{
	return !plan->gate;
}

static bool goes_on(const struct plan *plan)
{
	return plan->gate;
}

static const struct stage creating[] = {
	{INIT, MEET,    "look", waits,   create, NULL},
	{INIT, AT_ONCE, "look", goes_on, create, NULL},
	{HOST, MEET,    "done", NULL,    NULL,   NULL},
};
static const struct stage joining[] = {
	{INIT, MEET, "look", NULL, join, NULL},
	{HOST, MEET, "done", NULL, NULL, NULL},
};
const struct score creation_score = {creating, COUNT(creating)};
const struct score joining_score = {joining, COUNT(joining)};
/* INIT goes on with it at once, and ends. */
const struct score starting_score = {NULL, 0};

static struct plan plan;
static struct wire wire;
static struct job job;

static void prepare(void)
{
	if (getuid())
		cr_skip("new namespaces need root");
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	wire = NO_WIRE;
	job = NO_JOB;
	job.plan = &plan;
	job.wire = &wire;
	job.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

TestSuite(container_init_process, .init = prepare, .timeout = 20);

/* HOST's side: lets INIT go, hears that it is done, and sees it end. */
static void meet(void)
{
	struct error err = NO_ERROR;
	int status;

	wire_go(&wire);
	cr_assert_eq(wire_wait(&wire, &err), 0, "%s", err.text);
	cr_assert_eq(waitpid(job.pid, &status, __WALL), job.pid);
	cr_assert_eq(WEXITSTATUS(status), 1, "it has not become anything");
}

Test(container_init_process, it_is_born_in_all_new_namespaces_and_cannot_be_traced)
{
	struct error err = NO_ERROR;

	plan.namespaces.made = CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWCGROUP;
	cr_assert_eq(init_spawn(&job, &err), 0, "%s", err.text);
	cr_assert_gt(job.pid, 0);
	cr_assert_eq(fcntl(job.pidfd, F_GETFD), FD_CLOEXEC);
	meet();
	cr_assert(seen->creating);
	cr_assert_eq(seen->pid, 1);
	cr_assert_eq(seen->dumpable, 0);
	cr_assert_neq(seen->uts, 0);
	cr_assert_neq(seen->uts, inode("/proc/self/ns/uts"));
}

/* A given pid namespace is entered only by children: a go-between bears INIT as our own child. */
Test(container_init_process, in_a_joined_pid_namespace_it_is_still_our_child)
{
	struct namespace_join pid_join = {namespace_kind("pid"), "/proc/self/ns/pid"};
	struct error err = NO_ERROR;

	plan.namespaces.joins = &pid_join;
	plan.namespaces.join_count = 1;
	plan.namespaces.joined = CLONE_NEWPID;
	plan.namespaces.made = CLONE_NEWUTS;
	cr_assert_eq(init_spawn(&job, &err), 0, "%s", err.text);
	meet();
	cr_assert_eq(seen->pid, job.pid);
	cr_assert_eq(seen->parent, getpid());
	cr_assert_neq(seen->uts, inode("/proc/self/ns/uts"));
	cr_assert_eq(waitpid(-1, NULL, __WALL), -1, "the go-between has been waited for");
}

Test(container_init_process, it_may_speak_before_the_go_between_has_reported_it)
{
	struct namespace_join pid_join = {namespace_kind("pid"), "/proc/self/ns/pid"};
	struct error err = NO_ERROR;

	plan.gate = parent_is_slow = true;
	plan.namespaces.joins = &pid_join;
	plan.namespaces.join_count = 1;
	plan.namespaces.joined = CLONE_NEWPID;
	cr_assert_eq(init_spawn(&job, &err), 0, "%s", err.text);
	cr_assert_eq(seen->pid, job.pid);
	cr_assert_eq(wire_wait(&wire, &err), 0, "%s", err.text);
	init_kill(&job);
}

Test(container_init_process, what_the_go_between_cannot_join_is_told)
{
	struct namespace_join pid_join = {namespace_kind("pid"), "/no/where"};
	struct error err = NO_ERROR;

	plan.namespaces.joins = &pid_join;
	plan.namespaces.join_count = 1;
	plan.namespaces.joined = CLONE_NEWPID;
	cr_assert_eq(init_spawn(&job, &err), -1);
	cr_assert_str_eq(err.text, "open the pid namespace /no/where: no such file or directory");
	cr_assert_eq(waitpid(-1, NULL, __WALL), -1);
	cr_assert_eq(errno, ECHILD);
}

Test(container_init_process, a_further_process_plays_the_joining_score)
{
	struct error err = NO_ERROR;

	cr_assert_eq(joiner_spawn(&job, &err), 0, "%s", err.text);
	meet();
	cr_assert(seen->joining);
	cr_assert_not(seen->creating);
	cr_assert_eq(seen->pid, job.pid);
}

Test(container_init_process, a_killed_one_is_gone_and_waited_for)
{
	struct error err = NO_ERROR;
	pid_t pid;

	cr_assert_eq(init_spawn(&job, &err), 0, "%s", err.text);
	pid = job.pid;
	init_kill(&job);
	cr_assert_eq(job.pidfd, -1);
	cr_assert_eq(job.pid, 0);
	cr_assert_eq(kill(pid, 0), -1);
	cr_assert_eq(errno, ESRCH);
	init_kill(&job); /* an undo accepts that it was never played */
}

Test(container_init_process, it_ends_when_its_host_does)
{
	struct error err = NO_ERROR;
	int status;

	cr_assert_eq(init_spawn(&job, &err), 0, "%s", err.text);
	wire_close(&wire);
	cr_assert_eq(waitpid(job.pid, &status, 0), job.pid);
	cr_assert(WIFEXITED(status));
	cr_assert_not(seen->creating);
}
