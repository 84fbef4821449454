/*
 * spec.h - the configuration of a container, checked
 *
 * One struct for each object of runtime-spec 1.3 (config.md, config-linux.md), with the
 * members in the order of its field table in src/spec/. A member and its row are all that
 * a new property needs. Everything is allocated from the arena given to spec_read().
 *
 * Objects and lists that were not given are NULL or empty. Numbers whose absence means
 * something are struct optional; everything else has the spec's default.
 */
#ifndef BERTH_SPEC_H
#define BERTH_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "arena.h"

struct error;
struct text;

/* A number that may be absent. */
struct optional {
	bool given;
	int64_t value; /* a uint64 of the spec above INT64_MAX is refused */
};

struct pair {
	const char *name, *value;
};

struct pairs {
	struct pair *items;
	size_t count;
};

/* The value that stands at a name, or NULL. */
const char *pairs_find(const struct pairs *pairs, const char *name);

/* ---- process ------------------------------------------------------------------------------ */

struct spec_box {
	int64_t height, width;
};

struct spec_user {
	int64_t uid, gid;
	struct optional umask;
	int64_t *additional_gids;
	size_t additional_gid_count;
	const char *username; /* other platforms'; ignored */
};

/* Names as given, "CAP_CHOWN"; which of them are known is for the privileges planner to say. */
struct spec_capabilities {
	struct strings bounding, effective, inheritable, permitted, ambient;
};

struct spec_rlimit {
	const char *type; /* "RLIMIT_NOFILE" */
	uint64_t soft, hard;
};

struct spec_scheduler {
	const char *policy; /* "SCHED_OTHER" .. */
	int64_t nice, priority;
	struct strings flags;
	int64_t runtime, deadline, period; /* uint64, nanoseconds */
};

struct spec_io_priority {
	const char *class; /* "IOPRIO_CLASS_BE" .. */
	int64_t priority;
};

struct spec_exec_cpu_affinity {
	const char *initial, *final; /* CPU lists, "0-3,7" */
};

struct spec_process {
	bool terminal;
	struct spec_box *console_size;
	struct spec_user user;
	struct strings args;
	struct strings env;
	const char *cwd;
	struct spec_capabilities *capabilities;
	struct spec_rlimit *rlimits;
	size_t rlimit_count;
	bool no_new_privileges;
	const char *apparmor_profile;
	const char *selinux_label;
	struct optional oom_score_adj;
	struct spec_scheduler *scheduler;
	struct spec_io_priority *io_priority;
	struct spec_exec_cpu_affinity *exec_cpu_affinity;
};

/* ---- root, mounts, hooks ------------------------------------------------------------------ */

struct spec_root {
	const char *path;
	bool readonly;
};

struct spec_id_mapping {
	int64_t container_id, host_id, size;
};

struct spec_id_mappings {
	struct spec_id_mapping *items;
	size_t count;
};

struct spec_mount {
	const char *destination, *type, *source;
	struct strings options;
	struct spec_id_mappings uid_mappings, gid_mappings;
};

struct spec_hook {
	const char *path;
	struct strings args, env;
	bool env_given;          /* startContainer hooks without env inherit the process's */
	struct optional timeout; /* seconds */
};

struct spec_hook_list {
	struct spec_hook *items;
	size_t count;
};

struct spec_hooks {
	struct spec_hook_list prestart, create_runtime, create_container, start_container;
	struct spec_hook_list poststart, poststop;
};

/* ---- linux -------------------------------------------------------------------------------- */

struct spec_namespace {
	const char *type; /* "pid", "network", .. */
	const char *path; /* NULL: a new one */
};

struct spec_time_offset {
	const char *clock; /* "monotonic", "boottime" */
	int64_t secs, nanosecs;
};

struct spec_device {
	const char *path, *type; /* "c", "b", "u", "p" */
	int64_t major, minor;
	struct optional file_mode, uid, gid;
};

struct spec_net_device {
	const char *host_name; /* the key */
	const char *name;      /* inside; NULL: the same */
};

struct spec_device_rule {
	bool allow;
	const char *type; /* "a", "b", "c"; NULL means "a" */
	struct optional major, minor;
	const char *access; /* of "rwm"; NULL means all */
};

struct spec_memory {
	struct optional limit, reservation, swap, kernel, kernel_tcp;
	struct optional swappiness;
	bool disable_oom_killer, use_hierarchy, check_before_update;
};

struct spec_cpu {
	struct optional shares, quota, burst, period, realtime_runtime, realtime_period;
	const char *cpus, *mems;
	struct optional idle;
};

struct spec_pids {
	struct optional limit;
};

struct spec_weight_device {
	int64_t major, minor;
	struct optional weight, leaf_weight;
};

