/*
 * device_filter.c - what the compiled program says, by running it
 */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "device_rules.h"
#include "error.h"
#include "text.h"

struct access {
	char type;
	unsigned major, minor;
	const char *letters;
};

static unsigned bits(const char *letters)
{
	return (strchr(letters, 'm') ? BPF_DEVCG_ACC_MKNOD : 0) |
	       (strchr(letters, 'r') ? BPF_DEVCG_ACC_READ : 0) |
	       (strchr(letters, 'w') ? BPF_DEVCG_ACC_WRITE : 0);
}

/* As much of the machine as the compiler uses; anything else fails the test. */
static int run(const struct device_filter *filter, const struct bpf_cgroup_dev_ctx *context)
{
	uint64_t registers[MAX_BPF_REG] = {0};
	size_t steps = 0;

	for (size_t pc = 0; pc < filter->length; pc++) {
		const struct bpf_insn *insn = &filter->code[pc];
		uint64_t *to = &registers[insn->dst_reg];
		uint32_t imm = (uint32_t)insn->imm;

		cr_assert_lt(steps++, filter->length, "the program goes back");
		switch (insn->code) {
		case BPF_LDX | BPF_MEM | BPF_W:
			*to = *(const uint32_t *)((const char *)context + insn->off);
			break;
		case BPF_ALU | BPF_MOV | BPF_X:
			*to = (uint32_t)registers[insn->src_reg];
			break;
		case BPF_ALU | BPF_RSH | BPF_K:
			*to = (uint32_t)*to >> imm;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			*to = (uint32_t)*to & imm;
			break;
		case BPF_ALU64 | BPF_MOV | BPF_K:
			*to = imm;
			break;
		case BPF_JMP32 | BPF_JNE | BPF_K:
			pc += (uint32_t)*to != imm ? (size_t)insn->off : 0;
			break;
		case BPF_JMP32 | BPF_JEQ | BPF_K:
			pc += (uint32_t)*to == imm ? (size_t)insn->off : 0;
			break;
		case BPF_JMP32 | BPF_JSET | BPF_K:
			pc += (uint32_t)*to & imm ? (size_t)insn->off : 0;
			break;
		case BPF_JMP | BPF_JA:
			pc += (size_t)insn->off;
			break;
		case BPF_JMP | BPF_EXIT:
			return (int)registers[0];
		default:
			cr_assert_fail("instruction %zu: code %#x", pc, insn->code);
		}
	}
	cr_assert_fail("the program has no end");
	return -1;
}

static int verdict(const struct device_filter *filter, const struct access *access)
{
	struct bpf_cgroup_dev_ctx context = {
		.access_type = bits(access->letters) << 16 |
			       (access->type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR),
		.major = access->major,
		.minor = access->minor,
	};

	return run(filter, &context);
}

/* What the program must say, worked out bit by bit from the rules. */
static int meaning(const struct device_filter *filter, const struct access *access)
{
	unsigned asked = bits(access->letters);

	for (unsigned bit = 1; bit <= ALL_ACCESS; bit <<= 1) {
		bool allowed = false;

		for (size_t i = 0; i < filter->rule_count; i++) {
			const struct device_rule *rule = &filter->rules[i];

			if ((rule->type == 'a' || rule->type == access->type) &&
			    (rule->major == ANY_NUMBER || rule->major == access->major) &&
			    (rule->minor == ANY_NUMBER || rule->minor == access->minor) &&
			    rule->access & bit)
				allowed = rule->allow;
		}
		if (asked & bit && !allowed)
			return 0;
	}
	return 1;
}

static struct device_filter compiled(struct device_rule *rules, size_t count, struct arena *arena)
{
	struct device_filter filter = {.rules = rules, .rule_count = count};

	device_filter_compile(arena, &filter);
	return filter;
}

#define R BPF_DEVCG_ACC_READ
#define W BPF_DEVCG_ACC_WRITE
#define M BPF_DEVCG_ACC_MKNOD

Test(cgroups_device_filter, later_rules_win_for_each_kind_of_access)
{
	auto_arena struct arena arena = NO_ARENA;
	struct device_rule rules[] = {
		{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS},
		{true,  'c', 1,          3,          R         },
		{true,  'c', 1,          3,          W         },
		{true,  'b', 8,          ANY_NUMBER, ALL_ACCESS},
		{false, 'b', 8,          1,          W         },
		{true,  'c', UINT32_MAX, 0,          ALL_ACCESS},
	};
	static const struct {
		struct access access;
		int verdict;
	} cases[] = {
		{{'c', 1, 3, "r"},          1},
		{{'c', 1, 3, "rw"},         1},
		{{'c', 1, 3, "m"},          0},
		{{'c', 1, 3, "rwm"},        0},
		{{'c', 1, 5, "r"},          0},
		{{'b', 1, 3, "r"},          0},
		{{'b', 8, 0, "rwm"},        1},
		{{'b', 8, 1, "r"},          1},
		{{'b', 8, 1, "rw"},         0},
		{{'c', 8, 0, "r"},          0},
		{{'c', UINT32_MAX, 0, "r"}, 1},
		{{'c', 1, 0x80000003, "r"}, 0},
	};
	struct device_filter filter = compiled(rules, COUNT(rules), &arena);

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(verdict(&filter, &cases[i].access), cases[i].verdict, "case %zu", i);
}

/* Every list of up to three rules out of these, asked about every access to these devices. */
Test(cgroups_device_filter, the_program_means_what_the_rules_mean)
{
	static const struct device_rule pool[] = {
		{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS},
		{true,  'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS},
		{true,  'c', ANY_NUMBER, ANY_NUMBER, M         },
		{false, 'b', ANY_NUMBER, ANY_NUMBER, R | W     },
		{true,  'c', 1,          3,          R         },
		{false, 'c', 1,          3,          W | M     },
		{true,  'a', 1,          ANY_NUMBER, R | W     },
		{true,  'b', 8,          1,          ALL_ACCESS},
		{false, 'a', ANY_NUMBER, 1,          ALL_ACCESS},
	};
	static const char *const letters[] = {"r", "w", "m", "rw", "rm", "wm", "rwm"};
	static const unsigned numbers[] = {1, 3, 8};
	size_t lists = COUNT(pool) * COUNT(pool) * COUNT(pool), wrong = 0;

	for (size_t list = 0; list < lists * 3; list++) {
		auto_arena struct arena arena = NO_ARENA;
		struct device_rule rules[] = {pool[list % COUNT(pool)],
					      pool[list / COUNT(pool) % COUNT(pool)],
					      pool[list / COUNT(pool) / COUNT(pool) % COUNT(pool)]};
		struct device_filter filter = compiled(rules, 1 + list / lists, &arena);

		for (size_t i = 0; i < 2 * 9 * COUNT(letters); i++) {
			struct access access = {i % 2 ? 'b' : 'c', numbers[i / 2 % 3],
						numbers[i / 6 % 3], letters[i / 18]};

			wrong += verdict(&filter, &access) != meaning(&filter, &access);
		}
	}
	cr_assert_eq(wrong, 0);
}

Test(cgroups_device_filter, rules_that_cannot_count_are_left_out)
{
	auto_arena struct arena arena = NO_ARENA;
	struct device_rule blanket[] = {
		{true,  'c', 1,          3,          ALL_ACCESS},
		{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS},
	};
	struct device_filter alone = compiled(blanket + 1, 1, &arena);
	struct device_filter both = compiled(blanket, 2, &arena);

	cr_assert_eq(both.length, alone.length);
	cr_assert_eq(memcmp(both.code, alone.code, alone.length * sizeof(*alone.code)), 0);
}
