/*
 * seccomp_tree.c - from intervals of system call numbers to a program
 *
 * Theory of operation
 *
 * The numbers of a machine are cut into intervals of equal verdict, some 100 for a usual
 * profile, and found by binary search: 7 to 10 branches for any call, where a list
 * of comparisons has hundreds. It pays twice: the kernel runs a new filter once for every
 * number, to learn which are always allowed (Linux 5.11), so loading is faster as well.
 *
 * Classic BPF computes in 32 bits, arguments have 64. A comparison looks at the upper half
 * first, and at the lower one only when the upper halves are equal.
 */
#include <linux/seccomp.h>

#include "seccomp_tree.h"

static size_t half_offset(const struct seccomp_abi *abi, unsigned argument, bool upper)
{
	size_t offset = offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t);

	return offset + (upper != abi->big_endian ? sizeof(uint32_t) : 0);
}

static label equal_half(struct program *program, const struct seccomp_abi *abi,
			const struct condition *condition, bool upper, const label to[2])
{
	unsigned shift = upper ? 32 : 0;
	uint32_t mask = (uint32_t)(condition->mask >> shift);
	uint32_t value = (uint32_t)(condition->value >> shift) & mask;
	label test;

	if (!mask)
		return to[true];
	test = program_branch(program, BPF_JEQ, value, to[true], to[false]);
	if (mask != UINT32_MAX)
		test = program_and(program, mask, test);
	return program_load(program, half_offset(abi, condition->index, upper), test);
}

static label masked_equal(struct program *program, const struct seccomp_abi *abi,
			  const struct condition *condition, const label to[2])
{
	label lower = equal_half(program, abi, condition, false, to);

	if (!abi->wide)
		return lower;
	return equal_half(program, abi, condition, true, (label[2]){to[false], lower});
}

static label greater(struct program *program, const struct seccomp_abi *abi,
		     const struct condition *condition, const label to[2])
{
	uint16_t test = condition->test == GREATER ? BPF_JGT : BPF_JGE;
	label at = program_branch(program, test, (uint32_t)condition->value, to[true], to[false]);
	uint32_t upper = (uint32_t)(condition->value >> 32);

	at = program_load(program, half_offset(abi, condition->index, false), at);
	if (!abi->wide)
		return at;
	at = program_branch(program, BPF_JEQ, upper, at, to[false]);
	at = program_branch(program, BPF_JGT, upper, to[true], at);
	return program_load(program, half_offset(abi, condition->index, true), at);
}

static label decide(struct program *program, const struct seccomp_abi *abi,
		    const struct condition *condition, label yes, label no)
{
	label to[2] = {no, yes};

	if (condition->opposite) {
		to[true] = no;
		to[false] = yes;
	}
	if (condition->test == MASKED_EQUAL)
		return masked_equal(program, abi, condition, to);
	return greater(program, abi, condition, to);
}

static label call_rule(struct program *program, const struct seccomp_abi *abi,
		       const struct call *call, label no)
{
	const struct rule *rule = call->rule;
	label at = program_return(program, rule->action);

	for (size_t i = rule->condition_count; i--;) {
		/* The selector stands where the call's own first argument would. */
		if (!call->selector || rule->conditions[i].index != 0)
			at = decide(program, abi, &rule->conditions[i], at, no);
	}
	if (call->selector) {
		const struct condition selected = {.mask = UINT64_MAX, .value = call->selector};

		at = decide(program, abi, &selected, at, no);
	}
	return at;
}

static label verdict(struct program *program, const struct interval *interval)
{
	label at = program_return(program, interval->action);

	for (size_t i = interval->call_count; i--;)
		at = call_rule(program, interval->abi, &interval->calls[i], at);
	return at;
}

/* One number that differs from what is on both of its sides. */
static bool is_exception(const struct interval *three)
{
	return !three[0].call_count && !three[2].call_count && three[0].action == three[2].action &&
	       three[2].first == three[1].first + 1;
}

static label search(struct program *program, const struct interval *intervals, size_t count)
{
	size_t half = count / 2;
	label lower, upper;

	if (count == 1)
		return verdict(program, intervals);
	if (count == 3 && is_exception(intervals)) {
		lower = verdict(program, &intervals[0]);
		upper = verdict(program, &intervals[1]);
		return program_branch(program, BPF_JEQ, intervals[1].first, upper, lower);
	}
	upper = search(program, intervals + half, count - half);
	lower = search(program, intervals, half);
	return program_branch(program, BPF_JGE, intervals[half].first, upper, lower);
}

label seccomp_tree(struct program *program, const struct interval *intervals, size_t count)
{
	label root = search(program, intervals, count);

	return program_load(program, offsetof(struct seccomp_data, nr), root);
}
