/*
 * seccomp_tree.c - our programs against libseccomp's: see seccomp_oracle.h
 */
#include <criterion/criterion.h>

#include "containers_profile.h"
#include "seccomp_oracle.h"

/* ---- the real profile ---------------------------------------------------------------------------
 */

static const char *const some_capabilities[] = {"CAP_AUDIT_WRITE", "CAP_KILL",
						"CAP_NET_BIND_SERVICE"};
static const char *const other_capabilities[] = {"CAP_SYS_ADMIN", "CAP_SYS_CHROOT",
						 "CAP_DAC_READ_SEARCH", "CAP_SYS_TIME"};

static const struct strings capability_sets[] = {
	{NULL,                              0                        },
	{(const char **)some_capabilities,  COUNT(some_capabilities) },
	{(const char **)other_capabilities, COUNT(other_capabilities)},
};

Test(security_seccomp_tree, the_profile_that_engines_ship_means_what_libseccomp_makes_of_it)
{
	for (size_t i = 0; i < COUNT(capability_sets); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_seccomp *profile = containers_profile(&arena, &capability_sets[i]);
		struct comparison c = compare_all(&arena, profile, 20);

		cr_assert_gt(profile->syscall_count, 10);
		cr_assert_lt(c.ours.length, BPF_MAXINSNS / 4);
		cr_assert_lt(c.most_steps, 40, "%u steps", c.most_steps);
		cr_assert_eq(c.made, COUNT(abis) * 601 * 21);
		cr_assert_eq(c.overruled, 0);
	}
}

/* ---- random profiles ------------------------------------------------------------------------- */

static const char *const some_names[] = {
	"read",        "sendto",       "recv",     "openat", "socket", "bind",
	"accept4",     "send",         "recvmmsg", "semop",  "shmget", "msgctl",
	"semtimedop",  "ptrace",       "mmap",     "mmap2",  "ioctl",  "clone",
	"personality", "rt_sigaction", "openat2",  "execve", "getpid", "chown32",
};
static const char *const some_actions[] = {
	"SCMP_ACT_ALLOW",        "SCMP_ACT_ERRNO", "SCMP_ACT_TRAP", "SCMP_ACT_KILL",
	"SCMP_ACT_KILL_PROCESS", "SCMP_ACT_LOG",   "SCMP_ACT_TRACE"};
static const char *const some_operators[] = {
	"SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE",        "SCMP_CMP_EQ",
	"SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ",
};

static const char *one_of(const char *const *words, size_t count)
{
	return words[(size_t)rand() % count];
}

static void add_condition(struct arena *arena, struct spec_seccomp_rule *rule, int64_t index)
{
	static const uint64_t highs[] = {0, 0, 0, 1, 0xffffffff};
	struct spec_seccomp_arg *arg = ARENA_ADD(arena, rule->args, rule->arg_count);

	arg->index = index;
	arg->op = one_of(some_operators, COUNT(some_operators));
	arg->value = highs[(size_t)rand() % COUNT(highs)] << 32 | (uint64_t)rand() % 24;
	if (strcmp(arg->op, "SCMP_CMP_MASKED_EQ") == 0)
		arg->value_two = arg->value & (uint64_t)rand();
}

/*
 * One rule for each call: how libseccomp orders the rules of one call depends on the shape
 * of its tree. What we promise about that is tested by name further down.
 */
static struct spec_seccomp *random_profile(struct arena *arena, unsigned seed)
{
	struct spec_seccomp *seccomp = arena_alloc(arena, sizeof(*seccomp));

	srand(seed);
	seccomp->default_action = one_of(some_actions, COUNT(some_actions));
	if (rand() % 3)
		strings_add(arena, &seccomp->architectures, "SCMP_ARCH_X32");
	/* libseccomp 2.5.4 forgets to load the number for i386 when there is no x32. */
	if (seccomp->architectures.count && rand() % 3)
		strings_add(arena, &seccomp->architectures, "SCMP_ARCH_X86");
	for (size_t i = 0; i < COUNT(some_names); i++) {
		struct spec_seccomp_rule *rule;

		if (rand() % 4 == 0)
			continue;
		rule = ARENA_ADD(arena, seccomp->syscalls, seccomp->syscall_count);
		rule->action = one_of(some_actions, COUNT(some_actions));
		strings_add(arena, &rule->names, some_names[i]);
		for (int64_t k = rand() % 6; k < 6; k += 1 + rand() % 6)
			add_condition(arena, rule, k);
	}
	return seccomp;
}

Test(security_seccomp_tree, random_profiles_mean_what_libseccomp_makes_of_them)
{
	for (unsigned seed = 1; seed <= 60; seed++) {
		auto_arena struct arena arena = NO_ARENA;
		struct spec_seccomp *profile = random_profile(&arena, seed);

		cr_log_info("seed %u", seed);
		compare_all(&arena, profile, 20);
	}
}
