/*
 * seccomp_tree.h - from intervals of system call numbers to a program
 */
#ifndef BERTH_SECCOMP_TREE_H
#define BERTH_SECCOMP_TREE_H

#include "seccomp_program.h"
#include "seccomp_rules.h"

/* A rule at a number. */
struct call {
	uint32_t number;
	unsigned selector; /* when not 0: of socketcall or ipc, what argument 0 must be */
	const struct rule *rule;
};

/* From its first number to the next interval's. */
struct interval {
	uint32_t first;
	uint32_t action;          /* when none of the calls' rules hold */
	const struct call *calls; /* tried in order */
	size_t call_count;
	const struct seccomp_abi *abi;
};

/* intervals begins at number 0. Returns where the program decides on seccomp_data.nr. */
label seccomp_tree(struct program *program, const struct interval *intervals, size_t count);

#endif
