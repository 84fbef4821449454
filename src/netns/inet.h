/*
 * inet.h - addresses and subnets, both families alike
 *
 * An address is a subnet that is as long as it can be. Whoever prints one says whether the
 * prefix is to be seen: 10.77.0.2 lies in 10.77.0.0/24, and is configured as 10.77.0.2/24.
 */
#ifndef BERTH_INET_H
#define BERTH_INET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "network.h"

#define INET_TEXT 50 /* the longest address, its prefix and the end */

int inet_read(const char *text, struct inet *address);          /* "10.77.0.2" */
int inet_read_with_prefix(const char *text, struct inet *read); /* "10.77.0.2/24" */

/* Both return buffer. */
const char *inet_text(const struct inet *address, char buffer[INET_TEXT]);
const char *inet_text_with_prefix(const struct inet *address, char buffer[INET_TEXT]);

unsigned inet_size(const struct inet *address); /* in bytes: 4 or 16 */

bool inet_equal(const struct inet *one, const struct inet *other); /* the prefix aside */
bool inet_covers(const struct inet *subnet, const struct inet *address);
bool inet_overlap(const struct inet *one, const struct inet *other);
int inet_compare(const struct inet *one, const struct inet *other); /* of one family */

/* The subnet that an address with a prefix lies in, and that subnet's last address. */
struct inet inet_first(const struct inet *subnet);
struct inet inet_last(const struct inet *subnet);

/* The address so many further, or back. */
struct inet inet_step(const struct inet *address, int64_t steps);

#endif
