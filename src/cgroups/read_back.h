/*
 * read_back.h - what the kernel made of what was written
 */
#ifndef BERTH_READ_BACK_H
#define BERTH_READ_BACK_H

#include "cgroups.h"

/* Refuses a limit that the kernel has taken and that limits less than what was asked for. */
int read_back(int cgroup, const struct cgroup_write *row, const char *value, struct error *err);

#endif
