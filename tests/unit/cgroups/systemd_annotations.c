/*
 * systemd_annotations.c - the properties that a bundle may set itself
 */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "systemd_properties.h"
#include "text.h"

#define PREFIX "org.systemd.property."

static struct arena arena;
static struct error err;
static struct unit_properties properties;

/* As text, or NULL: it is refused. */
static const char *planned(const char *name, const char *value, bool off)
{
	static struct text text;
	struct pair pair = {.name = name, .value = value};
	struct spec spec = {
		.annotations = {&pair, 1},
		  .annotations_off = off
	};

	err = NO_ERROR;
	properties = (struct unit_properties){.arena = &arena};
	if (properties_of_annotations(&properties, &spec, &err))
		return NULL;
	text_clear(&text);
	for (size_t i = 0; i < properties.count; i++)
		property_print(&properties.items[i], &text);
	return text_string(&text);
}

Test(cgroups_systemd_annotations, a_value_is_read_as_the_property_has_it)
{
	static const struct {
		const char *name, *value, *said;
	} cases[] = {
		{PREFIX "TimeoutStopUSec",               "uint64 30000000",              "TimeoutStopUSec 30000000"      },
		{PREFIX "TimeoutStopUSec",               " 5 ",                          NULL                            },
		{PREFIX "TimeoutStopUSec",               "5",                            "TimeoutStopUSec 5"             },
		{PREFIX "TimeoutStopUSec",               "uint64 18446744073709551615",
		 "TimeoutStopUSec infinity"                                                                              },
		{PREFIX "TimeoutStopSec",                "uint64 30",                    "TimeoutStopUSec 30000000"      },
		{PREFIX "RuntimeMaxSec",                 "18446744073709551615",         NULL                            },
		{PREFIX "KillSignal",                    "int32 15",                     "KillSignal 15"                 },
		{PREFIX "KillSignal",                    "-1",                           "KillSignal -1"                 },
		{PREFIX "KillSignal",                    "uint64 15",                    NULL                            },
		{PREFIX "ManagedOOMMemoryPressureLimit", "uint32 7",
		 "ManagedOOMMemoryPressureLimit 7"                                                                       },
		{PREFIX "ManagedOOMMemoryPressureLimit", "4294967296",                   NULL                            },
		{PREFIX "DefaultDependencies",           "true",                         "DefaultDependencies yes"       },
		{PREFIX "DefaultDependencies",           "boolean false",                "DefaultDependencies no"        },
		{PREFIX "DefaultDependencies",           "yes",                          NULL                            },
		{PREFIX "DefaultDependencies",           "true false",                   NULL                            },
		{PREFIX "CollectMode",                   "'inactive-or-failed'",         "CollectMode inactive-or-failed"},
		{PREFIX "Description",                   "\"it's \\\"it\\\"\"",          "Description it's \"it\""       },
		{PREFIX "Description",                   "'a\\tb\\n'",                   "Description a\tb\n"            },
		{PREFIX "Description",                   "'\\x'",                        NULL                            },
		{PREFIX "Description",                   "'open",                        NULL                            },
		{PREFIX "Description",                   "'\\",                          NULL                            },
		{PREFIX "Description",                   "bare",                         NULL                            },
		{PREFIX "Description",                   "",                             NULL                            },
		{PREFIX "After",                         "['a.service', \"b.service\"]", "After a.service b.service"     },
		{PREFIX "After",                         "@as []",                       "After"                         },
		{PREFIX "After",                         "[]",                           "After"                         },
		{PREFIX "After",                         "['a' 'b']",                    NULL                            },
		{PREFIX "After",                         "['a',]",                       NULL                            },
		{PREFIX "After",                         "['a'",                         NULL                            },
		{PREFIX "After",                         "['a'] x",                      NULL                            },
		{PREFIX "After",                         "'a'",                          NULL                            },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *said = planned(cases[i].name, cases[i].value, false);

		if (!cases[i].said)
			cr_expect(!said && strstr(err.text, "is no value like"), "%s %s: %s",
				  cases[i].name, cases[i].value, said ? said : err.text);
		else
			cr_expect(said && strcmp(said, cases[i].said) == 0, "%s %s: %s",
				  cases[i].name, cases[i].value, said ? said : err.text);
	}
}

Test(cgroups_systemd_annotations, what_would_reach_beyond_the_container_is_refused)
{
	static const struct {
		const char *name, *why;
	} cases[] = {
		{"ExecStart",        "it would run a program on the host"          },
		{"ExecStopPost",     "it would run a program on the host"          },
		{"Conflicts",        "it would stop other units"                   },
		{"OnFailure",        "it would start other units"                  },
		{"FailureAction",    "it could end the machine"                    },
		{"JobTimeoutAction", "it could end the machine"                    },
		{"Slice",            "linux.cgroupsPath names the slice"           },
		{"PIDs",             "berth sets it"                               },
		{"Delegate",         "berth sets it"                               },
		{"MemoryMax",        "limits belong to linux.resources"            },
		{"DeviceAllow",      "linux.resources.devices has the device rules"},
		{"Unheard",          "it is none of those that a bundle may set"   },
		{"After ",           "it is none of those that a bundle may set"   },
		{"",                 "it is none of those that a bundle may set"   },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_null(
			planned(arena_format(&arena, PREFIX "%s", cases[i].name), "true", false));
		cr_expect_eq(err.kind, REFUSED);
		cr_expect(strstr(err.text, cases[i].why), "%s", err.text);
	}
}

Test(cgroups_systemd_annotations, others_and_those_that_are_off_do_nothing)
{
	cr_expect_str_eq(planned("org.systemd.prop", "true", false), "");
	cr_expect_str_eq(planned(PREFIX "ExecStart", "true", true), "");
}
