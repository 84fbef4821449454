/*
 * device_filter.c - the device rules as a BPF program
 *
 * The kernel runs it for each open() and mknod() of a device: 1 lets it pass. The rules are
 * tried from the last to the first, and each takes the kinds of access it decides out of
 * those that were asked for:
 *
 *	allow	what is left after it must be decided by earlier rules; nothing left: pass
 *	deny	any of its accesses still undecided: denied
 *
 * So "rw" passes where one rule allows r and another w, as it did with v1. A rule that
 * speaks of everything ends the program: the verifier does not take code that is never
 * reached. Nor is there an instruction that does nothing: the kernel would leave it out, and what
 * it has could not be compared with what it was given (device_sharing.c).
 *
 * Registers: r2 type, r3 undecided accesses, r4 major, r5 minor.
 */
#include <stddef.h>

#include "arena.h"
#include "device_rules.h"

/* A jump whose target is not known yet has one of these as its offset. */
enum target {
	NEXT_RULE = 0x4001,
	PASS,
	DENY
};

struct program {
	struct arena *arena;
	struct bpf_insn *code;
	size_t length;
};

static void emit(struct program *program, struct bpf_insn insn)
{
	*ARENA_ADD(program->arena, program->code, program->length) = insn;
}

static void emit_jump(struct program *program, unsigned operation, unsigned reg, int64_t number,
		      enum target target)
{
	/* 32 bit wide, or large numbers would be compared with their sign. */
	emit(program, (struct bpf_insn){.code = (__u8)(BPF_JMP32 | operation | BPF_K),
					.dst_reg = reg & 0xf,
					.imm = (__s32)(__u32)number,
					.off = (__s16)target});
}

static void emit_always(struct program *program, enum target target)
{
	emit(program, (struct bpf_insn){.code = BPF_JMP | BPF_JA, .off = (__s16)target});
}

static void emit_end(struct program *program, int verdict)
{
	emit(program, (struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_K,
					.dst_reg = BPF_REG_0,
					.imm = verdict});
	emit(program, (struct bpf_insn){.code = BPF_JMP | BPF_EXIT});
}

static void emit_load(struct program *program, unsigned reg, size_t offset)
{
	emit(program, (struct bpf_insn){.code = BPF_LDX | BPF_MEM | BPF_W,
					.dst_reg = reg & 0xf,
					.src_reg = BPF_REG_1,
					.off = (__s16)offset});
}

static void emit_start(struct program *program)
{
	emit_load(program, BPF_REG_2, offsetof(struct bpf_cgroup_dev_ctx, access_type));
	emit_load(program, BPF_REG_4, offsetof(struct bpf_cgroup_dev_ctx, major));
	emit_load(program, BPF_REG_5, offsetof(struct bpf_cgroup_dev_ctx, minor));
	emit(program, (struct bpf_insn){.code = BPF_ALU | BPF_MOV | BPF_X,
					.dst_reg = BPF_REG_3,
					.src_reg = BPF_REG_2});
	emit(program,
	     (struct bpf_insn){.code = BPF_ALU | BPF_RSH | BPF_K, .dst_reg = BPF_REG_3, .imm = 16});
	emit(program, (struct bpf_insn){.code = BPF_ALU | BPF_AND | BPF_K,
					.dst_reg = BPF_REG_2,
					.imm = 0xffff});
}

static void emit_match(struct program *program, const struct device_rule *rule)
{
	if (rule->type != 'a')
		emit_jump(program, BPF_JNE, BPF_REG_2,
			  rule->type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR, NEXT_RULE);
	if (rule->major != ANY_NUMBER)
		emit_jump(program, BPF_JNE, BPF_REG_4, rule->major, NEXT_RULE);
	if (rule->minor != ANY_NUMBER)
		emit_jump(program, BPF_JNE, BPF_REG_5, rule->minor, NEXT_RULE);
}

static void emit_verdict(struct program *program, const struct device_rule *rule)
{
	if (rule->access == ALL_ACCESS) {
		emit_always(program, rule->allow ? PASS : DENY);
	} else if (rule->allow) {
		emit(program, (struct bpf_insn){.code = BPF_ALU | BPF_AND | BPF_K,
						.dst_reg = BPF_REG_3,
						.imm = (__s32)(ALL_ACCESS & ~rule->access)});
		emit_jump(program, BPF_JEQ, BPF_REG_3, 0, PASS);
	} else {
		emit_jump(program, BPF_JSET, BPF_REG_3, rule->access, DENY);
	}
}

/* Gives the jumps from a place on that wait for a target the end of the code; true if any did. */
static bool land(struct program *program, size_t from, enum target target)
{
	bool landed = false;

	for (size_t i = from; i < program->length; i++) {
		struct bpf_insn *insn = &program->code[i];

		if (BPF_CLASS(insn->code) == BPF_LDX || insn->off != (__s16)target)
			continue;
		insn->off = (__s16)(program->length - i - 1);
		landed = true;
	}
	return landed;
}

/* How it ends for who comes to its end, and then for who jumps there. */
static void emit_ends(struct program *program, enum target rest)
{
	enum target other = rest == PASS ? DENY : PASS;

	(void)land(program, 0, rest);
	emit_end(program, rest == PASS);
	if (land(program, 0, other))
		emit_end(program, other == PASS);
}

void device_filter_compile(struct arena *arena, struct device_filter *filter)
{
	struct program program = {.arena = arena};
	enum target rest = DENY; /* what no rule decides */

	emit_start(&program);
	for (size_t i = filter->rule_count; i-- > 0;) {
		const struct device_rule *rule = &filter->rules[i];
		size_t start = program.length;

		if (device_rule_is_of_all(rule)) {
			rest = rule->allow ? PASS : DENY;
			break;
		}
		emit_match(&program, rule);
		emit_verdict(&program, rule);
		(void)land(&program, start, NEXT_RULE);
	}
	emit_ends(&program, rest);
	filter->code = program.code;
	filter->length = program.length;
}
