/*
 * intel_rdt.c - classes of service, in a directory that fills new ones as resctrl does
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "intel_rdt.h"
#include "plan.h"
#include "record.h"
#include "text.h"

static char directory[] = "/tmp/berth-rdt-XXXXXX";
static struct arena arena;
static struct error err;
static int root;

static const char *const files[] = {"tasks", "schemata", "mon_groups", "info/last_cmd_status",
				    "info"};

/* In place of libc's: a new directory comes with its files, and goes with them. */
int mkdirat(int dir, const char *name, mode_t mode)
{
	auto_close int made = -1;

	if (syscall(SYS_mkdirat, dir, name, mode))
		return -1;
	made = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(file_make(made, "tasks", "", 0, 0600), 0);
	if (strstr(name, "mon_groups"))
		return 0;
	cr_assert_eq(file_make(made, "schemata", "", 0, 0600), 0);
	return (int)syscall(SYS_mkdirat, made, "mon_groups", 0700);
}

int unlinkat(int dir, const char *name, int flags)
{
	auto_close int gone = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; gone >= 0 && i < COUNT(files); i++) {
		if (syscall(SYS_unlinkat, gone, files[i], 0))
			syscall(SYS_unlinkat, gone, files[i], AT_REMOVEDIR);
	}
	return (int)syscall(SYS_unlinkat, dir, name, flags);
}

static void made(void)
{
	cr_assert_not_null(mkdtemp(directory));
	root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(syscall(SYS_mkdirat, root, "info", 0700), 0);
	cr_assert_eq(file_make(root, "info/last_cmd_status", "ok\n", 3, 0600), 0);
	cr_assert_eq(mkdirat(root, "shared", 0700), 0);
	err = NO_ERROR;
}

static void removed(void)
{
	static const char *const classes[] = {"c1", "new", "shared"};

	for (size_t i = 0; i < COUNT(classes); i++)
		unlinkat(root, classes[i], AT_REMOVEDIR);
	cr_expect_eq(unlinkat(AT_FDCWD, directory, AT_REMOVEDIR), 0);
	arena_drop(&arena);
}

TestSuite(cgroups_intel_rdt, .init = made, .fini = removed);

static struct plan plan_of(struct spec_intel_rdt *asked, int expected)
{
	static struct spec_linux linux;
	static struct spec spec = {.linux = &linux};
	struct plan plan = {.arena = &arena, .spec = &spec, .id = "c1"};

	linux.intel_rdt = asked;
	cr_assert_eq(intel_rdt_plan(&plan, &err), expected, "%s", err.text);
	return plan;
}

static bool exists(const char *name)
{
	return faccessat(root, name, F_OK, 0) == 0;
}

static const char *content(const char *name)
{
	struct text text = NO_TEXT;

	cr_assert_eq(file_read(root, name, 4096, &text), 0, "%s", name);
	return text_string(&text);
}

/* ---- the plan ------------------------------------------------------------------------------ */

Test(cgroups_intel_rdt, the_plan_says_which_class_and_with_what)
{
	static const char *lines[] = {"L2:0=f", "MB:0=70"};
	struct {
		struct spec_intel_rdt asked;
		const char *printed;
	} cases[] = {
		{{NULL},                                                               "class of service c1\n"                       },
		{{.enable_monitoring = true},
		 "class of service c1\n  measured in c1/mon_groups/c1\n"                                                             },
		{{.clos_id = "gold"},                                                  "class of service gold, which must be there\n"},
		{{.clos_id = "gold", .l3_cache_schema = "L3:0=f"},
		 "class of service gold\n  L3:0=f\n"                                                                                 },
		{{.clos_id = "/", .enable_monitoring = true},
		 "class of service ., which must be there\n  measured in ./mon_groups/c1\n"                                          },
		{{.l3_cache_schema = "MB:0=10\nL3:0=f\n", .mem_bw_schema = "MB:0=20"},
		 "class of service c1\n  L3:0=f\n  MB:0=20\n"                                                                        },
		{{.l3_cache_schema = "MB:0=10\nL3:0=f", .schemata = {lines, 2}},
		 "class of service c1\n  MB:0=10\n  L3:0=f\n  L2:0=f\n  MB:0=70\n"                                                   },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plan plan = plan_of(&cases[i].asked, 0);
		auto_text struct text out = NO_TEXT;

		intel_rdt_print(&plan, &out);
		cr_expect_str_eq(text_string(&out), cases[i].printed);
	}
}

Test(cgroups_intel_rdt, a_class_is_a_plain_name_and_none_of_the_kernels)
{
	static const char *const names[] = {"..",   ".",          "a/b",     "../a",
					    "info", "mon_groups", "mon_data"};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct spec_intel_rdt asked = {.clos_id = names[i]};

		plan_of(&asked, -1);
		cr_expect_eq(err.kind, SPEC);
		cr_expect_not_null(strstr(err.text, names[i]), "%s", err.text);
	}
}

