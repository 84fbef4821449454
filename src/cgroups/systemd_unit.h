/*
 * systemd_unit.h - the names of a container's unit, its slice and their cgroup
 */
#ifndef BERTH_SYSTEMD_UNIT_H
#define BERTH_SYSTEMD_UNIT_H

struct error;
struct plan;

/* plan->cgroup.path and, of plan->cgroup.scope, unit and slice: out of linux.cgroupsPath. */
int unit_plan(struct plan *plan, struct error *err);

#endif
