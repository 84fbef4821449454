/*
 * systemd_properties.c - what a unit is asked to be
 */
#include "systemd_properties.h"

#include <inttypes.h>
#include <string.h>

#include "bus_message.h"

struct unit_property *property_set(struct unit_properties *properties, const char *name,
				   const char *type)
{
	struct unit_property *property = NULL;

	for (size_t i = 0; i < properties->count && !property; i++) {
		if (text_equal(properties->items[i].name, name))
			property = &properties->items[i];
	}
	if (!property)
		property = ARENA_ADD(properties->arena, properties->items, properties->count);
	*property = (struct unit_property){.name = name, .type = type};
	return property;
}

static void set_words(struct unit_properties *properties, const char *name, const char *words)
{
	property_set(properties, name, "s")->words = words;
}

static void set_truth(struct unit_properties *properties, const char *name, bool truth)
{
	property_set(properties, name, "b")->number = truth;
}

void properties_of_scope(struct unit_properties *properties, const struct scope_plan *scope,
			 const char *id)
{
	set_words(properties, "Description", arena_format(properties->arena, "container %s", id));
	set_words(properties, "Slice", scope->slice);
	set_truth(properties, "Delegate", true);
	/* Who wants it stopped before others at a shutdown says what it is to be After=. */
	set_truth(properties, "DefaultDependencies", false);
	/* A scope that has failed is forgotten like one that has ended. */
	set_words(properties, "CollectMode", "inactive-or-failed");
	set_truth(properties, "CPUAccounting", true);
	set_truth(properties, "MemoryAccounting", true);
	set_truth(properties, "IOAccounting", true);
	set_truth(properties, "TasksAccounting", true);
	/* systemd's default is 15 % of what the kernel has; a container is limited when it says so.
	 */
	property_set(properties, "TasksMax", "t")->number = UINT64_MAX;
}

/* ---- as text -------------------------------------------------------------------------------- */

static void print_list(const struct strings *list, struct text *out)
{
	for (size_t i = 0; i < list->count; i++)
		text_format(out, " %s", list->items[i]);
}

static void print_pairs(const struct pairs *pairs, struct text *out)
{
	for (size_t i = 0; i < pairs->count; i++)
		text_format(out, "%s %s %s", i ? "," : "", pairs->items[i].name,
			    pairs->items[i].value);
}

void property_print(const struct unit_property *property, struct text *out)
{
	text_add(out, property->name);
	if (property->words)
		text_format(out, " %s", property->words);
	else if (text_equal(property->type, "b"))
		text_add(out, property->number ? " yes" : " no");
	else if (text_equal(property->type, "t") && property->number == UINT64_MAX)
		text_add(out, " infinity");
	else if (text_equal(property->type, "i"))
		text_format(out, " %" PRId32, (int32_t)property->number);
	else if (text_equal(property->type, "t") || text_equal(property->type, "u"))
		text_format(out, " %" PRIu64, property->number);
	print_list(&property->list, out);
	print_pairs(&property->pairs, out);
}

/* ---- as bytes ------------------------------------------------------------------------------- */

static void put_list(const struct strings *list, struct text *message)
{
	struct bus_array array = bus_begin_array(message, 4);

	for (size_t i = 0; i < list->count; i++)
		bus_put_string(message, list->items[i]);
	bus_end_array(message, array);
}

static void put_pairs(const struct pairs *pairs, struct text *message)
{
	struct bus_array array = bus_begin_array(message, 8);

	for (size_t i = 0; i < pairs->count; i++) {
		bus_put_padding(message, 8);
		bus_put_string(message, pairs->items[i].name);
		bus_put_string(message, pairs->items[i].value);
	}
	bus_end_array(message, array);
}

static void put_bytes(const struct unit_property *property, struct text *message)
{
	struct bus_array array = bus_begin_array(message, 1);

	text_add_bytes(message, property->bytes, property->size);
	bus_end_array(message, array);
}

static void put_number(const struct unit_property *property, struct text *message)
{
	struct bus_array array = bus_begin_array(message, 4);

	bus_put_u32(message, (uint32_t)property->number);
	bus_end_array(message, array);
}

void property_put(const struct unit_property *property, struct text *message)
{
	bus_put_padding(message, 8);
	bus_put_string(message, property->name);
	bus_put_signature(message, property->type);
	if (text_equal(property->type, "s"))
		bus_put_string(message, property->words);
	else if (strchr("biu", property->type[0]))
		bus_put_u32(message, (uint32_t)property->number);
	else if (text_equal(property->type, "t"))
		bus_put_u64(message, property->number);
	else if (text_equal(property->type, "as"))
		put_list(&property->list, message);
	else if (text_equal(property->type, "au"))
		put_number(property, message);
	else if (text_equal(property->type, "ay"))
		put_bytes(property, message);
	else
		put_pairs(&property->pairs, message);
}
