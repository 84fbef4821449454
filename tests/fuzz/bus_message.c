/*
 * bus_message.c - what systemd or a bus says to berth
 *
 * A message is read only when it is there as a whole, and its strings end within it.
 */
#include <string.h>

#include "bus_message.h"
#include "target.h"

static void is_within(const char *string, const uint8_t *data, size_t size)
{
	const uint8_t *start = (const uint8_t *)string;

	if (!string[0])
		return;
	HOLDS(start >= data && start < data + size, "a string from elsewhere\n");
	HOLDS(memchr(start, '\0', size - (size_t)(start - data)), "a string without an end\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t length = bus_message_size(data, size);
	struct bus_message message;

	HOLDS(length >= -1, "a message of %lld bytes\n", (long long)length);
	if (length <= 0 || (uint64_t)length > size)
		return 0;
	if (bus_message_read(data, (size_t)length, &message))
		return 0;
	is_within(message.interface, data, size);
	is_within(message.member, data, size);
	is_within(message.error, data, size);
	is_within(message.signature, data, size);
	/* The body as JobRemoved has it, then whatever comes. */
	(void)bus_get_u32(&message.body);
	while (!message.body.broken && message.body.at < message.body.size) {
		is_within(bus_get_string(&message.body), data, size);
		(void)bus_get_byte(&message.body);
	}
	return 0;
}
