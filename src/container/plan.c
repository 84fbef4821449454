/*
 * plan.c - calls each area's planner: the list is the table of contents
 */
#include <linux/capability.h>
#include <linux/sched.h>
#include <stddef.h>

#include "alloc.h"
#include "annotation.h"
#include "error.h"
#include "plan.h"
#include "security.h"
#include "text.h"
#include "weakenings.h"

static int process_plan(struct plan *plan, struct error *err)
{
	const struct spec_process *process = plan->spec->process;

	if (!process)
		return fail(err, SPEC, "process is not given: there is nothing to run");
	if (!process->args.count)
		return fail(err, SPEC, "process.args is empty: there is nothing to run");
	plan->terminal = process->terminal;
	if (privileges_plan(plan, process, plan->spec->linux->seccomp, err))
		return -1;
	if (plan->privileges.filter && plan->privileges.filter->unknown &&
	    annotation_value(plan->spec, "run.oci.seccomp_fail_unknown_syscall"))
		return fail(err, SPEC,
			    "linux.seccomp names %zu system calls that are unknown here, and the "
			    "annotation run.oci.seccomp_fail_unknown_syscall forbids it",
			    plan->privileges.filter->unknown);
	return 0;
}

int plan_make(struct plan *plan, struct error *err)
{
	static int (*const planners[])(struct plan *, struct error *) = {
		namespaces_plan, network_plan, cgroups_plan,
		intel_rdt_plan,  rootfs_plan,  process_plan,
	};

	if (annotations_check(plan->spec, err))
		return -1;
	for (size_t i = 0; i < COUNT(planners); i++) {
		if (planners[i](plan, err))
			return -1;
	}
	return 0;
}

/* A pid namespace given by path has others in it, of whose capabilities nothing is known. */
bool plan_is_exposed(const struct plan *plan, const struct spec *container)
{
	if (!plan_has_namespace(plan, CLONE_NEWPID) || plan_has_namespace(plan, CLONE_NEWUSER))
		return false;
	return plan->namespaces.joined & CLONE_NEWPID ||
	       capabilities_allow(container->process, CAP_SYS_PTRACE);
}

static void process_print(const struct plan *plan, struct text *out)
{
	const struct spec_process *process = plan->spec->process;

	text_add(out, "process\n ");
	for (size_t i = 0; i < process->args.count; i++)
		text_format(out, " %s", process->args.items[i]);
	text_format(out, "\n  in %s\n", process->cwd);
	if (plan->terminal)
		text_add(out, "  on a terminal\n");
}

static void hooks_print(const struct plan *plan, struct text *out)
{
	const struct spec_hooks *hooks = plan->spec->hooks;

	if (!hooks)
		return;
	const struct {
		const char *name;
		const struct spec_hook_list *list;
	} lists[] = {
		{"prestart",        &hooks->prestart        },
		{"createRuntime",   &hooks->create_runtime  },
		{"createContainer", &hooks->create_container},
		{"startContainer",  &hooks->start_container },
		{"poststart",       &hooks->poststart       },
		{"poststop",        &hooks->poststop        },
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		for (size_t j = 0; j < lists[i].list->count; j++)
			text_format(out, "hook %s %s\n", lists[i].name,
				    lists[i].list->items[j].path);
	}
}

void plan_print(const struct plan *plan, struct text *out)
{
	text_format(out, "container %s\n", plan->id);
	namespaces_print(plan, out);
	network_print(plan, out);
	cgroups_print(plan, out);
	intel_rdt_print(plan, out);
	rootfs_print(plan, out);
	privileges_print(plan, out);
	process_print(plan, out);
	hooks_print(plan, out);
	weakenings_print(plan, out);
}
