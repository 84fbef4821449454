/*
 * seccomp_oracle.h - what libseccomp makes of a profile, and whether ours is the same
 *
 * Both programs are run by a small BPF machine, for every system call number of three ABIs and
 * for argument values around all that the profile mentions, and must say the same; or else the
 * rules, looked at one by one, say what ours does.
 */
#ifndef BERTH_TESTS_SECCOMP_ORACLE_H
#define BERTH_TESTS_SECCOMP_ORACLE_H

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"
#include "bpf_machine.h"
#include "error.h"
#include "fd.h"
#include "security.h"
#include "text.h"

#define X32 0x40000000u

struct verdicts {
	const struct sock_filter *code;
	size_t length;
};

/* ---- libseccomp's opinion -------------------------------------------------------------------- */

static inline uint32_t oracle_action(const char *name, const struct optional *errno_ret)
{
	uint32_t number = errno_ret->given ? (uint32_t)errno_ret->value : EPERM;

	if (strcmp(name, "SCMP_ACT_ERRNO") == 0)
		return SCMP_ACT_ERRNO(number);
	if (strcmp(name, "SCMP_ACT_TRACE") == 0)
		return SCMP_ACT_TRACE(number);
	if (strcmp(name, "SCMP_ACT_TRAP") == 0)
		return SCMP_ACT_TRAP;
	if (strcmp(name, "SCMP_ACT_LOG") == 0)
		return SCMP_ACT_LOG;
	if (strcmp(name, "SCMP_ACT_KILL_PROCESS") == 0)
		return SCMP_ACT_KILL_PROCESS;
	return strcmp(name, "SCMP_ACT_ALLOW") == 0 ? SCMP_ACT_ALLOW : SCMP_ACT_KILL;
}

static inline enum scmp_compare oracle_compare(const char *op)
{
	static const char *const names[] = {
		[SCMP_CMP_NE] = "NE",
		[SCMP_CMP_LT] = "LT",
		[SCMP_CMP_LE] = "LE",
		[SCMP_CMP_EQ] = "EQ",
		[SCMP_CMP_GE] = "GE",
		[SCMP_CMP_GT] = "GT",
		[SCMP_CMP_MASKED_EQ] = "MASKED_EQ",
	};

	for (unsigned i = 1; i < COUNT(names); i++) {
		if (strcmp(op + strlen("SCMP_CMP_"), names[i]) == 0)
			return (enum scmp_compare)i;
	}
	MUST(false, "%s", op);
	return SCMP_CMP_EQ;
}

static inline void oracle_rule(scmp_filter_ctx context, const struct spec_seccomp_rule *rule,
			       uint32_t action)
{
	struct scmp_arg_cmp args[6];

	for (size_t i = 0; i < rule->arg_count; i++)
		args[i] = SCMP_CMP((unsigned)rule->args[i].index, oracle_compare(rule->args[i].op),
				   rule->args[i].value, rule->args[i].value_two);
	for (size_t i = 0; i < rule->names.count; i++) {
		int number = seccomp_syscall_resolve_name(rule->names.items[i]);

		if (number != __NR_SCMP_ERROR)
			MUST(seccomp_rule_add_array(context, action, number,
						    (unsigned)rule->arg_count, args) == 0,
			     "%s", rule->names.items[i]);
	}
}

/*
 * For one architecture alone: of several at once libseccomp 2.5.4 makes, for some profiles, a
 * program that is wrong: two rules come to share a part that is not the same, or the number of the
 * call is not loaded.
 */
static inline struct verdicts oracle(struct arena *arena, const struct spec_seccomp *seccomp,
				     uint32_t token)
{
	uint32_t action = oracle_action(seccomp->default_action, &seccomp->default_errno_ret);
	scmp_filter_ctx context = seccomp_init(action);
	auto_close int file = memfd_create("oracle", MFD_CLOEXEC);
	struct verdicts verdicts = {.length = 0};
	off_t size;

	if (token != seccomp_arch_native())
		MUST(seccomp_arch_add(context, token) == 0 &&
			     seccomp_arch_remove(context, SCMP_ARCH_NATIVE) == 0,
		     "architecture %x", token);
	for (size_t i = 0; i < seccomp->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &seccomp->syscalls[i];
		uint32_t what = oracle_action(rule->action, &rule->errno_ret);

		if (what != action)
			oracle_rule(context, rule, what);
	}
	MUST(seccomp_export_bpf(context, file) == 0, "export");
	seccomp_release(context);
	size = lseek(file, 0, SEEK_CUR);
	verdicts.code = arena_alloc(arena, (size_t)size);
	verdicts.length = (size_t)size / sizeof(*verdicts.code);
	MUST(pread(file, (void *)verdicts.code, (size_t)size, 0) == size, "read back");
	return verdicts;
}

/*
 * For some i386 programs libseccomp 2.5.4 forgets to load the number of the call: they then compare
 * the architecture instead, and are no authority.
 */
