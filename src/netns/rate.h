/*
 * rate.h - how much an attachment may move: words, and what the kernel is told
 *
 * The words are tc(8)'s. Inside berth a rate is bits in a second, and 0 is no limit.
 */
#ifndef BERTH_RATE_H
#define BERTH_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct attachment;
struct error;
struct json;
struct json_value;
struct netlink_batch;
struct rates;

/* ---- rate_words.c -------------------------------------------------------------------------- */

#define LEAST_RATE UINT64_C(8000) /* a packet of the usual size takes more than a second */
#define MOST_RATE  UINT64_C(100000000000000) /* what the kernel counts in stays far away */
#define RATE_TEXT  32

/* "10mbit", "1.5gbit", "500kbps" (bytes), "1mibit"; a bare number is bits. */
int rate_read(const char *text, uint64_t *rate);
#define RATE_EXPECTED                                                                              \
	"\"%s\" is not a rate of 8kbit to 100tbit, such as 10mbit, 1.5gbit, or 500kbps in bytes"
/* The shortest that says the same; returns buffer. */
const char *rate_text(uint64_t rate, char buffer[RATE_TEXT]);

/* The members "rate_in" and "rate_out" of an object; without one there is no limit. */
void rates_write(const struct rates *rates, struct json *json);
int rates_read(const struct json_value *object, struct rates *rates);

/* ---- shaping.c ----------------------------------------------------------------------------- */

/* Sets an attachment's limits on its devices, which are there already. */
int shape(const struct attachment *attachment, struct error *err);

bool is_shaped(const struct attachment *attachment);
/* They are there again, whatever was left of them. */
int shape_again(const struct attachment *attachment, struct error *err);

/* The device that the container's traffic passes, if that is limited. */
void shaper_add_removal(struct netlink_batch *batch, const struct attachment *attachment);

/* ---- the messages ---- */

/* The device, down. */
void shaper_add(struct netlink_batch *batch, const struct attachment *attachment);
/* What leaves by a device is held to a rate. */
void shaping_add_rate(struct netlink_batch *batch, unsigned index, uint64_t rate, int64_t mtu);
/* What comes in by a device leaves by another before anything else becomes of it. */
void shaping_add_detour(struct netlink_batch *batch, unsigned index, unsigned by);

#endif
