/*
 * cgroup_stats.c - what `events --stats` reports
 *
 * The schema is runc's, made for v1, with v1's units: nanoseconds where v2 counts
 * microseconds, swap and memory together. One table says which file becomes which object;
 * the part of a controller that is not there is left out.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "json.h"
#include "knobs.h"
#include "number.h"
#include "stat_lines.h"
#include "text.h"

/* {"some": {"avg10": 0.00, .., "total": 0}, "full": ..} of a pressure file */
static void write_pressure(int cgroup, const char *file, struct json *json)
{
	auto_text struct text text = NO_TEXT;
	struct stat_line line;

	/* Without CONFIG_PSI, or with psi=0, there is none. */
	if (file_read(cgroup, file, MOST_OF_STATS, &text) || !text.length)
		return;
	json_begin_object(json, "psi");
	for (const char *at = text.start; stat_next_line(&at, &line);) {
		struct stat_pair pair;

		json_begin_object(json, line.name);
		for (const char *word = line.rest; stat_next_pair(&word, &pair);)
			json_raw(json, pair.key, pair.value);
		json_end_object(json);
	}
	json_end_object(json);
}

static void write_cpu(int cgroup, struct json *json)
{
	auto_text struct text text = NO_TEXT;

	if (file_read(cgroup, "cpu.stat", MOST_OF_STATS, &text))
		return;
	json_begin_object(json, "cpu");
	json_begin_object(json, "usage");
	json_unsigned(json, "total", 1000 * stat_value(text.start, "usage_usec"));
	json_unsigned(json, "kernel", 1000 * stat_value(text.start, "system_usec"));
	json_unsigned(json, "user", 1000 * stat_value(text.start, "user_usec"));
	json_end_object(json);
	json_begin_object(json, "throttling");
	json_unsigned(json, "periods", stat_value(text.start, "nr_periods"));
	json_unsigned(json, "throttledPeriods", stat_value(text.start, "nr_throttled"));
	json_unsigned(json, "throttledTime", 1000 * stat_value(text.start, "throttled_usec"));
	json_end_object(json);
	write_pressure(cgroup, "cpu.pressure", json);
	json_end_object(json);
}

/* "0-2,7" as [0,1,2,7] */
static void write_list(int cgroup, const char *file, const char *key, struct json *json)
{
	auto_text struct text text = NO_TEXT;

	if (file_read(cgroup, file, MOST_OF_STATS, &text))
		return;
	json_begin_array(json, key);
	for (const char *at = text.start; *at;) {
		unsigned first, last;
		int words = sscanf(at, "%u-%u", &first, &last);

		for (unsigned n = first; words > 0 && n <= (words == 2 ? last : first); n++)
			json_unsigned(json, NULL, n);
		at += strcspn(at, ",");
		at += *at == ',';
	}
	json_end_array(json);
}

static void write_cpuset(int cgroup, struct json *json)
{
	if (faccessat(cgroup, "cpuset.cpus.effective", R_OK, 0))
		return;
	json_begin_object(json, "cpuset");
	write_list(cgroup, "cpuset.cpus.effective", "cpus", json);
	write_list(cgroup, "cpuset.mems.effective", "mems", json);
	json_end_object(json);
}

struct memory_use {
	uint64_t usage, limit, most;
};

static void write_use(struct json *json, const char *key, const struct memory_use *use,
		      uint64_t failures)
{
	json_begin_object(json, key);
	json_unsigned(json, "limit", use->limit);
	json_unsigned(json, "usage", use->usage);
	json_unsigned(json, "max", use->most);
	json_unsigned(json, "failcnt", failures);
	json_end_object(json);
}

static uint64_t sum(uint64_t one, uint64_t other)
{
	return one > UINT64_MAX - other ? UINT64_MAX : one + other;
}

static void write_swap(int cgroup, const struct memory_use *memory, struct json *json)
{
	struct memory_use swap = {.most = 0};
	uint64_t failures = 0;

	if (knob_number(cgroup, "memory.swap.current", &swap.usage) ||
	    knob_number(cgroup, "memory.swap.max", &swap.limit))
		return;
	(void)stat_file_value(cgroup, "memory.swap.events", "max", &failures);
	swap.usage = sum(swap.usage, memory->usage);
	swap.limit = sum(swap.limit, memory->limit);
	write_use(json, "swap", &swap, failures);
}

