/*
 * wire.c - what one side of a score hears of the other
 */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "wire.h"

/* Both ends in this process: HOST's, and INIT's. */
static struct wire host, init;

static void wires_make(void)
{
	struct error err = NO_ERROR;

	host = NO_WIRE;
	init = NO_WIRE;
	cr_assert_eq(wire_make(&host, &err), 0, "%s", err.text);
	init.fd = fd_take(&host.other);
}

static void wires_close(void)
{
	wire_close(&host);
	wire_close(&init);
}

TestSuite(container_wire, .init = wires_make, .fini = wires_close);

Test(container_wire, a_side_goes_on_and_a_descriptor_rides_on_that)
{
	struct error err = NO_ERROR;

	init.passed = STDERR_FILENO;
	wire_go(&init);
	cr_assert_eq(wire_wait(&host, &err), 0, "%s", err.text);
	cr_assert_eq(err.kind, NO_FAILURE);
	cr_assert_geq(host.received, 0);
	cr_assert_eq(init.passed, -1);
}

Test(container_wire, a_failure_is_the_other_sides_own_sentence)
{
	struct error said = NO_ERROR, err = NO_ERROR;

	fail(&said, REFUSED, "it is not to be");
	cr_assert(wire_fail(&init, &said));
	cr_assert_eq(wire_wait(&host, &err), -1);
	cr_assert_eq(err.kind, REFUSED);
	cr_assert_str_eq(err.text, "it is not to be");
}

Test(container_wire, a_side_that_leaves_is_gone_without_a_word)
{
	struct error err = NO_ERROR;

	wire_go(&init);
	wire_close(&init);
	cr_assert_eq(wire_wait(&host, &err), 0);
	cr_assert_eq(wire_wait(&host, &err), 1);
	cr_assert_eq(wire_wait_end(&host, &err), 0);
	cr_assert_eq(err.kind, NO_FAILURE);
}

Test(container_wire, who_leaves_may_say_why_before)
{
	struct error said = NO_ERROR, err = NO_ERROR;

	fail(&said, STATE, "enough");
	wire_go(&init);
	cr_assert(wire_fail(&init, &said));
	cr_assert_eq(wire_wait_end(&host, &err), -1);
	cr_assert_str_eq(err.text, "enough");
}

/* INIT has read an image by then: neither length nor contents are taken on trust. */
Test(container_wire, what_is_no_message_is_no_go_ahead)
{
	const struct error empty = NO_ERROR;
	const enum failure some = STATE;
	const struct {
		const void *bytes;
		size_t size;
	} rows[] = {
		{"?",    1            },
		{&some,  sizeof(some) },
		{&empty, sizeof(empty)},
		{&empty, 100          },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error err = NO_ERROR;

		cr_assert_eq(send(init.fd, rows[i].bytes, rows[i].size, 0), (int)rows[i].size);
		cr_expect_eq(wire_wait(&host, &err), -1, "row %zu", i);
		cr_expect_eq(err.kind, BUG, "row %zu", i);
	}
}

Test(container_wire, a_sentence_without_an_end_is_given_one)
{
	struct error said = {.kind = STATE}, err = NO_ERROR;

	memset(said.text, 'x', sizeof(said.text));
	cr_assert(wire_fail(&init, &said));
	cr_assert_eq(wire_wait(&host, &err), -1);
	cr_assert_eq(strlen(err.text), sizeof(err.text) - 1);
}