static inline bool is_sound(const struct verdicts *theirs)
{
	for (size_t i = 0; i < theirs->length; i++) {
		if (theirs->code[i].code == (BPF_LD | BPF_W | BPF_ABS) &&
		    theirs->code[i].k == offsetof(struct seccomp_data, nr))
			return true;
	}
	return false;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static const struct {
	uint32_t machine, first, token;
} abis[] = {
	{AUDIT_ARCH_X86_64,  0,   SCMP_ARCH_X86_64 },
	{AUDIT_ARCH_X86_64,  X32, SCMP_ARCH_X32    },
	{AUDIT_ARCH_I386,    0,   SCMP_ARCH_X86    },
	{AUDIT_ARCH_AARCH64, 0,   SCMP_ARCH_AARCH64},
};

/* i386 reaches it through socketcall or ipc: the number that libseccomp gives tells which way. */
static inline bool is_multiplexed(uint32_t token, int number)
{
	return token == SCMP_ARCH_X86 && number < -100 && number > -300;
}

static inline int entry_number(int pseudo)
{
	return seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86,
						 pseudo > -200 ? "socketcall" : "ipc");
}

/* Its own number, which is higher than those two, or -1 where it has none. */
static inline int direct_number(const char *name)
{
	for (int number = 330; number < 410; number++) {
		auto_free char *known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86, number);

		if (text_equal(known, name))
			return number;
	}
	return -1;
}

static inline int highest_number(uint32_t token, const char *name)
{
	int number = seccomp_syscall_resolve_name_arch(token, name), direct;

	if (!is_multiplexed(token, number))
		return number;
	direct = direct_number(name);
	return direct < 0 ? entry_number(number) : direct;
}

/* The highest number that the profile names: later ones answer ENOSYS. */
static inline uint32_t last_named(const struct spec_seccomp *seccomp, uint32_t token)
{
	int last = 0;

	for (size_t i = 0; i < seccomp->syscall_count; i++) {
		const struct strings *names = &seccomp->syscalls[i].names;

		for (size_t k = 0; k < names->count; k++) {
			int number = highest_number(token, names->items[k]);

			last = number > last ? number : last;
		}
	}
	return (uint32_t)last;
}

static inline bool is_listed(const struct spec_seccomp *seccomp, uint32_t token)
{
	return token == SCMP_ARCH_X86_64 ||
	       (token == SCMP_ARCH_X86 &&
		strings_find(&seccomp->architectures, "SCMP_ARCH_X86") >= 0) ||
	       (token == SCMP_ARCH_X32 &&
		strings_find(&seccomp->architectures, "SCMP_ARCH_X32") >= 0);
}

static inline bool lets_through(const struct spec_seccomp *seccomp)
{
	return strcmp(seccomp->default_action, "SCMP_ACT_ALLOW") == 0 ||
	       strcmp(seccomp->default_action, "SCMP_ACT_LOG") == 0 ||
	       strcmp(seccomp->default_action, "SCMP_ACT_TRACE") == 0;
}

/* ---- the judge: the rules, one by one ------------------------------------------------------- */

static inline bool condition_holds(const struct spec_seccomp_arg *arg, uint64_t value, bool wide)
{
	const uint64_t bits = wide ? UINT64_MAX : UINT32_MAX;
	const uint64_t given = arg->value & bits;

	value &= bits;
	switch (oracle_compare(arg->op)) {
	case SCMP_CMP_NE:
		return value != given;
	case SCMP_CMP_LT:
		return value < given;
	case SCMP_CMP_LE:
		return value <= given;
	case SCMP_CMP_EQ:
		return value == given;
	case SCMP_CMP_GE:
		return value >= given;
	case SCMP_CMP_GT:
		return value > given;
	default:
		return (value & given) == (arg->value_two & bits);
	}
}

/* Whether a name is that of the call; *selected when by its first argument, through an entry. */
static inline bool is_named(uint32_t token, const char *name, const struct seccomp_data *data,
			    bool *selected)
{
	int number = seccomp_syscall_resolve_name_arch(token, name);

	*selected = false;
	if (!is_multiplexed(token, number))
		return number == data->nr;
	*selected = data->nr == entry_number(number) &&
		    (uint32_t)data->args[0] == (uint32_t)-number % 100;
	return *selected || data->nr == direct_number(name);
}

/* What a rule does to a call that it names. */
static inline uint32_t judge_rule(const struct spec_seccomp *seccomp,
				  const struct spec_seccomp_rule *rule, bool selected,
				  const struct seccomp_data *data)
{
	for (size_t i = 0; i < rule->arg_count; i++) {
		int64_t index = rule->args[i].index;

		if (!(selected && index == 0) && !condition_holds(&rule->args[i], data->args[index],
								  data->arch != AUDIT_ARCH_I386))
			return oracle_action(seccomp->default_action, &seccomp->default_errno_ret);
	}
	return oracle_action(rule->action, &rule->errno_ret);
}

