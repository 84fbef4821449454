/*
 * inet.c - addresses and subnets, both families alike
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "inet.h"
#include "number.h"

unsigned inet_size(const struct inet *address)
{
	return address->family == AF_INET ? 4 : 16;
}

int inet_read(const char *text, struct inet *address)
{
	struct inet read = {.family = strchr(text, ':') ? AF_INET6 : AF_INET};

	if (inet_pton(read.family, text, read.bytes) != 1)
		return -1;
	read.prefix = (uint8_t)(inet_size(&read) * 8);
	*address = read;
	return 0;
}

int inet_read_with_prefix(const char *text, struct inet *address)
{
	char alone[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	struct inet read;
	uint64_t prefix;

	if (!slash || (size_t)(slash - text) >= sizeof(alone))
		return -1;
	memcpy(alone, text, (size_t)(slash - text));
	alone[slash - text] = '\0';
	if (inet_read(alone, &read) || number_unsigned(slash + 1, read.prefix, &prefix))
		return -1;
	read.prefix = (uint8_t)prefix;
	*address = read;
	return 0;
}

const char *inet_text(const struct inet *address, char buffer[INET_TEXT])
{
	return inet_ntop(address->family, address->bytes, buffer, INET_TEXT);
}

const char *inet_text_with_prefix(const struct inet *address, char buffer[INET_TEXT])
{
	size_t length;

	inet_text(address, buffer);
	length = strlen(buffer);
	snprintf(buffer + length, INET_TEXT - length, "/%d", address->prefix);
	return buffer;
}

bool inet_equal(const struct inet *one, const struct inet *other)
{
	return one->family == other->family && inet_compare(one, other) == 0;
}

int inet_compare(const struct inet *one, const struct inet *other)
{
	return memcmp(one->bytes, other->bytes, inet_size(one));
}

/* The bits of byte i that belong to the network. */
static uint8_t mask(const struct inet *subnet, unsigned i)
{
	unsigned before = i * 8;

	if (subnet->prefix >= before + 8)
		return 0xff;
	return subnet->prefix <= before ? 0 : (uint8_t)(0xff << (8 - (subnet->prefix - before)));
}

bool inet_covers(const struct inet *subnet, const struct inet *address)
{
	if (subnet->family != address->family)
		return false;
	for (unsigned i = 0; i < inet_size(subnet); i++) {
		if ((subnet->bytes[i] ^ address->bytes[i]) & mask(subnet, i))
			return false;
	}
	return true;
}

/* Subnets lie in each other or apart. */
bool inet_overlap(const struct inet *one, const struct inet *other)
{
	return one->prefix < other->prefix ? inet_covers(one, other) : inet_covers(other, one);
}

struct inet inet_first(const struct inet *subnet)
{
	struct inet first = *subnet;

	for (unsigned i = 0; i < inet_size(subnet); i++)
		first.bytes[i] &= mask(subnet, i);
	return first;
}

struct inet inet_last(const struct inet *subnet)
{
	struct inet last = *subnet;

	for (unsigned i = 0; i < inet_size(subnet); i++)
		last.bytes[i] |= (uint8_t)~mask(subnet, i);
	return last;
}

struct inet inet_step(const struct inet *address, int64_t steps)
{
	struct inet there = *address;

	/* The carry of a long addition; of a subtraction when it is negative. */
	for (unsigned i = inet_size(address); i-- > 0 && steps;) {
		steps += there.bytes[i];
		there.bytes[i] = (uint8_t)(steps & 0xff);
		steps >>= 8;
	}
	return there;
}
