/*
 * Both sides of the gate in one process: INIT's wait is entered when what it waits for is there.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "wire.h"

static char place[] = "/tmp/berth-gate-XXXXXX";
static struct record record = {.dir = -1};
static struct wire wire, other_wire;
static struct job job, starter;

static void open_gate(void)
{
	struct error err = NO_ERROR;

	cr_assert_not_null(mkdtemp(place));
	record.dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	wire = other_wire = NO_WIRE;
	job = starter = NO_JOB;
	job.record = &record;
	job.wire = &wire;
	starter.wire = &other_wire;
	cr_assert_eq(gate_open(&job, &err), 0, "%s", err.text);
}

static void drop_place(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(container_gate, .init = open_gate, .fini = drop_place, .timeout = 20);

static bool gate_is_there(void)
{
	return faccessat(record.dir, "start", F_OK, 0) == 0;
}

Test(container_gate, start_takes_the_gate_away_and_has_a_wire_to_init)
{
	struct error err = NO_ERROR, said = {.kind = STATE, .text = "through the gate"};

	cr_assert(gate_is_there());
	cr_assert_eq(gate_connect(&record, &starter, &err), 0, "%s", err.text);
	cr_assert_not(gate_is_there());
	cr_assert_eq(gate_wait(&job, &err), 0, "%s", err.text);
	cr_assert_eq(job.gate, -1);
	cr_assert_eq(job.gate_name, -1);
	wire_go(&other_wire);
	cr_assert_eq(wire_wait(&wire, &err), 0, "%s", err.text);
	cr_assert(wire_fail(&wire, &said));
	cr_assert_eq(wire_wait(&other_wire, &err), -1);
	cr_assert_str_eq(err.text, "through the gate");
}

Test(container_gate, a_starter_that_dies_leaves_a_wire_that_ends)
{
	struct error err = NO_ERROR;

	cr_assert_eq(gate_connect(&record, &starter, &err), 0, "%s", err.text);
	wire_close(&other_wire);
	cr_assert_eq(gate_wait(&job, &err), 0, "%s", err.text);
	cr_assert_eq(wire_wait(&wire, &err), 1, "%s", err.text);
}

Test(container_gate, init_ends_when_its_gate_is_gone_and_nobody_came)
{
	struct error err = NO_ERROR;

	cr_assert_eq(unlinkat(record.dir, "start", 0), 0);
	cr_assert_eq(gate_wait(&job, &err), -1);
	cr_assert_eq(err.kind, STATE);
	cr_assert_str_eq(err.text, "the record is gone");
}

Test(container_gate, a_gate_that_is_closed_lets_nobody_through)
{
	struct error err = NO_ERROR;

	gate_close(&job);
	cr_assert_not(gate_is_there());
	gate_close(&job); /* again: an undo accepts that nothing is there */
	cr_assert_eq(gate_connect(&record, &starter, &err), -1);
	cr_assert_eq(err.kind, STATE);
	cr_assert_str_eq(err.text, "the container's init process does not answer: no such file or "
				   "directory");
}

Test(container_gate, nobody_listens_any_more)
{
	struct error err = NO_ERROR;

	fd_drop(&job.gate);
	cr_assert_eq(gate_connect(&record, &starter, &err), -1);
	cr_assert_str_eq(err.text,
			 "the container's init process does not answer: connection refused");
}
