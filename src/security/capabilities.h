/*
 * capabilities.h - what filter_load() needs of capabilities.c
 */
#ifndef BERTH_CAPABILITIES_H
#define BERTH_CAPABILITIES_H

#include "security.h"

/* True when CAP_SYS_ADMIN has to outlive privileges_drop(), to load the filter. */
bool capabilities_wait(const struct privileges_plan *p);

/* The sets as planned, for good. */
int capabilities_settle(const struct privileges_plan *p, struct error *err);

#endif
