/*
 * seccomp.c - a profile made of the input, compiled by us and by libseccomp
 *
 * Differential: for every number of three ABIs and some arguments the verdict is the same.
 * Each call is named once: see random_profile() in tests/unit/security/seccomp_tree.c for why.
 */
#include "target.h"
#define MUST(condition, ...) HOLDS(condition, __VA_ARGS__)
#include "../unit/security/seccomp_oracle.h"

#define MOST_RULES 24

static const char *const names[] = {
	"read",     "sendto", "recv",   "openat",  "socket", "bind", "accept4",     "send",
	"recvmmsg", "semop",  "shmget", "msgctl",  "ptrace", "mmap", "mmap2",       "ioctl",
	"clone",    "clone3", "getpid", "chown32", "execve", "bpf",  "personality", "openat2",
};
static const char *const actions[] = {
	"SCMP_ACT_ALLOW",        "SCMP_ACT_ERRNO", "SCMP_ACT_TRAP",  "SCMP_ACT_KILL",
	"SCMP_ACT_KILL_PROCESS", "SCMP_ACT_LOG",   "SCMP_ACT_TRACE",
};
static const char *const operators[] = {
	"SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE",        "SCMP_CMP_EQ",
	"SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ",
};

/* The input as a tape: when it is used up, zeros follow. */
struct tape {
	const uint8_t *at;
	size_t left;
};

static unsigned byte(struct tape *tape)
{
	if (!tape->left)
		return 0;
	tape->left--;
	return *tape->at++;
}

static uint64_t word(struct tape *tape)
{
	uint64_t value = byte(tape);

	/* Where halves matter: small, with a high half, and with all bits of it. */
	switch (byte(tape) % 4) {
	case 1:
		return value | 1ull << 32;
	case 2:
		return value | 0xffffffffull << 32;
	case 3:
		return value << 24;
	}
	return value;
}

static void add_conditions(struct arena *arena, struct tape *tape, struct spec_seccomp_rule *rule)
{
	unsigned which = byte(tape) & 0x3f;

	for (int64_t index = 0; index < 6; index++) {
		struct spec_seccomp_arg *arg;

		if (!(which & 1u << index))
			continue;
		arg = ARENA_ADD(arena, rule->args, rule->arg_count);
		arg->index = index;
		arg->op = operators[byte(tape) % COUNT(operators)];
		arg->value = word(tape);
		if (strcmp(arg->op, "SCMP_CMP_MASKED_EQ") == 0)
			arg->value_two = arg->value & word(tape);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	struct tape tape = {data, size};
	struct spec_seccomp profile = {.default_action = actions[byte(&tape) % COUNT(actions)]};
	unsigned architectures = byte(&tape);

	if (architectures & 1)
		strings_add(&arena, &profile.architectures, "SCMP_ARCH_X32");
	if (architectures & 2)
		strings_add(&arena, &profile.architectures, "SCMP_ARCH_X86");
	for (size_t i = 0; i < MOST_RULES && tape.left; i++) {
		unsigned action = byte(&tape);
		struct spec_seccomp_rule *rule;

		if (action >= 0xc0)
			continue;
		rule = ARENA_ADD(&arena, profile.syscalls, profile.syscall_count);
		rule->action = actions[action % COUNT(actions)];
		strings_add(&arena, &rule->names, names[i]);
		add_conditions(&arena, &tape, rule);
	}
	if (!profile.syscall_count)
		return 0;
	srand((unsigned)size);
	(void)compare_all(&arena, &profile, 2);
	return 0;
}
