/*
 * seccomp_program.h - a classic BPF program, written from its end
 *
 * Branches of classic BPF only lead forward. Written backwards, whatever a branch leads to is
 * already there: a label is simply the count of instructions from it to the end, and no
 * fix-ups are needed. Every function returns the label of what it wrote.
 */
#ifndef BERTH_SECCOMP_PROGRAM_H
#define BERTH_SECCOMP_PROGRAM_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned label;

#define RETURNS_REMEMBERED 16

struct program {
	unsigned used;
	bool full;
	unsigned remembered;
	struct {
		uint32_t action;
		label at;
	} returns[RETURNS_REMEMBERED];
	struct sock_filter code[BPF_MAXINSNS]; /* filled from the end */
};

void program_begin(struct program *program);

label program_return(struct program *program, uint32_t action);
/* Loads the word at an offset of struct seccomp_data, then goes on at next. */
label program_load(struct program *program, size_t offset, label next);
label program_and(struct program *program, uint32_t mask, label next);
/* test: BPF_JEQ, BPF_JGT or BPF_JGE of what was loaded with value. */
label program_branch(struct program *program, uint16_t test, uint32_t value, label yes, label no);

#endif
