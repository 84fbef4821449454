/*
 * effective_limits.c - what a limit comes to under the cgroups above
 *
 * The kernel takes any value and lets the cgroups above decide without a word:
 *  - of an upper limit the smallest on the way up holds;
 *  - a guarantee (memory.min, memory.low) is worth what the cgroups above have been granted
 *    themselves: without one there it is worth nothing. Siblings that were promised more than
 *    there is make it less still, by what they use, which nobody can tell beforehand;
 *  - of CPUs and memory nodes the ones remain that all allow, which the kernel does tell;
 *  - weights count among siblings, so nobody above changes them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "ancestors.h"
#include "effective_limits.h"
#include "file.h"
#include "index_list.h"
#include "knobs.h"
#include "number.h"
#include "text.h"

enum rule {
	SMALLEST,
	BANDWIDTH, /* "QUOTA PERIOD" */
	GRANTED,
	LIST,
	ITS_OWN
};

static enum rule rule_of(const char *file)
{
	static const struct {
		const char *file;
		enum rule rule;
	} rules[] = {
		{"cpu.max",       BANDWIDTH},
		{"cpu.max.burst", ITS_OWN  },
		{"memory.min",    GRANTED  },
		{"memory.low",    GRANTED  },
		{"cpuset.cpus",   LIST     },
		{"cpuset.mems",   LIST     },
		{"memory.high",   SMALLEST },
	};

	for (size_t i = 0; i < COUNT(rules); i++) {
		if (text_equal(rules[i].file, file))
			return rules[i].rule;
	}
	return text_ends_with(file, ".max") ? SMALLEST : ITS_OWN;
}

/* Of a level; NULL where the file cannot be read. */
static const char *value_at(int cgroup, unsigned level, const struct knob_part *part,
			    struct arena *arena)
{
	auto_text struct text content = NO_TEXT;
	char name[ANCESTOR_NAME];

	if (file_read(cgroup, ancestor_file(name, level, part->file), MOST_OF_A_KNOB, &content))
		return NULL;
	return knob_part_value(arena, part, text_string(&content));
}

struct amount {
	uint64_t number, per;
};

static bool amount_read(const char *value, struct amount *amount)
{
	char word[32];
	size_t length = strcspn(value, " ");

	*amount = (struct amount){UINT64_MAX, 1};
	if (length >= sizeof(word))
		return false;
	memcpy(word, value, length);
	word[length] = '\0';
	if (value[length] && number_unsigned(value + length + 1, UINT32_MAX, &amount->per))
		return false;
	return text_equal(word, "max") || number_unsigned(word, UINT64_MAX, &amount->number) == 0;
}

static bool is_smaller(const struct amount *one, const struct amount *other)
{
	if (one->number == UINT64_MAX || other->number == UINT64_MAX)
		return one->number < other->number;
	return one->per == other->per ? one->number < other->number
				      : (double)one->number / (double)one->per <
						(double)other->number / (double)other->per;
}

/* The smallest on the way up: of several alike the nearest. */
static void take_smallest(int cgroup, const char *path, const struct knob_part *part,
			  struct arena *arena, struct effective_limit *effective)
{
	unsigned levels = ancestor_levels(path);
	struct amount smallest, amount;

	if (!effective->value || !amount_read(effective->value, &smallest))
		return;
	for (unsigned i = 1; i < levels; i++) {
		const char *above = value_at(cgroup, i, part, arena);

		if (!above || !amount_read(above, &amount) || !is_smaller(&amount, &smallest))
			continue;
		smallest = amount;
		effective->value = above;
		effective->by = ancestor_path(arena, path, i);
	}
}

static const char *first_line_of(int cgroup, const char *name, struct arena *arena)
{
	auto_text struct text content = NO_TEXT;

	if (file_read(cgroup, name, MOST_OF_A_KNOB, &content))
		return NULL;
	return arena_bytes(arena, content.start, strcspn(content.start, "\n"));
}

/* What is allowed at the top is handed down: the first that lacks something has taken it. */
static void take_list(int cgroup, const char *path, const struct knob_part *part,
		      struct arena *arena, struct effective_limit *effective)
{
	const char *file = arena_format(arena, "%s.effective", part->file);
	const char *asked = effective->value;
	char name[ANCESTOR_NAME];

	effective->value = first_line_of(cgroup, file, arena);
	if (!asked || !asked[0] || !effective->value ||
	    !index_list_exceeds(asked, effective->value))
		return;
	effective->by = "the host";
	for (unsigned i = ancestor_levels(path); i-- > 1;) {
		const char *own = first_line_of(cgroup, ancestor_file(name, i, part->file), arena);

		if (own && own[0] && index_list_exceeds(asked, own)) {
			effective->by = ancestor_path(arena, path, i);
			return;
		}
	}
}

struct effective_limit effective_limit(int cgroup, const char *path, const struct knob_part *part,
				       struct arena *arena)
{
	struct effective_limit effective = {.value = value_at(cgroup, 0, part, arena)};
	enum rule rule = rule_of(part->file);

	effective.is_guarantee = rule == GRANTED;
	if (rule == SMALLEST || rule == BANDWIDTH || rule == GRANTED)
		take_smallest(cgroup, path, part, arena, &effective);
	if (rule == LIST)
		take_list(cgroup, path, part, arena, &effective);
	return effective;
}
