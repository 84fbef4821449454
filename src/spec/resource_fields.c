/*
 * resource_fields.c - linux.resources: limits
 *
 * What only cgroup v1 had (kernel memory, swappiness, network classes) is read all the same:
 * the cgroup planner converts or refuses it. -1 lifts a limit.
 */
#include <string.h>

#include "tables.h"

static const struct field spec_memory_rows[] = {
	OPTIONAL(spec_memory, limit, "limit", -1, INT64_MAX),
	OPTIONAL(spec_memory, reservation, "reservation", -1, INT64_MAX),
	OPTIONAL(spec_memory, swap, "swap", -1, INT64_MAX),
	OPTIONAL(spec_memory, kernel, "kernel", -1, INT64_MAX),
	OPTIONAL(spec_memory, kernel_tcp, "kernelTCP", -1, INT64_MAX),
	OPTIONAL(spec_memory, swappiness, "swappiness", 0, INT64_MAX),
	BOOLEAN(spec_memory, disable_oom_killer, "disableOOMKiller"),
	BOOLEAN(spec_memory, use_hierarchy, "useHierarchy"),
	BOOLEAN(spec_memory, check_before_update, "checkBeforeUpdate"),
};

static TABLE(spec_memory);

static const struct field spec_cpu_rows[] = {
	OPTIONAL(spec_cpu, shares, "shares", 0, INT64_MAX),
	OPTIONAL(spec_cpu, quota, "quota", INT64_MIN, INT64_MAX),
	OPTIONAL(spec_cpu, burst, "burst", 0, INT64_MAX),
	OPTIONAL(spec_cpu, period, "period", 0, INT64_MAX),
	OPTIONAL(spec_cpu, realtime_runtime, "realtimeRuntime", INT64_MIN, INT64_MAX),
	OPTIONAL(spec_cpu, realtime_period, "realtimePeriod", 0, INT64_MAX),
	STRING(spec_cpu, cpus, "cpus", CHECK(number_list)),
	STRING(spec_cpu, mems, "mems", CHECK(number_list)),
	OPTIONAL(spec_cpu, idle, "idle", 0, 1),
};

static TABLE(spec_cpu);

static const struct field spec_pids_rows[] = {
	OPTIONAL(spec_pids, limit, "limit", -1, INT64_MAX),
};

static TABLE(spec_pids);

static const struct field spec_weight_device_rows[] = {
	INTEGER(spec_weight_device, major, "major", 0, MOST_UNSIGNED, REQUIRED),
	INTEGER(spec_weight_device, minor, "minor", 0, MOST_UNSIGNED, REQUIRED),
	OPTIONAL(spec_weight_device, weight, "weight", 0, 65535),
	OPTIONAL(spec_weight_device, leaf_weight, "leafWeight", 0, 65535),
};

static TABLE(spec_weight_device);

static const struct field spec_throttle_device_rows[] = {
	INTEGER(spec_throttle_device, major, "major", 0, MOST_UNSIGNED, REQUIRED),
	INTEGER(spec_throttle_device, minor, "minor", 0, MOST_UNSIGNED, REQUIRED),
	INTEGER(spec_throttle_device, rate, "rate", 0, INT64_MAX, WRITTEN),
};

static TABLE(spec_throttle_device);

#define THROTTLES(member, key)                                                                     \
	LIST(spec_block_io, member.items, member.count, key, spec_throttle_device)

static const struct field spec_block_io_rows[] = {
	OPTIONAL(spec_block_io, weight, "weight", 0, 65535),
	OPTIONAL(spec_block_io, leaf_weight, "leafWeight", 0, 65535),
	LIST(spec_block_io, weight_devices, weight_device_count, "weightDevice",
	     spec_weight_device),
	THROTTLES(read_bps, "throttleReadBpsDevice"),
	THROTTLES(write_bps, "throttleWriteBpsDevice"),
	THROTTLES(read_iops, "throttleReadIOPSDevice"),
	THROTTLES(write_iops, "throttleWriteIOPSDevice"),
};

static TABLE(spec_block_io);

/* "2MB", "1GB": as the kernel names the files, and with a capital letter. */
static const char *page_size(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	if (digits && value[0] != '0' && value[digits] && strchr("KMG", value[digits]) &&
	    strcmp(value + digits + 1, "B") == 0)
		return NULL;
	return "is not a page size such as 64KB, 2MB or 1GB";
}

static const struct field spec_hugepage_limit_rows[] = {
	STRING(spec_hugepage_limit, page_size, "pageSize", REQUIRED, CHECK(page_size)),
	UNSIGNED(spec_hugepage_limit, limit, "limit", REQUIRED),
};

static TABLE(spec_hugepage_limit);

static const struct field spec_interface_priority_rows[] = {
	STRING(spec_interface_priority, name, "name", REQUIRED),
	INTEGER(spec_interface_priority, priority, "priority", 0, MOST_UNSIGNED, REQUIRED),
};

static TABLE(spec_interface_priority);

static const struct field spec_network_rows[] = {
	OPTIONAL(spec_network, class_id, "classID", 0, MOST_UNSIGNED),
	LIST(spec_network, priorities, priority_count, "priorities", spec_interface_priority),
};

static TABLE(spec_network);

static const struct field spec_rdma_rows[] = {
	KEY(spec_rdma, device),
	OPTIONAL(spec_rdma, hca_handles, "hcaHandles", 0, MOST_UNSIGNED),
	OPTIONAL(spec_rdma, hca_objects, "hcaObjects", 0, MOST_UNSIGNED),
};

static TABLE(spec_rdma);

static const struct field spec_resources_rows[] = {
	PAIRS(spec_resources, unified, "unified"),
	LIST(spec_resources, devices, device_count, "devices", spec_device_rule),
	OBJECT(spec_resources, memory, "memory", spec_memory),
	OBJECT(spec_resources, cpu, "cpu", spec_cpu),
	OBJECT(spec_resources, pids, "pids", spec_pids),
	OBJECT(spec_resources, block_io, "blockIO", spec_block_io),
	LIST(spec_resources, hugepage_limits, hugepage_limit_count, "hugepageLimits",
	     spec_hugepage_limit),
	OBJECT(spec_resources, network, "network", spec_network),
	MAP(spec_resources, rdma, rdma_count, "rdma", spec_rdma),
};

TABLE(spec_resources);
