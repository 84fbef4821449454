/*
 * systemd_limits.c - limits and device rules as properties of a unit
 *
 * systemd writes every file of a cgroup that it knows of when it makes one, and again when a
 * property of the unit is changed after a daemon-reload (257), with its own defaults where it
 * was told nothing: memory.max becomes "max". Delegate=yes is no protection, it speaks of the
 * cgroups below. So the rows that are to be written are said to it as well, by this table; those it
 * has no property for it leaves alone, and they are only written. All of them are written in the
 * end, since some properties are coarser than the file:
 *
 *  - a quota is kept as whole percents of a processor, and 0 % would be no quota at all: it is
 *    rounded up, and when systemd writes it again the file has the rounded one;
 *  - IOWeight has no weights of single devices, nor the ranges of BFQ.
 *
 * A value that cannot be read is left to the kernel, which complains when it is written.
 */
#include <inttypes.h>
#include <string.h>

#include "alloc.h"
#include "device_rules.h"
#include "number.h"
#include "systemd_properties.h"
#include "text.h"

#define INFINITE     UINT64_MAX
#define SECOND       1000000 /* microseconds */
#define ONE_PERCENT  10000   /* the same of a second */
#define MOST_QUOTA   ((uint64_t)1 << 40)
#define MOST_NUMBERS 65536 /* of processors or memory nodes */

typedef void convert_fn(struct unit_properties *properties, const char *name, const char *value);

static void add_number(struct unit_properties *properties, const char *name, uint64_t number)
{
	property_set(properties, name, "t")->number = number;
}

static void limit(struct unit_properties *properties, const char *name, const char *value)
{
	int64_t bytes;

	if (text_equal(value, "max"))
		add_number(properties, name, INFINITE);
	else if (number_size(value, &bytes) == 0 && bytes >= 0)
		add_number(properties, name, (uint64_t)bytes);
}

/* "100" or "default 100", and not "8:0 100". */
static void weight(struct unit_properties *properties, const char *name, const char *value)
{
	uint64_t number;

	if (text_starts_with(value, "default "))
		value += strlen("default ");
	if (number_unsigned(value, INFINITE, &number) == 0)
		add_number(properties, name, number);
}

/*
 * An idle cgroup has a weight of 0 in the eyes of systemd, since version 252. One that is no
 * longer idle has none that was given, which is the default.
 */
static void idle(struct unit_properties *properties, const char *name, const char *value)
{
	add_number(properties, name, text_equal(value, "1") ? 0 : INFINITE);
}

/* With Delegate=yes systemd does not touch the others when the kernel kills one. */
static void oom_group(struct unit_properties *properties, const char *name, const char *value)
{
	property_set(properties, name, "s")->words = text_equal(value, "1") ? "kill" : "continue";
}

/* "0-3,7" as a mask, its lowest bits in the first byte. */
static void mask(struct unit_properties *properties, const char *name, const char *value)
{
	unsigned char *bits = arena_alloc(properties->arena, MOST_NUMBERS / 8);
	char *list = arena_text(properties->arena, value), *range;
	struct unit_property *property;
	uint64_t first, last;
	size_t size = 0;

	while ((range = strsep(&list, ","))) {
		char *from = strsep(&range, "-");

		if (number_unsigned(from, MOST_NUMBERS - 1, &first) ||
		    number_unsigned(range ? range : from, MOST_NUMBERS - 1, &last))
			return;
		for (uint64_t bit = first; bit <= last; bit++) {
			bits[bit / 8] |= (unsigned char)(1 << bit % 8);
			size = bit / 8 >= size ? bit / 8 + 1 : size;
		}
	}
	property = property_set(properties, name, "ay");
	property->bytes = bits;
	property->size = size;
	property->words = value;
}

