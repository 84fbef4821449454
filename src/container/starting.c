/*
 * starting.c - the score that turns INIT into the payload
 *
 * The order is forced throughout: the working directory, entered at creation, is entered again
 * as the user (a directory may be open to only one of them); labels and scheduling need
 * privileges that the next rows take away; the filter is last but for the hooks, which the
 * spec wants in the container and just before the payload.
 *
 * An INIT that is killed looks like one that has become the payload: the wire closes. Until it
 * has said that the program is prepared, HOST takes it for a failure. After the filter it could
 * not say so any more, and a payload that its own filter kills is a payload that was started.
 */
#include <linux/sched.h>

#include "alloc.h"
#include "internal.h"
#include "joins.h"
#include "plan.h"
#include "security.h"
#include "startup.h"

bool wants_cgroup(const struct plan *plan)
{
	return plan->cgroup.path;
}

bool wants_directory(const struct plan *plan)
{
	return plan->cgroup.path && !plan->cgroup.scope;
}

bool wants_scope(const struct plan *plan)
{
	return plan->cgroup.scope;
}

bool wants_guard(const struct plan *plan)
{
	return plan->cgroup.filter;
}

bool wants_own(const struct plan *plan)
{
	return plan->namespaces.root_mapped;
}

bool wants_rdt(const struct plan *plan)
{
	return plan->rdt.class;
}

bool wants_oom_score(const struct plan *plan)
{
	return plan->privileges.oom_score_adj.given;
}

bool wants_network(const struct plan *plan)
{
	return plan->network.attachment_count;
}

bool wants_terminal(const struct plan *plan)
{
	return plan->terminal;
}

bool wants_filter(const struct plan *plan)
{
	return plan->privileges.filter;
}

bool wants_listener(const struct plan *plan)
{
	return plan->privileges.filter && plan->privileges.filter->notifies;
}

bool wants_network_namespace(const struct plan *plan)
{
	return namespaces_apart(plan) & CLONE_NEWNET;
}

static bool wants_start_hooks(const struct plan *plan)
{
	return plan->spec && plan->spec->hooks && plan->spec->hooks->start_container.count;
}

bool wants_poststart_hooks(const struct plan *plan)
{
	return plan->spec && plan->spec->hooks && plan->spec->hooks->poststart.count;
}

/* clang-format off */
static const struct stage stages[] = {
	{INIT, MEET,    "wait to be started",           NULL,                  NULL,                  NULL},
	{INIT, AT_ONCE, "set scheduling",               NULL,                  scheduling_set,        NULL},
	{INIT, AT_ONCE, "set labels",                   NULL,                  labels_set,            NULL},
	{INIT, AT_ONCE, "become the user",              NULL,                  identity_take,         NULL},
	{INIT, AT_ONCE, "prepare the program",          NULL,                  program_prepare,       NULL},
	{INIT, AT_ONCE, "drop privileges",              NULL,                  privileges_drop,       NULL},
	{HOST, MEET,    "see the program prepared",     NULL,                  NULL,                  NULL},
	{HOST, AT_ONCE, "let go of the network",        wants_network,         network_let_go,        NULL},
	{INIT, AT_ONCE, "load the seccomp filter",      wants_filter,          filter_load,           NULL},
	{INIT, AT_ONCE, "pass the seccomp listener",    wants_listener,        listener_pass,         NULL},
	{HOST, MEET,    "deliver the seccomp listener", wants_listener,        listener_deliver,      NULL},
	{INIT, AT_ONCE, "run startContainer hooks",     wants_start_hooks,     hooks_start_container, NULL},
	{INIT, AT_ONCE, "start the program",            NULL,                  program_become,        NULL},
	{HOST, AT_END,  "see the program started",      NULL,                  NULL,                  NULL},
	{HOST, AT_ONCE, "run poststart hooks",          wants_poststart_hooks, hooks_poststart,       NULL},
};
/* clang-format on */

const struct score starting_score = {stages, COUNT(stages)};
