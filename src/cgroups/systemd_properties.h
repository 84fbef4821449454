/*
 * systemd_properties.h - what a unit is asked to be
 *
 * A property is a name, a D-Bus type and a value of it. It is printed by describe as
 *
 *	property MemoryMax 104857600
 *
 * and goes into a message as a struct of the name and a variant.
 */
#ifndef BERTH_SYSTEMD_PROPERTIES_H
#define BERTH_SYSTEMD_PROPERTIES_H

#include "cgroups.h"
#include "scope.h"

struct device_filter;
struct error;
struct text;

struct unit_property {
	const char *name;
	const char *type;  /* b, i, u, t, s, as, au, ay, a(ss) */
	uint64_t number;   /* b, i, u, t; UINT64_MAX is systemd's infinity; au: the only item */
	const char *words; /* s */
	struct strings list;
	struct pairs pairs;
	const unsigned char *bytes; /* ay */
	size_t size;
};

struct unit_properties {
	struct arena *arena;
	struct unit_property *items;
	size_t count;
};

/* The one of that name, or a new one: what is said later counts. */
struct unit_property *property_set(struct unit_properties *properties, const char *name,
				   const char *type);

/* What every container's scope is asked to be. */
void properties_of_scope(struct unit_properties *properties, const struct scope_plan *scope,
			 const char *id);

/* Of the rows those that systemd knows a property for; period: of cpu.max where a row is silent. */
void properties_of_limits(struct unit_properties *properties, const struct cgroup_write *writes,
			  size_t count, uint64_t period);

/* NULL, or one that allows all: no policy. */
void properties_of_devices(struct unit_properties *properties, const struct device_filter *filter);

/* Those of the bundle's annotations, by a list of what is allowed. */
int properties_of_annotations(struct unit_properties *properties, const struct spec *spec,
			      struct error *err);

#define CPU_PERIOD 100000 /* microseconds: the kernel's own */

void property_print(const struct unit_property *property, struct text *out);
void property_put(const struct unit_property *property, struct text *message);

#endif
