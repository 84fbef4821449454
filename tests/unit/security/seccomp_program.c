/* seccomp_program.c: a classic BPF program, written from its end */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "alloc.h"
#include "bpf_machine.h"
#include "seccomp_program.h"

static uint32_t run(const struct program *program, int number)
{
	const struct seccomp_data data = {.nr = number};
	unsigned steps;

	return bpf_run(&program->code[BPF_MAXINSNS - program->used], program->used, &data, &steps);
}

static struct program *new_program(void)
{
	struct program *program = alloc(1, sizeof(*program));

	program_begin(program);
	return program;
}

Test(security_seccomp_program, returns_of_one_action_are_shared)
{
	auto_free struct program *program = new_program();
	label one = program_return(program, 1), two = program_return(program, 2);

	cr_expect_neq(one, two);
	cr_expect_eq(program_return(program, 1), one);
	cr_expect_eq(program->used, 2);
}

Test(security_seccomp_program, a_branch_without_a_choice_is_none)
{
	auto_free struct program *program = new_program();
	label one = program_return(program, 1);

	cr_expect_eq(program_branch(program, BPF_JEQ, 7, one, one), one);
	cr_expect_eq(program->used, 1);
}

/* A chain of comparisons, longer than any branch reaches, with far ends of both kinds. */
Test(security_seccomp_program, a_branch_reaches_as_far_as_it_must)
{
	enum {
		LENGTH = 1500
	};
	auto_free struct program *program = new_program();
	label last = program_load(program, 4, program_return(program, 0));
	label at = program_return(program, 1);

	for (int i = LENGTH; i > 0; i--) {
		if (i % 3 == 0)
			at = program_branch(program, BPF_JEQ, (uint32_t)i, last, at);
		else
			at = program_branch(program, BPF_JEQ, (uint32_t)i,
					    program_return(program, (uint32_t)i % 40 + 2), at);
	}
	program_load(program, 0, at);
	cr_assert_not(program->full);
	for (int i = 1; i <= LENGTH; i++)
		cr_assert_eq(run(program, i), i % 3 ? (uint32_t)i % 40 + 2 : 0, "%d", i);
	cr_assert_eq(run(program, LENGTH + 1), 1);
	cr_assert_eq(run(program, 0), 1);
}

Test(security_seccomp_program, a_load_goes_on_where_it_is_told)
{
	auto_free struct program *program = new_program();
	label one = program_return(program, 1);

	program_return(program, 2);
	program_load(program, 0, one);
	cr_expect_eq(run(program, 5), 1);
}

Test(security_seccomp_program, a_program_that_is_too_long_says_so)
{
	auto_free struct program *program = new_program();

	for (uint32_t i = 0; i < BPF_MAXINSNS; i++)
		program_return(program, i);
	cr_expect_not(program->full);
	program_return(program, BPF_MAXINSNS);
	cr_expect(program->full);
	cr_expect_eq(program->used, BPF_MAXINSNS);
}
