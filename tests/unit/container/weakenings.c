/* weakenings.c: each defence that is missing is named, and a plan with all of them says nothing */
#include <criterion/criterion.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "plan.h"
#include "text.h"
#include "weakenings.h"

#define EVERYTHING                                                                                 \
	(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWUTS | \
	 CLONE_NEWCGROUP)

static struct filter filter;
static const char *masked[] = {"/proc/kcore"}, *readonly[] = {"/proc/sys"};
static struct device_filter *const devices = (struct device_filter *)&filter;

static struct plan strong(void)
{
	struct plan plan = {.new_keyring = true};

	plan.namespaces.made = EVERYTHING;
	plan.privileges.filter = &filter;
	plan.privileges.no_new_privileges = true;
	plan.privileges.bounding = 1ull << CAP_KILL;
	plan.cgroup.filter = devices;
	plan.rootfs.masked = (struct strings){masked, 1};
	plan.rootfs.readonly_paths = (struct strings){readonly, 1};
	return plan;
}

static void says(const struct plan *plan, const char *words)
{
	auto_text struct text out = NO_TEXT;

	weakenings_print(plan, &out);
	if (!words)
		cr_assert_str_eq(text_string(&out), "");
	else
		cr_assert_not_null(strstr(text_string(&out), words), "no \"%s\" in:\n%s", words,
				   text_string(&out));
}

Test(container_weakenings, a_plan_with_every_defence_says_nothing)
{
	struct plan plan = strong();

	says(&plan, NULL);
}

Test(container_weakenings, each_namespace_that_is_shared_is_named)
{
	static const struct {
		uint64_t flag;
		const char *words;
	} cases[] = {
		{CLONE_NEWUSER, "root of the host"  },
		{CLONE_NEWPID,  "processes"         },
		{CLONE_NEWNET,  "the host's network"},
		{CLONE_NEWIPC,  "System V"          },
		{CLONE_NEWNS,   "a chroot"          },
		{CLONE_NEWUTS,  "the host's name"   },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plan plan = strong();

		plan.namespaces.made &= ~cases[i].flag;
		says(&plan, cases[i].words);
	}
}

Test(container_weakenings, what_a_process_may_do_beyond_the_usual_is_named)
{
	struct plan plan = strong();

	plan.privileges.filter = NULL;
	plan.privileges.no_new_privileges = false;
	plan.privileges.keep_groups = true;
	plan.new_keyring = false;
	plan.privileges.bounding |= 1ull << CAP_SYS_ADMIN;
	says(&plan, "no seccomp filter");
	says(&plan, "noNewPrivileges");
	says(&plan, "groups of the caller");
	says(&plan, "session keyring");
	says(&plan, "beyond the usual capabilities: CAP_SYS_ADMIN\n");
}

Test(container_weakenings, root_of_the_host_is_told_what_it_could_reach)
{
	struct plan plan = strong();

	plan.namespaces.made &= ~(uint64_t)CLONE_NEWUSER;
	plan.privileges.bounding = 1ull << CAP_SYS_PTRACE | 1ull << CAP_MKNOD;
	plan.cgroup.filter = NULL;
	plan.rootfs.masked.count = plan.rootfs.readonly_paths.count = 0;
	says(&plan, "take hold of every process");
	says(&plan, "every device");
	says(&plan, "kcore");
	says(&plan, "/proc/sys can be written");
}