/* False where several rules name the call: which of them counts is what the compilers are for. */
static inline bool judge(const struct spec_seccomp *seccomp, uint32_t token,
			 const struct seccomp_data *data, uint32_t *verdict)
{
	unsigned naming = 0;

	*verdict = oracle_action(seccomp->default_action, &seccomp->default_errno_ret);
	for (size_t i = 0; i < seccomp->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &seccomp->syscalls[i];

		for (size_t k = 0; k < rule->names.count; k++) {
			bool selected;

			if (!is_named(token, rule->names.items[k], data, &selected))
				continue;
			*verdict = judge_rule(seccomp, rule, selected, data);
			naming++;
		}
	}
	return naming <= 1;
}

/* ---- the comparison ------------------------------------------------------------------------- */

struct comparison {
	const struct spec_seccomp *seccomp;
	struct verdicts ours, theirs;
	uint32_t last[COUNT(abis)];
	size_t made, overruled;
	unsigned most_steps;
};

/*
 * libseccomp 2.5.4 is wrong at times: of i386 it lets ipc(SHMGET) through, say, where a condition
 * on another argument does not hold. Where the two differ, the rules themselves decide.
 */
static inline bool is_overruled(struct comparison *c, uint32_t token,
				const struct seccomp_data *data, uint32_t ours)
{
	uint32_t verdict;

	if (!is_listed(c->seccomp, token) || !judge(c->seccomp, token, data, &verdict) ||
	    verdict != ours)
		return false;
	c->overruled++;
	return true;
}

static inline void compare(struct comparison *c, uint32_t token, const struct seccomp_data *data,
			   bool newer)
{
	unsigned steps, theirs_steps;
	uint32_t ours = bpf_run(c->ours.code, c->ours.length, data, &steps);
	uint32_t theirs = bpf_run(c->theirs.code, c->theirs.length, data, &theirs_steps);

	if (newer)
		theirs = SECCOMP_RET_ERRNO | ENOSYS;
	if (steps > c->most_steps)
		c->most_steps = steps;
	c->made++;
	MUST(ours == theirs || (!newer && is_overruled(c, token, data, ours)),
	     "arch %x nr %d args %llx %llx %llx %llx %llx %llx: %x, libseccomp %x", data->arch,
	     data->nr, data->args[0], data->args[1], data->args[2], data->args[3], data->args[4],
	     data->args[5], ours, theirs);
}

/* A value for an argument: mostly one that the profile mentions, or a neighbour of it. */
static inline uint64_t some_value(const struct spec_seccomp *seccomp)
{
	size_t rule = (size_t)rand() % seccomp->syscall_count;
	const struct spec_seccomp_rule *from = &seccomp->syscalls[rule];
	uint64_t value = (uint64_t)rand() % 24;

	if (from->arg_count) {
		const struct spec_seccomp_arg *arg = &from->args[(size_t)rand() % from->arg_count];

		value = rand() % 3 ? arg->value : arg->value_two;
	}
	switch (rand() % 8) {
	case 0:
		return value + 1;
	case 1:
		return value - 1;
	case 2:
		return value ^ 1ull << 32;
	case 3:
		return value ^ 1ull << (rand() % 64);
	}
	return value;
}

static inline void compare_number(struct comparison *c, size_t abi, uint32_t number,
				  unsigned rounds)
{
	uint32_t last = c->last[abi];
	bool newer = is_listed(c->seccomp, abis[abi].token) && last && number > last &&
		     !lets_through(c->seccomp);
	struct seccomp_data data = {.arch = abis[abi].machine, .nr = (int)number};

	compare(c, abis[abi].token, &data, newer);
	for (unsigned i = 0; i < rounds; i++) {
		for (size_t k = 0; k < 6; k++)
			data.args[k] = some_value(c->seccomp);
		compare(c, abis[abi].token, &data, newer);
	}
}

static inline struct comparison compare_all(struct arena *arena, const struct spec_seccomp *seccomp,
					    unsigned rounds)
{
	struct error err = NO_ERROR;
	struct filter *filter = seccomp_compile(arena, seccomp, &err);
	struct comparison c = {.seccomp = seccomp};

	MUST(filter, "%s", err.text);
	c.ours = (struct verdicts){filter->code, filter->length};
	for (size_t abi = 0; abi < COUNT(abis); abi++) {
		uint32_t token = abis[abi].token;

		/* What is not listed is no business of the native one's either. */
		c.theirs = oracle(arena, seccomp,
				  is_listed(seccomp, token) ? token : seccomp_arch_native());
		if (!is_sound(&c.theirs))
			continue;
		c.last[abi] = last_named(seccomp, token);
		for (uint32_t number = 0; number <= 600; number++)
			compare_number(&c, abi, abis[abi].first + number, rounds);
	}
	return c;
}

#endif
