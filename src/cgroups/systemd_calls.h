/*
 * systemd_calls.h - what the manager of systemd is asked
 */
#ifndef BERTH_SYSTEMD_CALLS_H
#define BERTH_SYSTEMD_CALLS_H

#include "bus.h"

struct error;

/*
 * The machine's, or the user's. Refuses one that is outside of our pid namespace: a number of a
 * process would mean another one there.
 */
int systemd_connect(struct bus *bus, bool of_user, int milliseconds, struct error *err);

/* A method of org.freedesktop.systemd1.Manager. Returns the serial. */
uint32_t systemd_ask(struct bus *bus, const char *member, const char *signature,
		     const struct text *body);

/* The reply to what was said with this serial; it may be an error. */
int systemd_reply(struct bus *bus, uint32_t serial, struct bus_message *reply, struct error *err);

/* The error has this name of systemd's: "UnitExists". */
bool systemd_error_is(const struct bus_message *reply, const char *name);

/* "systemd refuses to start c1.scope: its own words" */
int systemd_refuses(struct bus_message *reply, const char *act, const char *unit,
		    struct error *err);

/* Waits for the job that the reply names to be done. */
int systemd_await_job(struct bus *bus, struct bus_message *reply, const char *unit,
		      struct error *err);

#endif
