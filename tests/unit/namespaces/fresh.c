#include <criterion/criterion.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "job.h"
#include "joins.h"
#include "plan.h"
#include "stages.h"

static struct spec_linux config;
static struct spec spec = {.linux = &config};
static struct plan plan = {.spec = &spec};

static void check_root(void)
{
	if (getuid())
		cr_skip("new namespaces need root");
}

TestSuite(namespaces_fresh, .init = check_root);

static ino_t inode(const char *path)
{
	struct stat st;

	cr_assert_eq(stat(path, &st), 0, "%s", path);
	return st.st_ino;
}

Test(namespaces_fresh, the_cgroup_namespace_is_a_new_one)
{
	ino_t before = inode("/proc/self/ns/cgroup");
	struct error err = NO_ERROR;
	struct job job = NO_JOB;

	job.plan = &plan;
	plan.namespaces.made = CLONE_NEWCGROUP | CLONE_NEWNET;
	cr_assert_eq(namespaces_unshare(&job, &err), 0, "%s", err.text);
	cr_assert_neq(inode("/proc/self/ns/cgroup"), before);
}

Test(namespaces_fresh,
     a_network_namespace_is_made_beside_the_others_unless_it_belongs_to_a_user_namespace)
{
	plan.namespaces.made = CLONE_NEWNET | CLONE_NEWNS;
	cr_expect_eq(namespaces_apart(&plan), CLONE_NEWNET);
	config.net_device_count = 1;
	cr_expect_eq(namespaces_apart(&plan), 0, "there are devices to be moved into it");
	config.net_device_count = 0;
	plan.namespaces.joined = CLONE_NEWUSER;
	cr_expect_eq(namespaces_apart(&plan), 0);
	plan.namespaces.joined = 0;
	plan.namespaces.made |= CLONE_NEWUSER | CLONE_NEWCGROUP | CLONE_NEWTIME;
	cr_expect_eq(namespaces_apart(&plan), CLONE_NEWCGROUP | CLONE_NEWTIME);
}

/* Whole days, so that no clock's running on makes a difference. */
Test(namespaces_fresh, a_child_lives_in_the_time_namespace_with_its_offsets)
{
	static struct spec_time_offset offset = {.clock = "monotonic", .secs = 100 * 86400};
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC), status;
	struct error err = NO_ERROR;
	struct timespec before, now;
	pid_t pid;

	config.time_offsets = &offset;
	config.time_offset_count = 1;
	clock_gettime(CLOCK_MONOTONIC, &before);
	cr_assert_eq(time_namespace_make(&plan, proc, &err), 0, "%s", err.text);
	clock_gettime(CLOCK_MONOTONIC, &now);
	cr_assert_lt(now.tv_sec - before.tv_sec, 86400, "the maker stays where it is");
	pid = fork();
	if (pid == 0) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		_exit((int)((now.tv_sec - before.tv_sec) / 86400));
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	cr_assert_eq(WEXITSTATUS(status), 100);
}

Test(namespaces_fresh, an_offset_that_the_kernel_refuses_is_told)
{
	static struct spec_time_offset offset = {.clock = "monotonic", .nanosecs = 1000000000};
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct error err = NO_ERROR;

	config.time_offsets = &offset;
	config.time_offset_count = 1;
	cr_assert_eq(time_namespace_make(&plan, proc, &err), -1);
	cr_assert_str_eq(err.text, "write linux.timeOffsets to /proc/self/timens_offsets: invalid "
				   "argument");
}
