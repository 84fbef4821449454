/*
 * bus.h - a connection on which D-Bus is spoken
 *
 * What is said is gathered, and sent in one write when something is to be heard. There is one
 * deadline for the connection's whole life.
 *
 *	struct bus bus = NO_BUS;
 *
 *	if (bus_open(&bus, "/run/systemd/private", true, milliseconds))
 *		...
 *	serial = bus_say(&bus, &call, &body);
 *	do
 *		if (bus_hear(&bus, &message, err))
 *			...
 *	while (message.reply_serial != serial);
 *	bus_close(&bus);
 */
#ifndef BERTH_BUS_H
#define BERTH_BUS_H

#include <sys/types.h>

#include "bus_message.h"

struct error;

struct bus {
	int fd;
	bool agreed; /* the other side knows who we are */
	char where[108];
	int milliseconds;
	int64_t deadline;
	uint32_t serial, greeting; /* the last said; the last of the greeting */
	struct text in, out;
	size_t taken; /* of in */
};

#define NO_BUS   ((struct bus){.fd = -1})
#define auto_bus __attribute__((cleanup(bus_close)))

/* direct: to a program itself, with no bus between that wants a greeting. -1 and errno. */
int bus_open(struct bus *bus, const char *path, bool direct, int milliseconds);

/* The process that listens there; 0 when it is outside of our pid namespace. */
pid_t bus_peer(const struct bus *bus);

void bus_close(struct bus *bus);

/* Returns the serial. */
uint32_t bus_say(struct bus *bus, const struct bus_call *call, const struct text *body);

/* Sends what was said and waits for a message, which is there until the next is heard. */
int bus_hear(struct bus *bus, struct bus_message *message, struct error *err);

#endif
