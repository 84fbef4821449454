/*
 * creation.c - the score of create, and the first half of run's
 *
 * The order is the kernel's and the spec's:
 *  - the record is first of all that outlives berth, so that a SIGKILL at any later row leaves
 *    something that `delete` can finish. INIT mounts while its pid is recorded, but does nothing
 *    that outlives it before it has met HOST again, which is on record then; without HOST it
 *    ends at that meeting;
 *  - the user namespace's maps are written before INIT does anything, since until then it
 *    is nobody;
 *  - a scope of systemd is made around INIT, any other cgroup before it;
 *  - sysctls and labels are reached through the host's /proc, before it is let go;
 *  - the cgroup is limited and guarded by HOST while INIT mounts; guarded when INIT, which may wait
 *    for it, has been sent its network namespace. Where HOST plugs in a network, INIT, which would
 *    only wait, guards it;
 *  - what may show the network namespace is mounted when there is one;
 *  - prestart and createRuntime hooks want the namespaces and mounts, and the old root
 *    (config.md, POSIX-platform hooks);
 *  - the program is looked for before there is a container: engines take a failed `create` for
 *    "not found" or "not executable", and a failed `start` for neither;
 *  - resource limits come last: a limit of files or of memory would stop INIT itself;
 *  - the end is a meeting where somebody is to see a whole container: who waits for `start`, reads
 *    the pid file or the terminal. A `run` without any of that goes on to the next score, and
 *    learns there of what INIT fails in.
 */
#include <linux/sched.h>

#include "alloc.h"
#include "cgroups.h"
#include "internal.h"
#include "joins.h"
#include "plan.h"
#include "readiness.h"
#include "scope.h"
#include "security.h"
#include "stages.h"
#include "startup.h"

static bool wants_room(const struct plan *plan)
{
	return plan->cgroup.make_room;
}

static bool wants_notify(const struct plan *plan)
{
	return plan->notify;
}

static bool wants_gate(const struct plan *plan)
{
	return plan->gate;
}

static bool wants_maps(const struct plan *plan)
{
	return plan->namespaces.made & CLONE_NEWUSER;
}

static bool wants_net_devices(const struct plan *plan)
{
	return plan->spec->linux->net_device_count;
}

static bool wants_names(const struct plan *plan)
{
	return plan->network.names.file_count && !plan->network.names.lent;
}

static bool wants_joins(const struct plan *plan)
{
	return plan->namespaces.join_count;
}

static bool wants_cgroup_namespace(const struct plan *plan)
{
	return plan->namespaces.made & CLONE_NEWCGROUP;
}

static bool wants_name(const struct plan *plan)
{
	return plan->namespaces.hostname || plan->namespaces.domainname;
}

static bool wants_loopback(const struct plan *plan)
{
	return plan->namespaces.loopback && !wants_network_namespace(plan);
}

static bool wants_sysctls(const struct plan *plan)
{
	return plan->namespaces.sysctl_count;
}

static bool wants_keyring(const struct plan *plan)
{
	return plan->new_keyring;
}

/* What is done to INIT from outside before it may do anything itself. */
static bool wants_host_first(const struct plan *plan)
{
	return wants_maps(plan) || wants_scope(plan) || wants_rdt(plan) || wants_oom_score(plan) ||
	       wants_net_devices(plan);
}

static bool wants_hooks(const struct plan *plan)
{
	const struct spec_hooks *hooks = plan->spec->hooks;

	return hooks && (hooks->prestart.count || hooks->create_runtime.count ||
			 hooks->create_container.count);
}

static bool wants_raised_limits(const struct plan *plan)
{
	return plan->privileges.limits_raised;
}

/* INIT has the time while HOST plugs in a network, and the right outside of user namespaces. */
static bool wants_guard_inside(const struct plan *plan)
{
	return wants_guard(plan) && wants_network(plan) && wants_directory(plan) &&
	       !plan_has_namespace(plan, CLONE_NEWUSER);
}

static bool wants_guard_outside(const struct plan *plan)
{
	return wants_guard(plan) && !wants_guard_inside(plan);
}

static bool wants_own_limits(const struct plan *plan)
{
	return plan->privileges.rlimit_count && !wants_raised_limits(plan);
}

/* Somebody is to see a whole container. Where nobody is, HOST has no reason to wait for INIT. */
static bool wants_made(const struct plan *plan)
{
	return plan->gate || plan->told || plan->terminal || plan->spec->hooks;
}

