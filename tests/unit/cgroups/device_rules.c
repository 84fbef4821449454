/*
 * device_rules.c - the device allow list, normalised
 */
#include "../../fakes/cgroup_limits.h"

#include "alloc.h"
#include "device_rules.h"

static struct arena arena;

static const char *printed(const struct spec_device_rule *rules, size_t count)
{
	static struct text text;
	struct spec_resources resources = {.devices = (struct spec_device_rule *)rules,
					   .device_count = count};
	struct device_filter *filter = NULL;
	struct error err = NO_ERROR;

	text_clear(&text);
	if (device_rules_plan(&arena, &resources, &filter, &err)) {
		text_add(&text, err.text);
		return text_string(&text);
	}
	for (size_t i = 0; i < filter->rule_count; i++) {
		text_add(&text, i ? "; " : "");
		device_rule_print(&filter->rules[i], &text);
	}
	return text_string(&text);
}

#define DEFAULTS                                                                                   \
	"allow c *:* m; allow b *:* m; allow c 1:3 rwm; allow c 1:5 rwm; allow c 1:7 rwm; "        \
	"allow c 1:8 rwm; allow c 1:9 rwm; allow c 5:0 rwm; allow c 5:1 rwm; allow c 5:2 rwm; "    \
	"allow c 136:* rwm"

Test(cgroups_device_rules, the_defaults_come_last)
{
	static const struct spec_device_rule rules[] = {
		{.allow = false,      .access = "rwm"},
		{ .allow = true, .type = "b", .major = GIVEN(8), .minor = GIVEN(-1), .access = "r"},
	};

	cr_expect_str_eq(printed(rules, 2), "deny a *:* rwm; allow b 8:* r; " DEFAULTS);
	cr_expect_str_eq(printed(NULL, 0), DEFAULTS);
}

Test(cgroups_device_rules, wrong_rules_are_named)
{
	static const struct {
		struct spec_device_rule rule;
		const char *sentence;
	} cases[] = {
		{{.type = "x"},                "linux.resources.devices[0].type: \"x\" is none of a, b, c"     },
		{{.type = ""},                 "linux.resources.devices[0].type: \"\" is none of a, b, c"      },
		{{.access = "rx"},
		 "linux.resources.devices[0].access: \"rx\" is not made of r, w, m"                            },
		{{.access = ""},               "linux.resources.devices[0].access: \"\" is not made of r, w, m"},
		{{.major = GIVEN(4294967296)},
		 "linux.resources.devices[0]: 4294967296:-1 is no device number"                               },
		{{.minor = GIVEN(-2)},         "linux.resources.devices[0]: -1:-2 is no device number"         },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(printed(&cases[i].rule, 1), cases[i].sentence);
}

Test(cgroups_device_rules, a_privileged_container_needs_no_program)
{
	static const struct {
		struct spec_device_rule rules[2];
		size_t count;
		bool all;
	} cases[] = {
		{{{.allow = true}},                                    1, true },
		{{{.allow = false}, {.allow = true, .access = "rwm"}}, 2, true },
		{{{.allow = true}, {.allow = false, .type = "b"}},     2, false},
		{{{.allow = true, .access = "rw"}},                    1, false},
		{{{.allow = true, .type = "c"}},                       1, false},
		{{{.allow = true, .minor = GIVEN(1)}},                 1, false},
		{{{.allow = false}},                                   1, false},
		{{{.allow = false}},                                   0, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_resources resources = {
			.devices = (struct spec_device_rule *)cases[i].rules,
			.device_count = cases[i].count};
		struct device_filter *filter;
		struct error err = NO_ERROR;

		cr_assert_eq(device_rules_plan(&arena, &resources, &filter, &err), 0);
		cr_expect_eq(device_rules_allow_all(filter), cases[i].all, "case %zu", i);
	}
}

Test(cgroups_device_rules, there_is_a_limit_to_their_number)
{
	static struct spec_device_rule many[MOST_RULES + 1];

	cr_expect(strstr(printed(many, MOST_RULES), "deny a *:* rwm; "));
	cr_expect_str_eq(printed(many, COUNT(many)),
			 "linux.resources.devices: more than 500 rules");
}
