/*
 * linux_fields.c - linux: namespaces, and all that has no file of its own
 */
#include <string.h>

#include "tables.h"
#include "text.h"

static const char *const namespace_words[] = {
	"pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time", NULL,
};

static const struct field spec_namespace_rows[] = {
	STRING(spec_namespace, type, "type", REQUIRED, CHOICES(namespace_words)),
	STRING(spec_namespace, path, "path", CHECK(absolute_path)),
};

static TABLE(spec_namespace);

static const char *const clock_words[] = {"monotonic", "boottime", NULL};

static const struct field spec_time_offset_rows[] = {
	KEY(spec_time_offset, clock, CHOICES(clock_words)),
	INTEGER(spec_time_offset, secs, "secs", INT64_MIN, INT64_MAX),
	INTEGER(spec_time_offset, nanosecs, "nanosecs", 0, 999999999),
};

static TABLE(spec_time_offset);

/* A directory in resctrl; "/" is its root. */
static const char *class_of_service(const char *value)
{
	if (strcmp(value, "/") == 0)
		return NULL;
	if (strchr(value, '/') || strcmp(value, ".") == 0 || strcmp(value, "..") == 0)
		return "is not a file name";
	return NULL;
}

static const char *bandwidth_schema(const char *value)
{
	return text_starts_with(value, "MB:") && !strchr(value, '\n')
		       ? NULL
		       : "is not one line that starts with MB:";
}

static const struct field spec_intel_rdt_rows[] = {
	STRING(spec_intel_rdt, clos_id, "closID", CHECK(class_of_service)),
	STRINGS(spec_intel_rdt, schemata, "schemata"),
	STRING(spec_intel_rdt, l3_cache_schema, "l3CacheSchema"),
	STRING(spec_intel_rdt, mem_bw_schema, "memBwSchema", CHECK(bandwidth_schema)),
	BOOLEAN(spec_intel_rdt, enable_monitoring, "enableMonitoring"),
};

static TABLE(spec_intel_rdt);

static const char *const personality_words[] = {"LINUX", "LINUX32", NULL};

static const struct field spec_personality_rows[] = {
	STRING(spec_personality, domain, "domain", REQUIRED, CHOICES(personality_words)),
	STRINGS(spec_personality, flags, "flags"),
};

static TABLE(spec_personality);

static const char *const memory_mode_words[] = {
	"MPOL_DEFAULT",   "MPOL_BIND",           "MPOL_INTERLEAVE", "MPOL_WEIGHTED_INTERLEAVE",
	"MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_LOCAL",      NULL,
};

static const char *const memory_flag_words[] = {
	"MPOL_F_NUMA_BALANCING",
	"MPOL_F_RELATIVE_NODES",
	"MPOL_F_STATIC_NODES",
	NULL,
};

static const struct field spec_memory_policy_rows[] = {
	STRING(spec_memory_policy, mode, "mode", REQUIRED, CHOICES(memory_mode_words),
	       PHRASE("invalid memory policy mode")),
	STRING(spec_memory_policy, nodes, "nodes", CHECK(number_list),
	       PHRASE("invalid memory policy nodes")),
	STRINGS(spec_memory_policy, flags, "flags", CHOICES(memory_flag_words),
		PHRASE("invalid memory policy flag")),
};

static TABLE(spec_memory_policy);

/* The spec has four; engines write the recursive ones as well. */
static const char *const propagation_words[] = {
	"private", "shared", "slave",       "unbindable", "rprivate",
	"rshared", "rslave", "runbindable", NULL,
};

static const struct field spec_linux_rows[] = {
	LIST(spec_linux, uid_mappings.items, uid_mappings.count, "uidMappings", spec_id_mapping),
	LIST(spec_linux, gid_mappings.items, gid_mappings.count, "gidMappings", spec_id_mapping),
	PAIRS(spec_linux, sysctl, "sysctl"),
	OBJECT(spec_linux, resources, "resources", spec_resources),
	STRING(spec_linux, cgroups_path, "cgroupsPath"),
	LIST(spec_linux, namespaces, namespace_count, "namespaces", spec_namespace),
	LIST(spec_linux, devices, device_count, "devices", spec_device),
	MAP(spec_linux, net_devices, net_device_count, "netDevices", spec_net_device),
	OBJECT(spec_linux, seccomp, "seccomp", spec_seccomp),
	STRING(spec_linux, rootfs_propagation, "rootfsPropagation", CHOICES(propagation_words)),
	STRINGS(spec_linux, masked_paths, "maskedPaths"),
	STRINGS(spec_linux, readonly_paths, "readonlyPaths"),
	STRING(spec_linux, mount_label, "mountLabel"),
	OBJECT(spec_linux, intel_rdt, "intelRdt", spec_intel_rdt),
	OBJECT(spec_linux, memory_policy, "memoryPolicy", spec_memory_policy),
	OBJECT(spec_linux, personality, "personality", spec_personality),
	MAP(spec_linux, time_offsets, time_offset_count, "timeOffsets", spec_time_offset),
};

TABLE(spec_linux);
