/*
 * host_probe.h - what a process in namespaces of its own may do, by trying
 */
#ifndef BERTH_HOST_PROBE_H
#define BERTH_HOST_PROBE_H

#include <stdbool.h>

/* errno of each, or 0. What comes after one that failed was not tried: -1. */
struct host_probe {
	int namespaces; /* making them: with a user namespace, when that is asked for */
	int mounts;     /* a tmpfs in them, as a sign that the user namespace gives rights */
	int proc;
	int overlay;
};

struct host_probe host_probe(bool user_namespace);

#endif
