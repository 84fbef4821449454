/*
 * cgroup_removal.c - whatever is in a cgroup, it goes
 */
#include "../../fakes/cgroup_ground.h"
#include "../../fakes/cgroup_tenant.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "fd.h"

static struct error err;
static int top;

static void made(void)
{
	char path[512];

	cgroup_ground();
	snprintf(path, sizeof(path), "/sys/fs/cgroup%s", cgroup_ground_path(""));
	cr_assert_eq(mkdir(path, 0755), 0);
	top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

TestSuite(cgroups_cgroup_removal, .init = made, .fini = cgroup_ground_clear);

static bool is_gone(void)
{
	struct error missing = NO_ERROR;

	return cgroup_open(cgroup_ground_path(""), &missing) < 0 && missing.kind == MISSING;
}

Test(cgroups_cgroup_removal, an_empty_cgroup_goes)
{
	cr_assert_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
	cr_assert(is_gone());
}

Test(cgroups_cgroup_removal, what_is_gone_is_no_failure)
{
	cr_assert_eq(cgroup_delete("/berth-test-never", &err), 0, "%s", err.text);
}

Test(cgroups_cgroup_removal, processes_and_cgroups_below_go_with_it)
{
	int sub;
	pid_t tenant;

	mkdirat(top, "x", 0755);
	mkdirat(top, "x/y", 0755);
	mkdirat(top, ".z", 0755);
	sub = openat(top, "x/y", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	tenant = cgroup_tenant(sub);
	cr_assert_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
	cr_expect(is_gone());
	cr_expect_eq(cgroup_tenant_end(tenant), 128 + SIGKILL);
}

Test(cgroups_cgroup_removal, a_paused_container_goes)
{
	pid_t tenant = cgroup_tenant(top);

	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_assert_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
	cr_expect(is_gone());
	cr_expect_eq(cgroup_tenant_end(tenant), 128 + SIGKILL);
}

Test(cgroups_cgroup_removal, depth_costs_no_descriptors)
{
	struct rlimit few = {16, 16};
	int at = fd_take(&top);

	for (int depth = 0; depth < 100; depth++) {
		int below;

		cr_assert_eq(mkdirat(at, "deep", 0755), 0);
		below = openat(at, "deep", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(at);
		at = below;
	}
	close(at);
	setrlimit(RLIMIT_NOFILE, &few);
	cr_expect_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
	cr_expect(is_gone());
}

Test(cgroups_cgroup_removal, the_root_is_never_removed)
{
	static const char *const paths[] = {"", "/", "/..", "/a/../.."};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		cr_expect_eq(cgroup_delete(paths[i], &err), -1);
		cr_expect_eq(err.kind, BUG);
	}
}
