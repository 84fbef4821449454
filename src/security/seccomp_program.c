/*
 * seccomp_program.c - a classic BPF program, written from its end
 *
 * A branch reaches 255 instructions far. What lies further gets a stepping stone within
 * reach: a copy when it is a return, a jump otherwise.
 */
#include "seccomp_program.h"

#define REACH 253 /* less than 255: the other side's stepping stone may come between */

static struct sock_filter *instruction(struct program *program, label at)
{
	return &program->code[BPF_MAXINSNS - at];
}

static label emit(struct program *program, struct sock_filter code)
{
	if (program->used == BPF_MAXINSNS) {
		program->full = true;
		return program->used;
	}
	*instruction(program, ++program->used) = code;
	return program->used;
}

static label jump(struct program *program, label to)
{
	return emit(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, program->used - to));
}

static label near(struct program *program, label to)
{
	const struct sock_filter *code = instruction(program, to);

	if (program->used - to <= REACH)
		return to;
	if (code->code == (BPF_RET | BPF_K))
		return program_return(program, code->k);
	return jump(program, to);
}

void program_begin(struct program *program)
{
	program->used = 0;
	program->full = false;
	program->remembered = 0;
}

label program_return(struct program *program, uint32_t action)
{
	unsigned known =
		program->remembered < RETURNS_REMEMBERED ? program->remembered : RETURNS_REMEMBERED;
	unsigned slot = known;

	for (unsigned i = 0; i < known; i++) {
		if (program->returns[i].action != action)
			continue;
		if (program->used - program->returns[i].at <= REACH)
			return program->returns[i].at;
		slot = i;
	}
	if (slot == known)
		slot = program->remembered++ % RETURNS_REMEMBERED;
	program->returns[slot].action = action;
	program->returns[slot].at =
		emit(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
	return program->returns[slot].at;
}

/* An instruction that is no branch goes on at the one behind it. */
static label emit_before(struct program *program, struct sock_filter code, label next)
{
	if (next != program->used)
		jump(program, next);
	return emit(program, code);
}

label program_load(struct program *program, size_t offset, label next)
{
	struct sock_filter load = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);

	return emit_before(program, load, next);
}

label program_and(struct program *program, uint32_t mask, label next)
{
	struct sock_filter and = BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask);

	return emit_before(program, and, next);
}

label program_branch(struct program *program, uint16_t test, uint32_t value, label yes, label no)
{
	struct sock_filter branch = BPF_JUMP(BPF_JMP | BPF_K | test, value, 0, 0);

	if (yes == no)
		return yes;
	yes = near(program, yes);
	no = near(program, no);
	branch.jt = (uint8_t)(program->used - yes);
	branch.jf = (uint8_t)(program->used - no);
	return emit(program, branch);
}
