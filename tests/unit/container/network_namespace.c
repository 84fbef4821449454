/* network_namespace.c: made by a process that shares all with us, and given to INIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "internal.h"
#include "job.h"
#include "plan.h"
#include "wire.h"

static struct arena arena;
static struct plan plan;
static struct wire wire;
static struct job job;

static void begin(void)
{
	if (getuid())
		cr_skip("new namespaces need root");
	wire = NO_WIRE;
	arena = NO_ARENA;
	plan.arena = &arena;
	job = NO_JOB;
	job.plan = &plan;
	job.wire = &wire;
	job.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void end(void)
{
	arena_drop(&arena);
}

TestSuite(container_network_namespace, .init = begin, .fini = end);

static ino_t own(void)
{
	struct stat st;

	cr_assert_eq(stat("/proc/self/ns/net", &st), 0);
	return st.st_ino;
}

static void expect_no_child(void)
{
	cr_expect_eq(waitid(P_ALL, 0, NULL, WEXITED | WNOHANG | __WALL), -1);
	cr_expect_eq(errno, ECHILD);
}

Test(container_network_namespace, it_is_another_one_whose_loopback_is_up)
{
	struct ifreq request = {.ifr_name = "lo"};
	struct error err = NO_ERROR;
	ino_t before = own();
	int control;

	cr_assert_eq(network_namespace_begin(&job, &err), 0, "%s", err.text);
	cr_assert_eq(network_namespace_finish(&job, &err), 0, "%s", err.text);
	expect_no_child();
	cr_expect_eq(own(), before, "HOST stays where it is");
	cr_assert_eq(wire.passed, job.network_namespace);

	wire.received = wire.passed;
	cr_assert_eq(network_namespace_join(&job, &err), 0, "%s", err.text);
	cr_expect_neq(own(), before);
	control = socket(AF_INET, SOCK_DGRAM, 0);
	cr_assert_eq(ioctl(control, SIOCGIFFLAGS, &request), 0);
	cr_expect(request.ifr_flags & IFF_UP);
}

Test(container_network_namespace, what_it_fails_in_is_told_by_who_waits_for_it)
{
	struct error err = NO_ERROR;

	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	cr_assert_eq(network_namespace_begin(&job, &err), 0, "%s", err.text);
	cr_assert_eq(network_namespace_finish(&job, &err), -1);
	cr_expect_str_eq(err.text, "unshare the network namespace: operation not permitted");
	cr_expect_eq(job.network_namespace, -1);
	expect_no_child();
}

Test(container_network_namespace, one_that_nobody_wants_any_more_leaves_nothing)
{
	struct error err = NO_ERROR;
	int next = dup(0);

	close(next);
	cr_assert_eq(network_namespace_begin(&job, &err), 0, "%s", err.text);
	network_namespace_abandon(&job);
	expect_no_child();
	cr_expect_eq(job.network_namespace, -1);
	cr_expect_eq(dup(0), next, "no descriptor is left open");
}
