/*
 * labels.c - the label of the next exec, with a /proc of the test's own
 *
 * Neither module need be on: what SELinux shows in /proc is laid out in a directory.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "labels.h"
#include "plan.h"
#include "text.h"

#define SELINUX "nodev\tproc\nnodev\tselinuxfs\n\text4\n"

static int fake_proc(const char *filesystems)
{
	char name[] = "/tmp/berth-labels.XXXXXX";
	int proc;

	cr_assert_not_null(mkdtemp(name));
	proc = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(mkdirat(proc, "self", 0700), 0);
	cr_assert_eq(mkdirat(proc, "self/attr", 0700), 0);
	cr_assert_eq(file_make(proc, "filesystems", filesystems, strlen(filesystems), 0600), 0);
	cr_assert_eq(file_make(proc, "self/attr/exec", "", 0, 0600), 0);
	cr_assert_eq(file_make(proc, "self/attr/keycreate", "", 0, 0600), 0);
	return proc;
}

static void expect_file(int proc, const char *name, const char *wanted)
{
	auto_text struct text text = NO_TEXT;

	cr_assert_eq(file_read(proc, name, 256, &text), 0);
	cr_expect_str_eq(text.start, wanted);
}

static void drop_proc(int proc)
{
	char path[64], name[64] = "";

	unlinkat(proc, "self/attr/exec", 0);
	unlinkat(proc, "self/attr/keycreate", 0);
	unlinkat(proc, "filesystems", 0);
	unlinkat(proc, "self/attr", AT_REMOVEDIR);
	unlinkat(proc, "self", AT_REMOVEDIR);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", proc);
	cr_assert_gt(readlink(path, name, sizeof(name) - 1), 0);
	cr_assert_eq(rmdir(name), 0);
	close(proc);
}

Test(security_labels, without_a_label_nothing_is_opened)
{
	const struct plan plan = {.id = "box"};
	struct job job = {.plan = &plan, .proc = -1, .label_file = 0};
	struct error err = NO_ERROR;

	cr_assert_eq(labels_open(&job, &err), 0, "%s", err.text);
	cr_expect_eq(job.label_file, -1);
	cr_assert_eq(labels_set(&job, &err), 0, "%s", err.text);
}

Test(security_labels, a_selinux_label_is_written_through_what_was_opened_before)
{
	const struct plan plan = {.privileges = {.selinux_label = "a:b:c:s0"}};
	int proc = fake_proc(SELINUX);
	struct job job = {.plan = &plan, .proc = proc};
	struct error err = NO_ERROR;

	cr_assert_eq(labels_open(&job, &err), 0, "%s", err.text);
	job.proc = -1;
	cr_assert_eq(labels_set(&job, &err), 0, "%s", err.text);
	expect_file(proc, "self/attr/exec", "a:b:c:s0");
	cr_expect_eq(job.label_file, -1, "the payload must not have it");
	drop_proc(proc);
}

Test(security_labels, a_selinux_label_without_selinux_is_refused)
{
	const struct plan plan = {.privileges = {.selinux_label = "a:b:c:s0"}};
	int proc = fake_proc("nodev\tproc\n\text4\n");
	struct job job = {.plan = &plan, .proc = proc};
	struct error err = NO_ERROR;

	cr_assert_eq(labels_open(&job, &err), -1);
	cr_expect_eq(err.kind, REFUSED);
	cr_expect_str_eq(err.text,
			 "process.selinuxLabel is a:b:c:s0, but SELinux is not enabled on "
			 "this host");
	drop_proc(proc);
}

Test(security_labels, keys_are_labelled_where_there_is_selinux)
{
	const struct plan plan = {.id = "box"};
	int proc = fake_proc(SELINUX);
	struct job job = {.plan = &plan, .proc = proc};
	struct error err = NO_ERROR;

	cr_assert_eq(selinux_label_keys(&job, "a:b:c:s0", &err), 0, "%s", err.text);
	expect_file(proc, "self/attr/keycreate", "a:b:c:s0");
	drop_proc(proc);
}

Test(security_labels, an_apparmor_profile_is_asked_for_by_name)
{
	int proc = fake_proc("");
	auto_close int file = openat(proc, "self/attr/exec", O_WRONLY | O_CLOEXEC);
	struct error err = NO_ERROR;

	cr_assert_eq(apparmor_set(file, "berth-default", &err), 0, "%s", err.text);
	expect_file(proc, "self/attr/exec", "exec berth-default");
	drop_proc(proc);
}

Test(security_labels, an_apparmor_profile_without_apparmor_is_refused)
{
	const struct plan plan = {.privileges = {.apparmor_profile = "berth-default"}};
	int proc = fake_proc("");
	struct job job = {.plan = &plan, .proc = proc};
	auto_text struct text enabled = NO_TEXT;
	struct error err = NO_ERROR;
	bool on =
		file_read(AT_FDCWD, "/sys/module/apparmor/parameters/enabled", 8, &enabled) == 0 &&
		enabled.start[0] == 'Y';

	cr_assert_eq(labels_open(&job, &err), on ? 0 : -1, "%s", err.text);
	if (!on)
		cr_expect_str_eq(err.text, "process.apparmorProfile is berth-default, but AppArmor "
					   "is not enabled on this host");
	fd_drop(&job.label_file);
	drop_proc(proc);
}
