/*
 * sysctl.h - for plan_namespaces.c alone
 */
#ifndef BERTH_SYSCTL_H
#define BERTH_SYSCTL_H

struct error;
struct plan;

int sysctls_plan(struct plan *plan, struct error *err);

#endif
