/*
 * namespaces.h - which namespaces are made, which are joined, who owns them
 */
#ifndef BERTH_NAMESPACES_H
#define BERTH_NAMESPACES_H

#include <stdbool.h>
#include <stdint.h>

#include "spec.h"

struct job;
struct plan;

struct namespace_kind {
	const char *type; /* the spec's word */
	uint64_t flag;    /* CLONE_NEW.. */
	const char *file; /* below /proc/PID/ns */
};

/* In the one order in which joining works: user first. */
extern const struct namespace_kind namespace_kinds[];
extern const size_t namespace_kind_count;
const struct namespace_kind *namespace_kind(const char *type);

struct namespace_join {
	const struct namespace_kind *kind;
	const char *path;
};

struct sysctl_write {
	const char *path; /* below /proc/sys, with slashes */
	const char *value;
};

struct namespaces_plan {
	uint64_t made; /* CLONE_NEW.. flags of the new ones, cgroup and time included */
	uint64_t joined;
	struct namespace_join *joins;
	size_t join_count;
	struct spec_id_mappings uid_map, gid_map;
	bool uid_helper, gid_helper; /* newuidmap, newgidmap write them: see id_maps.c */
	bool setgroups_denied;       /* the price of a group map without newgidmap */
	bool root_mapped;            /* there is a root to become */
	struct sysctl_write *sysctls;
	size_t sysctl_count;
	const char *hostname, *domainname;
	bool loopback; /* bring it up: a new network namespace */
};

int namespaces_plan(struct plan *plan, struct error *err);
void namespaces_print(const struct plan *plan, struct text *out);

/* The container has its own kind of a namespace, made or joined. */
bool plan_has_namespace(const struct plan *plan, uint64_t flag);

/* It lives in a user namespace: its own, or one that its caller is in already. */
bool plan_lacks_host_rights(const struct plan *plan);

/* The host's number for a user or group of the container: itself without a user namespace. */
int64_t namespaces_host_uid(const struct plan *plan, int64_t uid);
int64_t namespaces_host_gid(const struct plan *plan, int64_t gid);

#endif
