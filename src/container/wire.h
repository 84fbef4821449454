/*
 * wire.h - what the two sides of a score say to each other
 *
 * A socket that keeps messages apart. A message is a struct error, whole, when the sender has
 * failed; "I am done with all above your meeting" is its first member alone, NO_FAILURE. One
 * descriptor may ride on a message. The end of the file means that the other side is gone
 * or, for INIT's side, that it has become the payload.
 */
#ifndef BERTH_WIRE_H
#define BERTH_WIRE_H

#include <stdbool.h>

struct error;

struct wire {
	int fd;
	int other;    /* HOST's copy of INIT's end, until INIT is made */
	int passed;   /* rides on the next message; -1 */
	int received; /* has ridden on the last one; -1 */
};

#define NO_WIRE ((struct wire){.fd = -1, .other = -1, .passed = -1, .received = -1})

int wire_make(struct wire *wire, struct error *err);
/* HOST has a connection to INIT, which belongs to the wire from here on. */
int wire_take(struct wire *wire, int fd, struct error *err);
void wire_become_init(struct wire *wire);
void wire_become_host(struct wire *wire);
void wire_close(struct wire *wire);

/* Tells the other side to go on. A side that is gone is noticed at the next wait. */
void wire_go(struct wire *wire);
/* Tells the other side what went wrong; true when it could be told. */
bool wire_fail(struct wire *wire, const struct error *err);

/*
 * Waits for the other side: 0 go on, 1 it is gone without a word, -1 with its error. There is none
 * in err before.
 */
int wire_wait(struct wire *wire, struct error *err);
/* When the other side has failed before, its error is the cause of ours: *err becomes that. */
void wire_overhear(struct wire *wire, struct error *err);
/* Waits for the other side to leave: 0 when it has, -1 with its error. */
int wire_wait_end(struct wire *wire, struct error *err);

#endif
