/*
 * freezer.c - pause and resume
 */
#include "../../fakes/cgroup_ground.h"
#include "../../fakes/cgroup_tenant.h"

#include <fcntl.h>
#include <sys/stat.h>

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

TestSuite(cgroups_freezer, .init = made, .fini = cgroup_ground_clear);

Test(cgroups_freezer, what_is_frozen_is_thawed)
{
	pid_t tenant = cgroup_tenant(top);

	cr_expect_not(cgroup_is_frozen(top));
	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_expect(cgroup_is_frozen(top));
	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_assert_eq(cgroup_freeze(top, false, 5000, &err), 0, "%s", err.text);
	cr_expect_not(cgroup_is_frozen(top));
	kill(tenant, SIGKILL);
	cgroup_tenant_end(tenant);
}

Test(cgroups_freezer, one_below_a_frozen_cgroup_cannot_be_thawed)
{
	int sub;

	mkdirat(top, "sub", 0755);
	sub = openat(top, "sub", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_freeze(sub, false, 1, &err), -1);
	cr_expect_eq(err.kind, STATE);
	cr_expect(strstr(err.text, "a cgroup above may be frozen"), "%s", err.text);
}

Test(cgroups_freezer, a_cgroup_that_is_gone_cannot_be_frozen)
{
	cr_assert_eq(cgroup_delete(cgroup_ground_path(""), &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_freeze(top, true, 10, &err), -1);
	cr_expect_eq(err.kind, SYSTEM);
}
