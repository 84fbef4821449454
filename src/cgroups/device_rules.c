/*
 * device_rules.c - the device allow list, normalised
 *
 * As in runc, what no rule speaks of is denied, a configuration without any rule included,
 * and every container may make nodes and use those that every /dev has. A node of
 * linux.devices is made, and usable only where a rule says so.
 */
#include <inttypes.h>
#include <string.h>

#include "alloc.h"
#include "device_rules.h"
#include "error.h"
#include "text.h"

/* A node can be made by whoever has CAP_MKNOD; to open it is another matter. */
static const struct device_rule defaults[] = {
	{true, 'c', ANY_NUMBER, ANY_NUMBER, BPF_DEVCG_ACC_MKNOD},
	{true, 'b', ANY_NUMBER, ANY_NUMBER, BPF_DEVCG_ACC_MKNOD},
	{true, 'c', 1,          3,          ALL_ACCESS         }, /* null */
	{true, 'c', 1,          5,          ALL_ACCESS         }, /* zero */
	{true, 'c', 1,          7,          ALL_ACCESS         }, /* full */
	{true, 'c', 1,          8,          ALL_ACCESS         }, /* random */
	{true, 'c', 1,          9,          ALL_ACCESS         }, /* urandom */
	{true, 'c', 5,          0,          ALL_ACCESS         }, /* tty */
	{true, 'c', 5,          1,          ALL_ACCESS         }, /* console */
	{true, 'c', 5,          2,          ALL_ACCESS         }, /* ptmx */
	{true, 'c', 136,        ANY_NUMBER, ALL_ACCESS         }, /* pts */
};

static const struct {
	char letter;
	unsigned access;
} access_letters[] = {
	{'r', BPF_DEVCG_ACC_READ },
	{'w', BPF_DEVCG_ACC_WRITE},
	{'m', BPF_DEVCG_ACC_MKNOD},
};

static void add(struct arena *arena, struct device_filter *filter, struct device_rule rule)
{
	*ARENA_ADD(arena, filter->rules, filter->rule_count) = rule;
}

static int read_access(const char *letters, unsigned *access)
{
	*access = letters ? 0 : ALL_ACCESS;
	for (const char *at = letters; at && *at; at++) {
		unsigned bit = 0;

		for (size_t i = 0; i < COUNT(access_letters); i++)
			bit |= access_letters[i].letter == *at ? access_letters[i].access : 0;
		if (!bit)
			return -1;
		*access |= bit;
	}
	return *access ? 0 : -1;
}

/* A number that is not given, or is -1 as in v1, stands for all of them. */
static int read_number(const struct optional *number, int64_t *value)
{
	*value = number->given ? number->value : ANY_NUMBER;
	return *value < ANY_NUMBER || *value > UINT32_MAX ? -1 : 0;
}

static int add_rule(struct arena *arena, struct device_filter *filter,
		    const struct spec_device_rule *given, struct error *err)
{
	static const char field[] = "linux.resources.devices";
	const char *type = given->type ? given->type : "a";
	struct device_rule rule = {
		.allow = given->allow, .type = type[0], .major = ANY_NUMBER, .minor = ANY_NUMBER};

	if (strlen(type) != 1 || !strchr("abc", type[0]))
		return fail(err, SPEC, "%s[%zu].type: \"%s\" is none of a, b, c", field,
			    filter->rule_count, type);
	if (read_access(given->access, &rule.access))
		return fail(err, SPEC, "%s[%zu].access: \"%s\" is not made of r, w, m", field,
			    filter->rule_count, given->access);
	if (read_number(&given->major, &rule.major) || read_number(&given->minor, &rule.minor))
		return fail(err, SPEC, "%s[%zu]: %" PRId64 ":%" PRId64 " is no device number",
			    field, filter->rule_count, rule.major, rule.minor);
	add(arena, filter, rule);
	return 0;
}

bool device_rule_is_of_all(const struct device_rule *rule)
{
	return rule->type == 'a' && rule->major == ANY_NUMBER && rule->minor == ANY_NUMBER &&
	       rule->access == ALL_ACCESS;
}

bool device_rules_allow_all(const struct device_filter *filter)
{
	for (size_t i = filter->rule_count; i-- > 0;) {
		const struct device_rule *rule = &filter->rules[i];

		if (!rule->allow)
			return false;
		if (device_rule_is_of_all(rule))
			return true;
	}
	return false;
}

int device_rules_plan(struct arena *arena, const struct spec_resources *resources,
		      struct device_filter **filter, struct error *err)
{
	struct device_filter *made = arena_alloc(arena, sizeof(*made));

	if (resources->device_count > MOST_RULES)
		return fail(err, SPEC, "linux.resources.devices: more than %d rules", MOST_RULES);
	for (size_t i = 0; i < resources->device_count; i++) {
		if (add_rule(arena, made, &resources->devices[i], err))
			return -1;
	}
	for (size_t i = 0; i < COUNT(defaults); i++)
		add(arena, made, defaults[i]);
	device_filter_compile(arena, made);
	*filter = made;
	return 0;
}

static void print_number(int64_t number, struct text *out)
{
	if (number == ANY_NUMBER)
		text_add(out, "*");
	else
		text_format(out, "%" PRId64, number);
}

void device_rule_print(const struct device_rule *rule, struct text *out)
{
	text_format(out, "%s %c ", rule->allow ? "allow" : "deny", rule->type);
	print_number(rule->major, out);
	text_add(out, ":");
	print_number(rule->minor, out);
	text_add(out, " ");
	for (size_t i = 0; i < COUNT(access_letters); i++) {
		if (rule->access & access_letters[i].access)
			text_add_bytes(out, &access_letters[i].letter, 1);
	}
}

bool device_rule_is_blanket(const struct spec_device_rule *rule)
{
	return (!rule->type || text_equal(rule->type, "a")) &&
	       (!rule->major.given || rule->major.value == ANY_NUMBER) &&
	       (!rule->minor.given || rule->minor.value == ANY_NUMBER);
}
