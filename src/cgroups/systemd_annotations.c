/*
 * systemd_annotations.c - the properties that a bundle may set itself
 *
 *	"org.systemd.property.TimeoutStopUSec": "uint64 30000000"
 *	"org.systemd.property.After": "['a.service', 'b.service']"
 *
 * The value is GVariant text, as gdbus and busctl have it. A type in front of a number may be
 * left out, since the property's is known.
 *
 * The list says what is allowed, and it is short. Whoever writes a bundle is not root of the
 * host: ExecStart= would run his program there, Conflicts= would stop other units, OnFailure=
 * would start one, FailureAction= would reboot. Limits belong to linux.resources, which is
 * checked, described and written as well.
 */
#include <inttypes.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "number.h"
#include "plan.h"
#include "systemd_properties.h"
#include "text.h"

#define PREFIX "org.systemd.property."
#define SECOND 1000000 /* microseconds */

static const struct {
	const char *name, *type;
} allowed[] = {
	{"After",                         "as"},
	{"Before",                        "as"},
	{"CollectMode",                   "s" },
	{"DefaultDependencies",           "b" },
	{"Description",                   "s" },
	{"KillMode",                      "s" },
	{"KillSignal",                    "i" },
	{"ManagedOOMMemoryPressure",      "s" },
	{"ManagedOOMMemoryPressureLimit", "u" },
	{"ManagedOOMPreference",          "s" },
	{"ManagedOOMSwap",                "s" },
	{"OOMPolicy",                     "s" },
	{"RuntimeMaxUSec",                "t" },
	{"SendSIGHUP",                    "b" },
	{"SendSIGKILL",                   "b" },
	{"TimeoutStopUSec",               "t" },
};

/* Names that people try, and what would come of them. A row stands for all that begin so. */
static const struct {
	const char *begin, *why;
} refused[] = {
	{"Exec",          "it would run a program on the host"          },
	{"Conflicts",     "it would stop other units"                   },
	{"OnFailure",     "it would start other units"                  },
	{"OnSuccess",     "it would start other units"                  },
	{"Wants",         "it would start other units"                  },
	{"Requires",      "it would start other units"                  },
	{"Requisite",     "it depends on other units"                   },
	{"BindsTo",       "it would start other units"                  },
	{"Upholds",       "it would start other units"                  },
	{"FailureAction", "it could end the machine"                    },
	{"SuccessAction", "it could end the machine"                    },
	{"JobTimeout",    "it could end the machine"                    },
	{"Delegate",      "berth sets it"                               },
	{"PIDs",          "berth sets it"                               },
	{"Slice",         "linux.cgroupsPath names the slice"           },
	{"Device",        "linux.resources.devices has the device rules"},
	{"CPU",           "limits belong to linux.resources"            },
	{"Allowed",       "limits belong to linux.resources"            },
	{"Memory",        "limits belong to linux.resources"            },
	{"Tasks",         "limits belong to linux.resources"            },
	{"IO",            "limits belong to linux.resources"            },
};

/* ---- values ---------------------------------------------------------------------------------- */

static void skip_blank(const char **at)
{
	*at += strspn(*at, " \t\n");
}

static bool take_word(const char **at, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*at, word, length) != 0)
		return false;
	*at += length;
	skip_blank(at);
	return true;
}

/* 'text' or "text", with \\, \', \", \n and \t. NULL: it is something else. */
static const char *take_string(struct arena *arena, const char **at)
{
	auto_text struct text string = NO_TEXT;
	char quote = **at;

	if (quote != '\'' && quote != '"')
		return NULL;
	for ((*at)++; **at != quote; (*at)++) {
		char letter = **at;

		if (letter == '\\') {
			letter = *++*at;
			if (!letter || !strchr("\\'\"nt", letter))
				return NULL;
			letter = letter == 'n' ? '\n' : letter == 't' ? '\t' : letter;
		}
		if (!letter)
			return NULL;
		text_add_bytes(&string, &letter, 1);
	}
	(*at)++;
	skip_blank(at);
	return arena_text(arena, text_string(&string));
}

