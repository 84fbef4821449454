#include <criterion/criterion.h>

#include "../../fakes/sys_mount.c"
#include "error.h"
#include "job.h"
#include "rootfs.h"

Test(rootfs_console, only_a_terminal_is_bound)
{
	struct job job = {.root = fake_root()};
	struct error err = NO_ERROR;

	/* Played by /dev/null: a character device, but of no devpts. */
	cr_assert_eq(console_bind(&job, "/dev/pts/0", &err), -1);
	cr_assert_str_eq(err.text, "bind the terminal: /dev/pts/0 is no terminal");
	cr_assert_str_eq(fake_mounts(), "open /dev/pts/0;\n");
}

Test(rootfs_console, a_missing_terminal_is_named)
{
	struct job job = {.root = fake_root()};
	struct error err = NO_ERROR;

	fake_fails("open", ENOENT);
	cr_assert_eq(console_bind(&job, "/dev/pts/7", &err), -1);
	cr_assert_str_eq(err.text, "open the terminal /dev/pts/7: no such file or directory");
}