Test(cgroups_intel_rdt, nothing_is_planned_when_nothing_is_asked_for)
{
	struct plan plan = plan_of(NULL, 0);

	cr_expect_null(plan.rdt.class);
}

/* ---- effects ------------------------------------------------------------------------------- */

Test(cgroups_intel_rdt, the_containers_own_class_is_made_entered_and_removed)
{
	struct spec_intel_rdt asked = {.l3_cache_schema = "L3:0=f", .enable_monitoring = true};
	struct record record = {.id = "c1", .rdt_class = "c1", .rdt_group = "c1/mon_groups/c1"};
	struct plan plan = plan_of(&asked, 0);

	cr_assert_eq(rdt_make_below(root, &plan.rdt, &err), 0, "%s", err.text);
	cr_assert_eq(rdt_enter_below(root, &plan.rdt, 4711, &err), 0, "%s", err.text);
	cr_expect_str_eq(content("c1/schemata"), "L3:0=f\n");
	cr_expect_str_eq(content("c1/tasks"), "4711");
	cr_expect_str_eq(content("c1/mon_groups/c1/tasks"), "4711");
	cr_assert_eq(rdt_delete_below(root, &record, &err), 0, "%s", err.text);
	cr_expect_not(exists("c1"));
	cr_expect_eq(rdt_delete_below(root, &record, &err), 0, "it is gone already: %s", err.text);
}

Test(cgroups_intel_rdt, a_class_of_that_name_that_is_there_is_not_the_containers)
{
	struct spec_intel_rdt asked = {NULL};
	struct plan plan = plan_of(&asked, 0);

	cr_assert_eq(mkdirat(root, "c1", 0700), 0);
	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), -1);
	cr_expect_str_eq(err.text, "linux.intelRdt: make class c1: file exists; to share it, name "
				   "it in closID");
	cr_expect(exists("c1"));
}

Test(cgroups_intel_rdt, a_named_class_is_made_when_its_share_is_given)
{
	struct spec_intel_rdt asked = {.clos_id = "new", .mem_bw_schema = "MB:0=20"};
	struct plan plan = plan_of(&asked, 0);

	cr_assert_eq(rdt_make_below(root, &plan.rdt, &err), 0, "%s", err.text);
	cr_expect_str_eq(content("new/schemata"), "MB:0=20\n");
	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), 0, "a second container: %s", err.text);
}

Test(cgroups_intel_rdt, a_named_class_without_a_share_must_be_there)
{
	struct spec_intel_rdt missing = {.clos_id = "new"}, there = {.clos_id = "shared"};
	struct plan plan = plan_of(&missing, 0);

	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), -1);
	cr_expect_str_eq(err.text,
			 "linux.intelRdt.closID: find class new, which must be there when "
			 "no schemata are given: no such file or directory");
	cr_expect_not(exists("new"));
	plan = plan_of(&there, 0);
	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), 0, "%s", err.text);
}

Test(cgroups_intel_rdt, what_the_kernel_says_is_quoted_and_what_was_made_is_taken_back)
{
	struct spec_intel_rdt asked = {.clos_id = "shared", .enable_monitoring = true};
	struct plan plan = plan_of(&asked, 0);

	cr_assert_eq(file_write(root, "info/last_cmd_status", "no more groups\n"), 0);
	cr_assert_eq(mkdirat(root, "shared/mon_groups/c1", 0700), 0);
	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), -1);
	cr_expect_str_eq(err.text, "linux.intelRdt.enableMonitoring: make group "
				   "shared/mon_groups/c1: file exists; no more groups");
	cr_expect(exists("shared"), "it was there before");
	unlinkat(root, "shared/mon_groups/c1", AT_REMOVEDIR);

	plan.rdt = (struct intel_rdt_plan){.class = "new", .group = "none/mon_groups/c1"};
	cr_expect_eq(rdt_make_below(root, &plan.rdt, &err), -1);
	cr_expect_not(exists("new"));
}

Test(cgroups_intel_rdt, a_named_class_in_which_others_are_stays)
{
	struct record record = {.id = "c1", .rdt_class = "shared"};

	cr_assert_eq(file_write(root, "shared/tasks", "4711\n"), 0);
	cr_assert_eq(rdt_delete_below(root, &record, &err), 0, "%s", err.text);
	cr_expect(exists("shared"));
	cr_assert_eq(truncate(arena_format(&arena, "%s/shared/tasks", directory), 0), 0);
	cr_assert_eq(rdt_delete_below(root, &record, &err), 0, "%s", err.text);
	cr_expect_not(exists("shared"));
}

Test(cgroups_intel_rdt, a_root_that_is_not_resctrl_is_refused_with_the_cure)
{
	cr_expect_eq(rdt_root_open(directory, &err), -1);
	cr_expect_eq(err.kind, REFUSED);
	cr_expect_not_null(strstr(err.text, "resctrl is not mounted on /tmp/berth-rdt-"), "%s",
			   err.text);
	cr_expect_not_null(strstr(err.text, "mount -t resctrl"), "%s", err.text);
}
