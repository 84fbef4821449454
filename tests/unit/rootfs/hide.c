#include <criterion/criterion.h>

#include "../../fakes/sys_mount.c"
#include "error.h"
#include "job.h"
#include "plan.h"

static const char *paths[] = {"/proc/keys", "/sys/firmware", "/proc/timer_list", "/proc/acpi"};
static const char *const directories[] = {"/sys/firmware", "/proc/acpi", NULL};

static const char *heard_from(struct plan *plan, int expected, struct error *err)
{
	struct job job = {.plan = plan, .root = fake_root(), .null = fake_open(false, "null")};

	fake_directories = directories;
	cr_assert_eq(paths_hide(&job, err), expected, "%s", err->text);
	return fake_mounts();
}

static struct plan masking(size_t count)
{
	return (struct plan){
		.rootfs.masked = {paths, count}
	};
}

Test(rootfs_hide, a_masked_file_is_covered_by_the_hosts_null)
{
	struct plan plan = masking(1);
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(&plan, 0, &err), "open /proc/keys;\n"
						     "attach null on /proc/keys;\n");
}

Test(rootfs_hide, the_first_cover_is_attached_and_the_later_ones_are_its_copies)
{
	struct plan plan = masking(4);
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(&plan, 0, &err),
			 "open /proc/keys;\n"
			 "attach null on /proc/keys;\n"
			 "open /sys/firmware;\n"
			 "new tmpfs source=tmpfs mode=555 size=4k +ro;\n"
			 "attach tmpfs on /sys/firmware;\n"
			 "open /proc/timer_list;\n"
			 "clone of null;\n"
			 "attach null on /proc/timer_list;\n"
			 "open /proc/acpi;\n"
			 "clone of tmpfs;\n"
			 "attach tmpfs on /proc/acpi;\n");
}

Test(rootfs_hide, a_read_only_path_covers_itself_with_all_that_is_below)
{
	struct plan plan = {
		.rootfs.readonly_paths = {paths, 1}
	};
	struct error err = NO_ERROR;

	cr_assert_str_eq(heard_from(&plan, 0, &err), "open /proc/keys;\n"
						     "clone of /proc/keys recursively;\n"
						     "set /proc/keys +ro recursively;\n"
						     "attach /proc/keys on /proc/keys;\n");
}

Test(rootfs_hide, a_path_that_is_missing_or_out_of_reach_is_no_error)
{
	static const int reasons[] = {ENOENT, ENOTDIR, EACCES};
	struct plan plan = masking(1);
	struct error err = NO_ERROR;

	plan.rootfs.readonly_paths = plan.rootfs.masked;
	for (size_t i = 0; i < 3; i++) {
		fake_fails("open", reasons[i]);
		text_clear(&fake_heard);
		cr_assert_str_eq(heard_from(&plan, 0, &err),
				 "open /proc/keys;\nopen /proc/keys;\n");
	}
}

Test(rootfs_hide, a_refusal_names_the_path_and_the_reason)
{
	struct plan plan = masking(1);
	struct error err = NO_ERROR;

	fake_fails("attach", EPERM);
	heard_from(&plan, -1, &err);
	cr_assert_str_eq(err.text, "mask /proc/keys: operation not permitted");
}

Test(rootfs_hide, a_link_that_cannot_be_followed_beneath_the_root_is_an_error)
{
	struct plan plan = {
		.rootfs.readonly_paths = {paths, 1}
	};
	struct error err = NO_ERROR;

	fake_fails("open", ELOOP);
	heard_from(&plan, -1, &err);
	cr_assert_str_eq(err.text, "make /proc/keys read-only: too many levels of symbolic links");
}
