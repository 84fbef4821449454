/*
 * joining.c - the score of exec: a further process in a container
 *
 * INIT is here the process to be. It is born in the container's cgroup and pid namespace
 * and cannot be traced from inside; it joins the rest, and from there on plays the same
 * rows as a container's first process. Where somebody inside could trace it all the same, it
 * enters the pid namespace last of all: see newborn.c.
 */
#include "alloc.h"
#include "internal.h"
#include "plan.h"
#include "security.h"
#include "stages.h"
#include "startup.h"

static bool wants_processors(const struct plan *plan)
{
	return plan->privileges.initial_cpus;
}

static bool stays_outside(const struct plan *plan)
{
	return plan->stays_outside;
}

/* clang-format off */
static const struct stage stages[] = {
	{HOST, AT_ONCE, "choose processors",            wants_processors, affinity_prepare, NULL},
	{HOST, AT_ONCE, "start the process",            NULL,             joiner_spawn,     init_kill},
	{HOST, AT_ONCE, "enter the class of service",   wants_rdt,        rdt_enter,        NULL},
	{HOST, AT_ONCE, "set the oom score",            wants_oom_score,  oom_score_set,    NULL},
	{HOST, AT_ONCE, "set the resource limits",      NULL,             limits_set,       NULL},

	{INIT, MEET,    "settle",                       NULL,             init_settle,      NULL},
	{INIT, AT_ONCE, "open the label files",         NULL,             labels_open,      NULL},
	{INIT, AT_ONCE, "set scheduling",               NULL,             scheduling_set,   NULL},
	{INIT, AT_ONCE, "join the container",           NULL,             container_join,   NULL},
	{INIT, AT_ONCE, "own the user namespace",       wants_own,        namespaces_own,   NULL},
	{INIT, AT_ONCE, "open the terminal",            wants_terminal,   terminal_open,    NULL},
	{INIT, AT_ONCE, "let go of the host",           NULL,             descriptors_shed, NULL},
	{INIT, AT_ONCE, "enter the working directory",  NULL,             program_settle,   NULL},
	{INIT, AT_ONCE, "set labels",                   NULL,             labels_set,       NULL},
	{INIT, AT_ONCE, "become the user",              NULL,             identity_take,    NULL},
	{INIT, AT_ONCE, "prepare the program",          NULL,             program_prepare,  NULL},
	{INIT, AT_ONCE, "drop privileges",              NULL,             privileges_drop,  NULL},
	{HOST, MEET,    "see the program prepared",     NULL,             NULL,             NULL},
	{INIT, AT_ONCE, "load the seccomp filter",      wants_filter,     filter_load,      NULL},
	{INIT, AT_ONCE, "pass the seccomp listener",    wants_listener,   listener_pass,    NULL},
	{HOST, MEET,    "deliver the seccomp listener", wants_listener,   listener_deliver, NULL},
	{INIT, AT_ONCE, "be born in the container",     stays_outside,    newborn_bear,     NULL},
	{INIT, AT_ONCE, "start the program",            NULL,             program_become,   NULL},
	{HOST, AT_END,  "see the program started",      NULL,             NULL,             NULL},
	{HOST, AT_ONCE, "take the newborn process",     stays_outside,    newborn_take,     NULL},
};
/* clang-format on */

const struct score joining_score = {stages, COUNT(stages)};
