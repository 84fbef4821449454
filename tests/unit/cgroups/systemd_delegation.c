/*
 * systemd_delegation.c - over a systemd that answers what the test says
 */
#include <criterion/criterion.h>
#include <string.h>

#include "error.h"
#include "systemd_calls.h"
#include "systemd_delegation.h"

static bool reached = true, knows_unit = true, knows_property = true;
static const char *unit = "/org/freedesktop/systemd1/unit/c1_2escope";
static uint32_t delegate;
static struct text asked, answer;

int systemd_connect(struct bus *bus, bool of_user, int milliseconds, struct error *err)
{
	(void)bus, (void)milliseconds;
	cr_expect(of_user);
	return reached ? 0 : fail(err, STATE, "there is none");
}

uint32_t systemd_ask(struct bus *bus, const char *member, const char *signature,
		     const struct text *body)
{
	(void)bus;
	cr_expect_str_eq(signature, "s");
	text_format(&asked, "%s %s; ", member, body->start + 4);
	return 1;
}

uint32_t bus_say(struct bus *bus, const struct bus_call *call, const struct text *body)
{
	(void)bus;
	text_format(&asked, "%s %s %s", call->path, call->member, body->start + 4);
	return 2;
}

int systemd_reply(struct bus *bus, uint32_t serial, struct bus_message *reply, struct error *err)
{
	bool known = serial == 1 ? knows_unit : knows_property;

	(void)bus, (void)err;
	text_clear(&answer);
	if (serial == 1) {
		bus_put_string(&answer, unit);
	} else {
		bus_put_signature(&answer, "b");
		bus_put_u32(&answer, delegate);
	}
	*reply = (struct bus_message){
		.kind = known ? BUS_RETURN : BUS_ERROR,
		.error = "",
		.signature = "",
		.body = {.bytes = (const unsigned char *)answer.start, .size = answer.length}
	};
	return 0;
}

int systemd_refuses(struct bus_message *reply, const char *act, const char *name, struct error *err)
{
	(void)reply;
	return fail(err, STATE, "systemd refuses to %s %s", act, name);
}

void bus_close(struct bus *bus)
{
	bus->fd = -1;
}

Test(cgroups_systemd_delegation, the_units_own_property_decides)
{
	cr_expect_not(systemd_delegates("/a/c1.scope"));
	delegate = 1;
	cr_expect(systemd_delegates("/a/c1.scope"));
}

Test(cgroups_systemd_delegation, it_is_asked_of_the_kind_of_unit_there_is)
{
	(void)systemd_delegates("/a/c1.scope");
	cr_expect_str_eq(asked.start, "GetUnitByControlGroup /a/c1.scope; "
				      "/org/freedesktop/systemd1/unit/c1_2escope Get "
				      "org.freedesktop.systemd1.Scope");
	text_clear(&asked);
	unit = "/org/freedesktop/systemd1/unit/c1_2eservice";
	(void)systemd_delegates("/a/c1.service");
	cr_expect(strstr(asked.start, "org.freedesktop.systemd1.Service"), "%s", asked.start);
}

Test(cgroups_systemd_delegation, a_cgroup_of_no_unit_is_not_delegated)
{
	delegate = 1;
	knows_unit = false;
	cr_expect_not(systemd_delegates("/a"));
	knows_unit = true;
	knows_property = false;
	cr_expect_not(systemd_delegates("/a"));
}

Test(cgroups_systemd_delegation, where_there_is_no_systemd_nobody_takes_it_back)
{
	reached = false;
	cr_expect(systemd_delegates("/a"));
}
