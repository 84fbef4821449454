/*
 * systemd_delegation.h - whether a cgroup belongs to a unit that leaves it to others
 */
#ifndef BERTH_SYSTEMD_DELEGATION_H
#define BERTH_SYSTEMD_DELEGATION_H

#include <stdbool.h>

/* Asks the user's systemd. True when there is none to be asked. */
bool systemd_delegates(const char *cgroup);

#endif