/* clang-format off */
static const struct stage stages[] = {
	{HOST, AT_ONCE, "begin a network namespace",    wants_network_namespace, network_namespace_begin,  network_namespace_abandon},
	{HOST, AT_ONCE, "record the container",         NULL,                    record_creating,          record_forget},
	{HOST, AT_ONCE, "make the notify socket",       wants_notify,            readiness_prepare,        NULL},
	{HOST, AT_ONCE, "make the files of names",      wants_names,             names_make,               NULL},
	{HOST, AT_ONCE, "make room for the cgroup",     wants_room,              cgroup_make_room,         NULL},
	{HOST, AT_ONCE, "make the cgroup",              wants_directory,         cgroup_make,              cgroup_remove},
	{HOST, AT_ONCE, "make the class of service",    wants_rdt,               rdt_make,                 rdt_remove},
	{HOST, AT_ONCE, "open the root file system",    NULL,                    rootfs_open,              rootfs_close},
	{HOST, AT_ONCE, "make the gate",                wants_gate,              gate_open,                gate_close},
	{HOST, AT_ONCE, "note the network devices",     wants_net_devices,       net_devices_note,         NULL},
	{HOST, AT_ONCE, "find the seccomp agent",       wants_listener,          listener_find,            NULL},
	{HOST, AT_ONCE, "find a device program",        wants_guard,             cgroup_program_find,      NULL},
	{HOST, AT_ONCE, "prepare the network",          wants_network,           network_prepare,          NULL},
	{HOST, AT_ONCE, "start the init process",       NULL,                    init_spawn,               init_kill},
	{HOST, AT_ONCE, "record the init process",      NULL,                    record_init,              NULL},
	{HOST, AT_ONCE, "have systemd make a scope",    wants_scope,             scope_make,               scope_remove},
	{HOST, AT_ONCE, "enter the class of service",   wants_rdt,               rdt_enter,                NULL},
	{HOST, AT_ONCE, "write the id maps",            wants_maps,              id_maps_write,            NULL},
	{HOST, AT_ONCE, "set the oom score",            wants_oom_score,         oom_score_set,            NULL},
	{HOST, AT_ONCE, "move the network devices",     wants_net_devices,       net_devices_move,         NULL},

	{INIT, MEET,    "wait for what HOST must do",   wants_host_first,        NULL,                     NULL},
	{INIT, AT_ONCE, "settle",                       NULL,                    init_settle,              NULL},
	{INIT, AT_ONCE, "join namespaces",              wants_joins,             namespaces_join,          NULL},
	{INIT, AT_ONCE, "own the user namespace",       wants_own,               namespaces_own,           NULL},
	{INIT, AT_ONCE, "make a cgroup namespace",      wants_cgroup_namespace,  namespaces_unshare,       NULL},
	{INIT, AT_ONCE, "name the host",                wants_name,              hostname_set,             NULL},
	{INIT, AT_ONCE, "make a keyring",               wants_keyring,           keyring_make,             NULL},
	{INIT, AT_ONCE, "mount the file systems",       NULL,                    rootfs_mount,             NULL},

	{HOST, AT_ONCE, "apply the cgroup's limits",    wants_cgroup,            cgroup_limit,             NULL},
	{HOST, AT_ONCE, "have the network namespace",   wants_network_namespace, network_namespace_finish, NULL},
	{INIT, MEET,    "join the network namespace",   wants_network_namespace, network_namespace_join,   NULL},
	{HOST, AT_ONCE, "guard the devices",            wants_guard_outside,     cgroup_guard,             NULL},
	{HOST, AT_ONCE, "plug in the network",          wants_network,           network_plug,             network_unplug},

	{INIT, AT_ONCE, "bring up the loopback",        wants_loopback,          loopback_up,              NULL},
	{INIT, AT_ONCE, "set up the network devices",   wants_net_devices,       net_devices_settle,       NULL},
	{INIT, AT_ONCE, "write sysctls",                wants_sysctls,           sysctls_write,            NULL},
	{INIT, AT_ONCE, "mount the other file systems", NULL,                    rootfs_mount_rest,        NULL},
	{INIT, AT_ONCE, "make the devices",             NULL,                    devices_make,             NULL},
	{INIT, AT_ONCE, "guard the devices",            wants_guard_inside,      cgroup_guard,             NULL},

	{HOST, MEET,    "run hooks before the pivot",   wants_hooks,             hooks_before_start,       NULL},
	{INIT, MEET,    "run createContainer hooks",    wants_hooks,             hooks_create_container,   NULL},
	{INIT, AT_ONCE, "open the label files",         NULL,                    labels_open,              NULL},
	{INIT, AT_ONCE, "pivot into the root",          NULL,                    rootfs_pivot,             NULL},
	{INIT, AT_ONCE, "open the terminal",            wants_terminal,          terminal_open,            NULL},
	{INIT, AT_ONCE, "hide paths",                   NULL,                    paths_hide,               NULL},
	{INIT, AT_ONCE, "make the root read-only",      NULL,                    rootfs_freeze,            NULL},
	{INIT, AT_ONCE, "take the null device",         NULL,                    null_device_take,         NULL},
	{INIT, AT_ONCE, "let go of the host",           NULL,                    descriptors_shed,         NULL},
	{INIT, AT_ONCE, "enter the working directory",  NULL,                    program_settle,           NULL},
	{INIT, AT_ONCE, "find the program",             wants_gate,              program_find,             NULL},

	{INIT, AT_ONCE, "take the resource limits",     wants_own_limits,        limits_take,              NULL},
	{HOST, MEET,    "set the resource limits",      wants_raised_limits,     limits_set,               NULL},
	{HOST, MEET,    "see the container made",       wants_made,              NULL,                     NULL},
	{INIT, MEET,    "know that it is on record",    wants_gate,              NULL,                     NULL},
};
/* clang-format on */

const struct score creation_score = {stages, COUNT(stages)};
