/*
 * bytes.h - what messages are as bytes, so that a change of any is seen
 *
 * In hexadecimal, in fours, each with a space behind it; the host's order is little-endian here.
 */
#ifndef BERTH_TEST_BYTES_H
#define BERTH_TEST_BYTES_H

#include <criterion/criterion.h>

#include "netlink_batch.h"
#include "text.h"

static inline void expect_bytes(const struct netlink_batch *batch, const char *hex)
{
	auto_text struct text said = NO_TEXT;

	for (size_t i = 0; i < batch_size(batch); i++)
		text_format(&said, "%02x%s", (uint8_t)batch->bytes[i], i % 4 == 3 ? " " : "");
	cr_assert_str_eq(said.start, hex);
}

#endif
