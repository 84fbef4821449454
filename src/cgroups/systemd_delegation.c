/*
 * systemd_delegation.c - whether a cgroup belongs to a unit that leaves it to others
 *
 * What is below a unit without Delegate=yes is systemd's: its next daemon-reload takes the
 * controllers away, and every limit with them. The machine's systemd marks what it delegates with
 * an attribute; a user's may not, and is asked.
 */
#include "systemd_delegation.h"

#include "error.h"
#include "log.h"
#include "systemd_calls.h"

#define ANSWER_MS 5000

/* The unit's object, which stays in the message until another is heard. */
static const char *unit_of(struct bus *bus, const char *cgroup, struct error *err)
{
	auto_text struct text body = NO_TEXT;
	struct bus_message reply;
	const char *unit;

	bus_put_string(&body, cgroup);
	if (systemd_reply(bus, systemd_ask(bus, "GetUnitByControlGroup", "s", &body), &reply, err))
		return NULL;
	if (reply.kind == BUS_ERROR)
		return (void)systemd_refuses(&reply, "name the unit of", cgroup, err), NULL;
	unit = bus_get_string(&reply.body);
	return reply.body.broken ? NULL : unit;
}

/* A variant: the length and the letter of its signature, the signature's end, the value. */
static bool get_boolean(struct bus_reader *reader)
{
	bool is_boolean = bus_get_byte(reader) == 1 && bus_get_byte(reader) == 'b';

	(void)bus_get_byte(reader);
	return bus_get_u32(reader) && is_boolean && !reader->broken;
}

static bool has_delegate(struct bus *bus, const char *unit, struct error *err)
{
	const char *kind = text_ends_with(unit, "_2eservice") ? "org.freedesktop.systemd1.Service"
							      : "org.freedesktop.systemd1.Scope";
	const struct bus_call call = {
		.destination = "org.freedesktop.systemd1",
		.path = unit,
		.interface = "org.freedesktop.DBus.Properties",
		.member = "Get",
		.signature = "ss",
	};
	auto_text struct text body = NO_TEXT;
	struct bus_message reply;

	bus_put_string(&body, kind);
	bus_put_string(&body, "Delegate");
	if (systemd_reply(bus, bus_say(bus, &call, &body), &reply, err) || reply.kind == BUS_ERROR)
		return false;
	return get_boolean(&reply.body);
}

bool systemd_delegates(const char *cgroup)
{
	auto_text struct text unit = NO_TEXT;
	struct error err = NO_ERROR;
	auto_bus struct bus bus = NO_BUS;
	const char *name;

	if (systemd_connect(&bus, true, ANSWER_MS, &err)) {
		log_debug("nobody says whether %s is delegated: %s", cgroup, err.text);
		return true; /* nor will anybody take it back */
	}
	name = unit_of(&bus, cgroup, &err);
	if (!name)
		return false;
	text_add(&unit, name);
	return has_delegate(&bus, unit.start, &err);
}
