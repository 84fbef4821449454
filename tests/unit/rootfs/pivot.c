#include <criterion/criterion.h>

#include "../../fakes/sys_mount.c"
#include "error.h"
#include "job.h"
#include "plan.h"

/* The calls that would change this process. */
int fchdir(int fd)
{
	return fake_hears("enter %s", fake_names[fd]);
}

int chroot(const char *path)
{
	return fake_hears("chroot %s", path);
}

int umount2(const char *path, int flags)
{
	return fake_hears("umount %s%s", path, flags == MNT_DETACH ? " detach" : "");
}

static int network_proc = -1;

static const char *heard_from(struct plan *plan, int expected, struct error *err)
{
	struct job job = {.plan = plan, .root = fake_root(), .network_proc = network_proc};

	plan->rootfs.path = "/r";
	cr_assert_eq(rootfs_pivot(&job, err), expected, "%s", err->text);
	return fake_mounts();
}

Test(rootfs_pivot, the_old_root_is_let_go)
{
	struct plan plan = {.rootfs.private_mounts = true};
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(&plan, 0, &err), "enter root;\npivot . .;\numount . detach;\n");
}

Test(rootfs_pivot, a_mount_of_hosts_goes_with_the_old_root)
{
	struct plan plan = {.rootfs.private_mounts = true};
	struct error err = NO_ERROR;

	network_proc = fake_open(true, "proc");
	cr_assert_str_eq(heard_from(&plan, 0, &err),
			 "enter root;\nattach proc on /proc;\npivot . .;\numount . detach;\n");
}

Test(rootfs_pivot, or_stays_where_it_is)
{
	struct plan plan = {.rootfs.private_mounts = true};
	struct error err = NO_ERROR;

	network_proc = fake_open(true, "proc");
	fake_fails("attach", EINVAL);
	heard_from(&plan, 0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "pivot . .;\numount . detach;\n"));
}

Test(rootfs_pivot, without_pivot_the_root_is_moved)
{
	struct plan plan = {.rootfs.private_mounts = true, .no_pivot = true};
	struct error err = NO_ERROR;

	heard_from(&plan, 0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "attach root on "));
	cr_assert_not_null(strstr(fake_mounts(), "chroot .;\n"));
	cr_assert_null(strstr(fake_mounts(), "pivot"));
}

Test(rootfs_pivot, a_root_that_is_over_slash_already_need_not_be_moved)
{
	struct plan plan = {.rootfs.private_mounts = true, .no_pivot = true};
	struct error err = NO_ERROR;

	fake_fails("attach", ELOOP);
	heard_from(&plan, 0, &err);
	cr_assert_not_null(strstr(fake_mounts(), "chroot .;\n"));
}

Test(rootfs_pivot, a_root_that_cannot_be_moved_is_an_error)
{
	struct plan plan = {.rootfs.private_mounts = true, .no_pivot = true};
	struct error err = NO_ERROR;

	fake_fails("attach", EINVAL);
	heard_from(&plan, -1, &err);
	cr_assert_str_eq(err.text, "move the root over /: invalid argument");
}

Test(rootfs_pivot, without_mounts_of_its_own_nothing_is_mounted)
{
	struct plan plan = {.rootfs.private_mounts = false};
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(&plan, 0, &err), "enter root;\nchroot .;\n");
}

Test(rootfs_pivot, on_an_initial_ram_disk_the_cure_is_told)
{
	struct plan plan = {.rootfs.private_mounts = true};
	struct error err = NO_ERROR;

	fake_fails("pivot", EINVAL);
	heard_from(&plan, -1, &err);
	cr_assert_str_eq(err.text,
			 "pivot_root: invalid argument; the host runs from an initial ram "
			 "disk or in a chroot: use --no-pivot");
}