static void write_memory(int cgroup, struct json *json)
{
	auto_text struct text text = NO_TEXT;
	struct memory_use memory = {.limit = UINT64_MAX};
	struct stat_line line;
	uint64_t failures = 0;

	if (file_read(cgroup, "memory.stat", MOST_OF_STATS, &text) ||
	    knob_number(cgroup, "memory.current", &memory.usage))
		return;
	/* The root has no limit, and kernels before 5.19 no peak: both then stay as they are. */
	(void)knob_number(cgroup, "memory.max", &memory.limit);
	(void)knob_number(cgroup, "memory.peak", &memory.most);
	(void)stat_file_value(cgroup, "memory.events", "max", &failures);
	json_begin_object(json, "memory");
	json_unsigned(json, "cache", stat_value(text.start, "file"));
	write_use(json, "usage", &memory, failures);
	write_swap(cgroup, &memory, json);
	json_begin_object(json, "raw");
	for (const char *at = text.start; stat_next_line(&at, &line);) {
		uint64_t value;

		if (number_unsigned(line.rest, UINT64_MAX, &value) == 0)
			json_unsigned(json, line.name, value);
	}
	json_end_object(json);
	write_pressure(cgroup, "memory.pressure", json);
	json_end_object(json);
}

static void write_pids(int cgroup, struct json *json)
{
	uint64_t current, limit = 0;

	if (knob_number(cgroup, "pids.current", &current))
		return;
	/* No limit is 0 here, as it always was. */
	if (knob_number(cgroup, "pids.max", &limit) || limit == UINT64_MAX)
		limit = 0;
	json_begin_object(json, "pids");
	json_unsigned(json, "current", current);
	json_unsigned(json, "limit", limit);
	json_end_object(json);
}

/* A list of v1 out of io.stat, whose lines are "8:0 rbytes=1 wbytes=2 rios=3 wios=4 ..". */
static void write_io_list(const char *stats, struct json *json, const char *key,
			  const char *const names[2])
{
	static const char *const operations[] = {"Read", "Write"};
	struct stat_line line;

	json_begin_array(json, key);
	for (const char *at = stats; stat_next_line(&at, &line);) {
		unsigned major, minor;
		struct stat_pair pair;

		if (sscanf(line.name, "%u:%u", &major, &minor) != 2)
			continue;
		for (const char *word = line.rest; stat_next_pair(&word, &pair);) {
			int which = text_equal(pair.key, names[0])   ? 0
				    : text_equal(pair.key, names[1]) ? 1
								     : -1;

			if (which < 0)
				continue;
			json_begin_object(json, NULL);
			json_unsigned(json, "major", major);
			json_unsigned(json, "minor", minor);
			json_string(json, "op", operations[which]);
			json_raw(json, "value", pair.value);
			json_end_object(json);
		}
	}
	json_end_array(json);
}

static void write_io(int cgroup, struct json *json)
{
	static const char *const bytes[] = {"rbytes", "wbytes"}, *const times[] = {"rios", "wios"};
	auto_text struct text text = NO_TEXT;

	if (file_read(cgroup, "io.stat", MOST_OF_STATS, &text))
		return;
	json_begin_object(json, "blkio");
	write_io_list(text.start, json, "ioServiceBytesRecursive", bytes);
	write_io_list(text.start, json, "ioServicedRecursive", times);
	write_pressure(cgroup, "io.pressure", json);
	json_end_object(json);
}

static void write_hugetlb(int cgroup, struct json *json)
{
	auto_directory DIR *directory = NULL;
	int again = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	directory = again < 0 ? NULL : fdopendir(again);
	if (!directory) {
		fd_drop(&again);
		return;
	}
	json_begin_object(json, "hugetlb");
	for (const struct dirent *entry; (entry = readdir(directory));) {
		char size[32], events[64], end[16];
		uint64_t usage, failures = 0;

		if (sscanf(entry->d_name, "hugetlb.%31[0-9A-Z].%15s", size, end) != 2 ||
		    !text_equal(end, "current") || knob_number(cgroup, entry->d_name, &usage))
			continue;
		snprintf(events, sizeof(events), "hugetlb.%s.events", size);
		(void)stat_file_value(cgroup, events, "max", &failures);
		json_begin_object(json, size);
		json_unsigned(json, "usage", usage);
		json_unsigned(json, "failcnt", failures);
		json_end_object(json);
	}
	json_end_object(json);
}

int cgroup_stats(int cgroup, struct text *text, struct error *err)
{
	static void (*const parts[])(int, struct json *) = {
		write_cpu, write_cpuset, write_memory, write_pids, write_io, write_hugetlb,
	};
	struct json json = {.out = text};

	if (faccessat(cgroup, "cgroup.controllers", R_OK, 0))
		return fail(err, SYSTEM, "read the statistics of the container's cgroup");
	json_begin_object(&json, NULL);
	for (size_t i = 0; i < COUNT(parts); i++)
		parts[i](cgroup, &json);
	json_begin_object(&json, "intel_rdt");
	json_end_object(&json);
	json_string(&json, "network_interfaces", NULL);
	json_end_object(&json);
	return 0;
}
