/*
 * plan_devices.h - which device nodes the container gets
 */
#ifndef BERTH_PLAN_DEVICES_H
#define BERTH_PLAN_DEVICES_H

struct error;
struct plan;

/* Needs the mounts planned: what is mounted on /dev decides. */
int devices_plan(struct plan *plan, struct error *err);

#endif