static const struct {
	const char *file, *property;
	convert_fn *convert;
} known[] = {
	{"cpu.weight",       "CPUWeight",          weight   },
	{"cpu.idle",         "CPUWeight",          idle     },
	{"cpuset.cpus",      "AllowedCPUs",        mask     },
	{"cpuset.mems",      "AllowedMemoryNodes", mask     },
	{"io.weight",        "IOWeight",           weight   },
	{"memory.min",       "MemoryMin",          limit    },
	{"memory.low",       "MemoryLow",          limit    },
	{"memory.high",      "MemoryHigh",         limit    },
	{"memory.max",       "MemoryMax",          limit    },
	{"memory.swap.max",  "MemorySwapMax",      limit    },
	{"memory.zswap.max", "MemoryZSwapMax",     limit    },
	{"memory.oom.group", "OOMPolicy",          oom_group},
	{"pids.max",         "TasksMax",           limit    },
};

/* cpu.max is "QUOTA PERIOD" or one number: the quota of a period that stays. */
static void bandwidth(struct unit_properties *properties, const char *value, uint64_t period)
{
	const char *space = strchr(value, ' ');
	const char *quota = arena_bytes(properties->arena, value, strcspn(value, " "));
	uint64_t number;

	if (space && (number_unsigned(space + 1, SECOND, &period) || !period))
		return;
	if (space)
		add_number(properties, "CPUQuotaPeriodUSec", period);
	if (text_equal(quota, "max")) {
		add_number(properties, "CPUQuotaPerSecUSec", INFINITE);
	} else if (number_unsigned(quota, MOST_QUOTA, &number) == 0) {
		number = (number * SECOND + period - 1) / period;
		number = (number + ONE_PERCENT - 1) / ONE_PERCENT * ONE_PERCENT;
		add_number(properties, "CPUQuotaPerSecUSec", number);
	}
}

void properties_of_limits(struct unit_properties *properties, const struct cgroup_write *writes,
			  size_t count, uint64_t period)
{
	for (size_t i = 0; i < count; i++) {
		const struct cgroup_write *row = &writes[i];

		if (text_equal(row->file, "cpu.max"))
			bandwidth(properties, row->value, period);
		for (size_t j = 0; j < COUNT(known); j++) {
			if (text_equal(row->file, known[j].file))
				known[j].convert(properties, known[j].property, row->value);
		}
	}
}

/*
 * The rules as systemd can say them: what is allowed, and never less. Our own program, which
 * systemd does not touch, is attached beside its own and is exact: what both let pass, passes.
 * So a list that is wider than ours does no harm, and after a reload it is the same again. One
 * that were narrower would take devices away.
 */
static void allow(struct unit_property *property, struct arena *arena,
		  const struct device_rule *rule, char type)
{
	const char *word = type == 'b' ? "block" : "char";
	struct pair *pair = ARENA_ADD(arena, property->pairs.items, property->pairs.count);
	char access[4] = "";
	size_t length = 0;

	if (rule->access & BPF_DEVCG_ACC_READ)
		access[length++] = 'r';
	if (rule->access & BPF_DEVCG_ACC_WRITE)
		access[length++] = 'w';
	if (rule->access & BPF_DEVCG_ACC_MKNOD)
		access[length++] = 'm';
	pair->value = arena_text(arena, access);
	if (rule->major == ANY_NUMBER)
		pair->name = arena_format(arena, "%s-*", word);
	else if (rule->minor == ANY_NUMBER)
		pair->name = arena_format(arena, "%s-%" PRId64, word, rule->major);
	else
		pair->name = arena_format(arena, "/dev/%s/%" PRId64 ":%" PRId64, word, rule->major,
					  rule->minor);
}

void properties_of_devices(struct unit_properties *properties, const struct device_filter *filter)
{
	bool all = !filter || device_rules_allow_all(filter);
	struct unit_property *property;

	property_set(properties, "DevicePolicy", "s")->words = all ? "auto" : "strict";
	property = property_set(properties, "DeviceAllow", "a(ss)");
	for (size_t i = 0; !all && i < filter->rule_count; i++) {
		const struct device_rule *rule = &filter->rules[i];

		if (rule->allow && rule->type != 'b')
			allow(property, properties->arena, rule, 'c');
		if (rule->allow && rule->type != 'c')
			allow(property, properties->arena, rule, 'b');
	}
}
