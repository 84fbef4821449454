/*
 * cgroup_events.h - what the kernel tells about a cgroup by itself
 */
#ifndef BERTH_CGROUP_EVENTS_H
#define BERTH_CGROUP_EVENTS_H

/* The number behind a key of cgroup.events; -1 and errno, ENODEV when the cgroup is gone. */
int event_now(int cgroup, const char *key);

/* Waits until it is wanted. -1 and errno: ETIMEDOUT, ENODEV. */
int event_await(int cgroup, const char *key, int wanted, int milliseconds);

#endif
