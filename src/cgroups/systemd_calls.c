/*
 * systemd_calls.c - what the manager of systemd is asked
 *
 * systemd listens on a socket of its own, where no bus is between and all signals are sent:
 * that one is tried first. Where it is not to be seen, in a container say, there may be a bus.
 */
#include "systemd_calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "log.h"
#include "text.h"

#define SYSTEMD       "org.freedesktop.systemd1"
#define SYSTEM_ERRORS SYSTEMD "."

/* ---- finding systemd ------------------------------------------------------------------------ */

/* Both return -1 and, in errno, why the last place was none. */
static int connect_user(struct bus *bus, int milliseconds)
{
	static const char scheme[] = "unix:path=";
	const char *given = getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	auto_text struct text place = NO_TEXT;

	if (runtime && runtime[0])
		text_format(&place, "%s/", runtime);
	else
		text_format(&place, "/run/user/%u/", geteuid());
	text_add(&place, "systemd/private");
	if (bus_open(bus, place.start, true, milliseconds) == 0)
		return 0;
	if (given && text_starts_with(given, scheme)) {
		text_clear(&place);
		given += strlen(scheme);
		text_add_bytes(&place, given, strcspn(given, ",;"));
	} else {
		place.length -= strlen("systemd/private");
		text_add(&place, "bus");
	}
	return bus_open(bus, text_string(&place), false, milliseconds);
}

static int connect_machine(struct bus *bus, int milliseconds)
{
	if (bus_open(bus, "/run/systemd/private", true, milliseconds) == 0)
		return 0;
	return bus_open(bus, "/run/dbus/system_bus_socket", false, milliseconds);
}

int systemd_connect(struct bus *bus, bool of_user, int milliseconds, struct error *err)
{
	int connected =
		of_user ? connect_user(bus, milliseconds) : connect_machine(bus, milliseconds);

	if (connected) {
		fail(err, SYSTEM, "reach systemd%s",
		     of_user ? " of the user, below $XDG_RUNTIME_DIR" : "");
		return fail_cure(err, "--cgroup-manager cgroupfs does without systemd");
	}
	if (!bus_peer(bus))
		return fail(err, REFUSED,
			    "systemd, at %s, is outside of this pid namespace: it would take "
			    "another process for the container's",
			    bus->where);
	log_debug("systemd is reached at %s", bus->where);
	return 0;
}

/* ---- talking to it -------------------------------------------------------------------------- */

uint32_t systemd_ask(struct bus *bus, const char *member, const char *signature,
		     const struct text *body)
{
	const struct bus_call call = {
		.destination = SYSTEMD,
		.path = "/org/freedesktop/systemd1",
		.interface = SYSTEMD ".Manager",
		.member = member,
		.signature = signature,
	};

	return bus_say(bus, &call, body);
}

int systemd_reply(struct bus *bus, uint32_t serial, struct bus_message *reply, struct error *err)
{
	do {
		if (bus_hear(bus, reply, err))
			return -1;
	} while (reply->reply_serial != serial);
	return 0;
}

bool systemd_error_is(const struct bus_message *reply, const char *name)
{
	return reply->kind == BUS_ERROR && text_starts_with(reply->error, SYSTEM_ERRORS) &&
	       text_equal(reply->error + strlen(SYSTEM_ERRORS), name);
}

int systemd_refuses(struct bus_message *reply, const char *act, const char *unit, struct error *err)
{
	const char *words = reply->signature[0] == 's' ? bus_get_string(&reply->body) : "";

	return fail(err, STATE, "systemd refuses to %s %s: %s", act, unit,
		    words[0] ? words : reply->error);
}

int systemd_await_job(struct bus *bus, struct bus_message *reply, const char *unit,
		      struct error *err)
{
	auto_text struct text job = NO_TEXT;

	text_add(&job, bus_get_string(&reply->body));
	for (;;) {
		struct bus_message heard;
		const char *path, *result;

		if (bus_hear(bus, &heard, err))
			return fail_during(err, "wait for systemd's job of %s", unit);
		if (heard.kind != BUS_SIGNAL || !text_equal(heard.member, "JobRemoved") ||
		    !text_equal(heard.signature, "uoss"))
			continue;
		(void)bus_get_u32(&heard.body);
		path = bus_get_string(&heard.body);
		(void)bus_get_string(&heard.body);
		result = bus_get_string(&heard.body);
		if (heard.body.broken || !text_equal(path, text_string(&job)))
			continue;
		if (text_equal(result, "done"))
			return 0;
		return fail(err, STATE,
			    "systemd's job of %s has ended as \"%s\"; see journalctl -u %s", unit,
			    result, unit);
	}
}