static int take_list(struct arena *arena, const char **at, struct strings *list)
{
	(void)take_word(at, "@as ");
	if (!take_word(at, "["))
		return -1;
	while (!take_word(at, "]")) {
		const char *string;

		if (list->count && !take_word(at, ","))
			return -1;
		string = take_string(arena, at);
		if (!string)
			return -1;
		strings_add(arena, list, string);
	}
	return 0;
}

static int take_truth(const char **at, uint64_t *truth)
{
	(void)take_word(at, "boolean ");
	*truth = take_word(at, "true");
	return *truth || take_word(at, "false") ? 0 : -1;
}

/* The whole rest is the number. */
static int take_number(const char **at, const char *type, uint64_t *number)
{
	int64_t small;
	int taken = -1;

	if (text_equal(type, "t")) {
		(void)take_word(at, "uint64 ");
		taken = number_unsigned(*at, UINT64_MAX, number);
	} else if (text_equal(type, "u")) {
		(void)take_word(at, "uint32 ");
		taken = number_unsigned(*at, UINT32_MAX, number);
	} else {
		(void)take_word(at, "int32 ");
		taken = number_signed(*at, INT32_MIN, INT32_MAX, &small);
		if (taken == 0)
			*number = (uint32_t)small;
	}
	*at += strlen(*at);
	return taken;
}

static int read_value(struct unit_property *property, struct arena *arena, const char *value)
{
	const char *at = value;
	int taken;

	skip_blank(&at);
	if (text_equal(property->type, "as"))
		taken = take_list(arena, &at, &property->list);
	else if (text_equal(property->type, "b"))
		taken = take_truth(&at, &property->number);
	else if (text_equal(property->type, "s"))
		taken = (property->words = take_string(arena, &at)) ? 0 : -1;
	else
		taken = take_number(&at, property->type, &property->number);
	return taken == 0 && !*at ? 0 : -1;
}

/* ---- names ----------------------------------------------------------------------------------- */

static const char *reason(const char *name)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		if (text_starts_with(name, refused[i].begin))
			return refused[i].why;
	}
	return "it is none of those that a bundle may set";
}

/* "TimeoutStopSec" is how unit files spell it; on the bus it is TimeoutStopUSec. */
static const char *bus_name(struct arena *arena, const char *name, uint64_t *factor)
{
	*factor = 1;
	if (!text_ends_with(name, "Sec") || text_ends_with(name, "USec"))
		return name;
	*factor = SECOND;
	return arena_format(arena, "%.*sUSec", (int)(strlen(name) - strlen("Sec")), name);
}

static const char *kind_of(const char *type)
{
	static const struct {
		const char *type, *example;
	} kinds[] = {
		{"as", "['a', 'b']" },
		{"b",  "true"       },
		{"s",  "'text'"     },
		{"t",  "uint64 1000"},
		{"u",  "uint32 1000"},
		{"i",  "int32 15"   },
	};
	size_t i = 0;

	while (!text_equal(kinds[i].type, type))
		i++;
	return kinds[i].example;
}

static int add(struct unit_properties *properties, const struct pair *annotation, struct error *err)
{
	uint64_t factor;
	const char *name = annotation->name + strlen(PREFIX);
	const char *known = bus_name(properties->arena, name, &factor);
	struct unit_property *property;
	size_t i = 0;

	while (i < COUNT(allowed) && !text_equal(allowed[i].name, known))
		i++;
	if (i == COUNT(allowed))
		return fail(err, REFUSED,
			    "annotation %s: %s; --no-annotations leaves such annotations without "
			    "effect",
			    annotation->name, reason(name));
	property = property_set(properties, allowed[i].name, allowed[i].type);
	if (read_value(property, properties->arena, annotation->value) ||
	    property->number > UINT64_MAX / factor)
		return fail(err, SPEC, "annotation %s: \"%s\" is no value like %s",
			    annotation->name, annotation->value, kind_of(property->type));
	property->number *= factor;
	return 0;
}

int properties_of_annotations(struct unit_properties *properties, const struct spec *spec,
			      struct error *err)
{
	for (size_t i = 0; i < spec->annotations.count && !spec->annotations_off; i++) {
		const struct pair *annotation = &spec->annotations.items[i];

		if (text_starts_with(annotation->name, PREFIX) && add(properties, annotation, err))
			return -1;
	}
	return 0;
}
