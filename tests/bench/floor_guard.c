/*
 * floor_guard.c - the device program of the default configuration, written out
 *
 * Nodes may be made of anything; read and written are null, zero, full, random, urandom, the
 * terminals and nothing else.
 */
#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floor.h"

#define FIELD(to, at)                                                                              \
	{                                                                                          \
		.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = (to), .src_reg = 1, .off = (at)      \
	}
#define COPY(to, from)                                                                             \
	{                                                                                          \
		.code = BPF_ALU | BPF_MOV | BPF_X, .dst_reg = (to), .src_reg = (from)              \
	}
#define SHIFT_RIGHT(of, by)                                                                        \
	{                                                                                          \
		.code = BPF_ALU | BPF_RSH | BPF_K, .dst_reg = (of), .imm = (by)                    \
	}
#define AND(of, with)                                                                              \
	{                                                                                          \
		.code = BPF_ALU | BPF_AND | BPF_K, .dst_reg = (of), .imm = (with)                  \
	}
#define JUMP(test, of, value, over)                                                                \
	{                                                                                          \
		.code = BPF_JMP | (test) | BPF_K, .dst_reg = (of), .off = (over), .imm = (value)   \
	}
#define ANSWER(value)                                                                              \
	{                                                                                          \
		.code = BPF_ALU | BPF_MOV | BPF_K, .imm = (value)                                  \
	}
#define END                                                                                        \
	{                                                                                          \
		.code = BPF_JMP | BPF_EXIT                                                         \
	}

/* r2 type, r3 access, r4 major, r5 minor */
static const struct bpf_insn guard[] = {
	FIELD(2, offsetof(struct bpf_cgroup_dev_ctx, access_type)),
	COPY(3, 2),
	SHIFT_RIGHT(3, 16),
	AND(2, 0xffff),
	FIELD(4, offsetof(struct bpf_cgroup_dev_ctx, major)),
	FIELD(5, offsetof(struct bpf_cgroup_dev_ctx, minor)),
	JUMP(BPF_JEQ, 3, BPF_DEVCG_ACC_MKNOD, 13), /* to allow */
	JUMP(BPF_JNE, 2, BPF_DEVCG_DEV_CHAR, 10),  /* to deny */
	JUMP(BPF_JEQ, 4, 136, 11),                 /* pseudo terminals */
	JUMP(BPF_JEQ, 4, 5, 7),                    /* to the terminals below */
	JUMP(BPF_JNE, 4, 1, 7),
	JUMP(BPF_JEQ, 5, 3, 8),
	JUMP(BPF_JEQ, 5, 5, 7),
	JUMP(BPF_JEQ, 5, 7, 6),
	JUMP(BPF_JEQ, 5, 8, 5),
	JUMP(BPF_JEQ, 5, 9, 4),
	JUMP(BPF_JA, 0, 0, 1),
	JUMP(BPF_JLE, 5, 2, 2), /* tty, console, ptmx */
	ANSWER(0),
	END,
	ANSWER(1),
	END,
};

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

void guard_attach(int cgroup)
{
	union bpf_attr load, attach;
	int program, directory;

	memset(&load, 0, sizeof(load));
	load.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
	load.insns = (uint64_t)(uintptr_t)guard;
	load.insn_cnt = sizeof(guard) / sizeof(*guard);
	load.license = (uint64_t)(uintptr_t) "GPL";
	program = bpf(BPF_PROG_LOAD, &load);
	if (program < 0)
		floor_fail("load the device program");
	memset(&attach, 0, sizeof(attach));
	/* Where a program is attached must be open, not only named. */
	directory = (int)syscall(SYS_openat, cgroup, ".", 0200000 | 02000000);
	attach.target_fd = (uint32_t)directory;
	attach.attach_bpf_fd = (uint32_t)program;
	attach.attach_type = BPF_CGROUP_DEVICE;
	attach.attach_flags = BPF_F_ALLOW_MULTI;
	if (directory < 0 || bpf(BPF_PROG_ATTACH, &attach))
		floor_fail("attach the device program");
}
