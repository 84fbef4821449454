/*
 * bpf_machine.h - as much of a classic BPF machine as seccomp filters use
 */
#ifndef BERTH_TESTS_BPF_MACHINE_H
#define BERTH_TESTS_BPF_MACHINE_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Said of what must be so: by default a test's assertion, unless the includer has its own. */
#ifndef MUST
#include <criterion/criterion.h>
#define MUST(condition, ...) cr_assert(condition, __VA_ARGS__)
#endif

static inline unsigned bpf_branch(const struct sock_filter *code, uint32_t a)
{
	switch (BPF_OP(code->code)) {
	case BPF_JA:
		return code->k;
	case BPF_JEQ:
		return a == code->k ? code->jt : code->jf;
	case BPF_JGT:
		return a > code->k ? code->jt : code->jf;
	case BPF_JGE:
		return a >= code->k ? code->jt : code->jf;
	case BPF_JSET:
		return a & code->k ? code->jt : code->jf;
	}
	MUST(false, "branch %#x", code->code);
	return 0;
}

/* The action, and in *steps how many instructions it took. */
static inline uint32_t bpf_run(const struct sock_filter *code, size_t length,
			       const struct seccomp_data *data, unsigned *steps)
{
	uint32_t a = 0;

	*steps = 0;
	for (size_t at = 0; at < length; at++) {
		++*steps;
		switch (code[at].code) {
		case BPF_LD | BPF_W | BPF_ABS:
			MUST(code[at].k <= sizeof(*data) - sizeof(a), "load %u", code[at].k);
			memcpy(&a, (const char *)data + code[at].k, sizeof(a));
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= code[at].k;
			break;
		case BPF_RET | BPF_K:
			return code[at].k;
		default:
			MUST(BPF_CLASS(code[at].code) == BPF_JMP, "instruction %zu: %#x", at,
			     code[at].code);
			at += bpf_branch(&code[at], a);
		}
	}
	MUST(false, "%s", "ran off the end");
	return 0;
}

#endif
