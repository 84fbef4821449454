/*
 * wire.c - what a side of a score hears from the other
 *
 * A compromised INIT can send HOST what it likes: a message of any length, then nothing.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "target.h"
#include "wire.h"

#define LONGEST 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire wire = NO_WIRE;
	struct error err = NO_ERROR;
	int answer;

	HOLDS(wire_make(&wire, &err) == 0, "%s\n", err.text);
	if (send(wire.other, data, size < LONGEST ? size : LONGEST, 0) < 0)
		HOLDS(size == 0, "the message is not sent\n");
	fd_drop(&wire.other);
	answer = size && data[0] & 1 ? wire_wait_end(&wire, &err) : wire_wait(&wire, &err);
	HOLDS((answer < 0) == (err.kind != NO_FAILURE), "an answer that its error belies\n");
	HOLDS(memchr(err.text, '\0', sizeof(err.text)), "a sentence without an end\n");
	wire_close(&wire);
	return 0;
}