struct spec_throttle_device {
	int64_t major, minor, rate;
};

struct spec_throttles {
	struct spec_throttle_device *items;
	size_t count;
};

struct spec_block_io {
	struct optional weight, leaf_weight;
	struct spec_weight_device *weight_devices;
	size_t weight_device_count;
	struct spec_throttles read_bps, write_bps, read_iops, write_iops;
};

struct spec_hugepage_limit {
	const char *page_size;
	uint64_t limit;
};

struct spec_interface_priority {
	const char *name;
	int64_t priority;
};

struct spec_network {
	struct optional class_id;
	struct spec_interface_priority *priorities;
	size_t priority_count;
};

struct spec_rdma {
	const char *device; /* the key */
	struct optional hca_handles, hca_objects;
};

struct spec_resources {
	struct pairs unified;
	struct spec_device_rule *devices;
	size_t device_count;
	struct spec_memory *memory;
	struct spec_cpu *cpu;
	struct spec_pids *pids;
	struct spec_block_io *block_io;
	struct spec_hugepage_limit *hugepage_limits;
	size_t hugepage_limit_count;
	struct spec_network *network;
	struct spec_rdma *rdma;
	size_t rdma_count;
};

struct spec_seccomp_arg {
	int64_t index;
	uint64_t value, value_two;
	const char *op; /* "SCMP_CMP_EQ" .. */
};

struct spec_seccomp_rule {
	struct strings names;
	const char *action; /* "SCMP_ACT_ALLOW" .. */
	struct optional errno_ret;
	struct spec_seccomp_arg *args;
	size_t arg_count;
};

struct spec_seccomp {
	const char *default_action;
	struct optional default_errno_ret;
	struct strings flags;
	bool flags_given;
	const char *listener_path, *listener_metadata;
	struct strings architectures;
	struct spec_seccomp_rule *syscalls;
	size_t syscall_count;
};

struct spec_intel_rdt {
	const char *clos_id;
	struct strings schemata;
	const char *l3_cache_schema, *mem_bw_schema;
	bool enable_monitoring;
};

struct spec_personality {
	const char *domain; /* "LINUX", "LINUX32" */
	struct strings flags;
};

struct spec_memory_policy {
	const char *mode, *nodes;
	struct strings flags;
};

struct spec_linux {
	struct spec_id_mappings uid_mappings, gid_mappings;
	struct pairs sysctl;
	struct spec_resources *resources;
	const char *cgroups_path;
	struct spec_namespace *namespaces;
	size_t namespace_count;
	struct spec_device *devices;
	size_t device_count;
	struct spec_net_device *net_devices;
	size_t net_device_count;
	struct spec_seccomp *seccomp;
	const char *rootfs_propagation;
	struct strings masked_paths, readonly_paths;
	const char *mount_label;
	struct spec_intel_rdt *intel_rdt;
	struct spec_memory_policy *memory_policy;
	struct spec_personality *personality;
	struct spec_time_offset *time_offsets;
	size_t time_offset_count;
};

/* ---- the whole ---------------------------------------------------------------------------- */

/* From the first byte to the one behind the last, in the text that was read. */
struct extent {
	size_t start, end;
};

struct spec {
	const char *oci_version;
	struct spec_process *process;
	struct spec_root *root;
	const char *hostname, *domainname;
	struct spec_mount *mounts;
	size_t mount_count;
	struct spec_hooks *hooks;
	struct pairs annotations;
	struct spec_linux *linux; /* never NULL: an empty one when not given */
	bool annotations_off;     /* no property: --no-annotations, see annotation.h */
	struct extent
		seccomp_rules; /* no property: where linux.seccomp.syscalls stands, if given */
};

/*
 * Decodes and checks a configuration already in memory. name is what complaints call it
 * ("config.json"). NULL with a sentence: "config.json:4:20: linux.namespaces[1].type: ...".
 */
struct spec *spec_read(struct arena *arena, const char *name, const char *json, size_t size,
		       struct error *err);

/* The same for what `exec --process` and `update --resources` are given. */
struct spec_process *spec_read_process(struct arena *arena, const char *name, const char *json,
				       size_t size, struct error *err);
struct spec_resources *spec_read_resources(struct arena *arena, const char *name, const char *json,
					   size_t size, struct error *err);

/* What `mounts` is given, an array of mounts: of the spec these alone are filled. */
struct spec *spec_read_mounts(struct arena *arena, const char *name, const char *json, size_t size,
			      struct error *err);

/* Appends the configuration as indented JSON, from the same tables. */
void spec_write(struct text *out, const struct spec *spec);
void spec_write_process(struct text *out, const struct spec_process *process);

/* What `berth spec` prints. */
struct spec *spec_template(struct arena *arena, bool rootless);

#endif
