/*
 * cgroup_driver.h - what both ways of making a cgroup end with
 */
#ifndef BERTH_CGROUP_DRIVER_H
#define BERTH_CGROUP_DRIVER_H

#include <stdbool.h>

struct cgroup_plan;
struct error;

/* Refuses one that is in use or frozen; hands it over to whom the plan says. */
int cgroup_settle(int cgroup, bool made, const struct cgroup_plan *plan, struct error *err);

#endif
