/*
 * plan.h - every decision, and no effect
 *
 * plan_make() turns a checked spec into plain data: what to join, what to mount, what to
 * write where, which privileges remain. It touches nothing and needs no privilege, so a
 * plan can be printed (`berth describe`), compared in tests as text, and read in review.
 *
 * Each area plans its own part, in its own header; the order of the parts below is the
 * table of contents.
 */
#ifndef BERTH_PLAN_H
#define BERTH_PLAN_H

#include "caller.h"
#include "cgroups.h"
#include "intel_rdt.h"
#include "namespaces.h"
#include "network.h"
#include "rootfs.h"
#include "security.h"
#include "spec.h"

struct plan {
	struct arena *arena;
	const struct spec *spec;
	const char *id;
	const char *bundle;   /* absolute */
	struct caller caller; /* in: as it was found */
	struct namespaces_plan namespaces;
	struct network_plan network;
	struct cgroup_plan cgroup;
	struct intel_rdt_plan rdt;
	struct rootfs_plan rootfs;
	struct privileges_plan privileges;
	struct filter *compiled; /* exec, in: the container's filter; or NULL */
	bool terminal;
	bool notify; /* NOTIFY_SOCKET: a socket of its own tells when the payload is ready */
	bool gate;   /* create: INIT waits for `start` */
	bool told;   /* run: others learn of INIT when it is made */
	bool no_pivot;
	bool new_keyring;
	bool stays_outside; /* exec, mounts: INIT enters no pid namespace while it has privileges */
};

/*
 * Processes of the container may take hold of whatever is born in its pid namespace: some may have
 * CAP_SYS_PTRACE and there is no user namespace between. plan is that of who enters.
 */
bool plan_is_exposed(const struct plan *plan, const struct spec *container);

/* One planner for each area; each prints its part with an AREA_print() of its own. */
int plan_make(struct plan *plan, struct error *err);
void plan_print(const struct plan *plan, struct text *out);

#endif
