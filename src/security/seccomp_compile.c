/*
 * seccomp_compile.c - a profile as a program
 *
 * Theory of operation
 *
 * libseccomp needs 10 ms for a usual profile, on every create and exec. We need its tables of
 * names only. For each machine that the filter admits:
 *
 *	calls		every (number, rule) of its ABIs, sorted; i386 has some twice
 *	intervals	runs of numbers with one verdict
 *	program		a binary search over them: seccomp_tree.c
 *
 * The native machine is asked for first. What comes from a machine that the profile does not
 * list kills, as with libseccomp.
 *
 * Which rule wins: the first without conditions, over all others of that call, as with
 * libseccomp; else the first whose conditions hold. Rules that only repeat the default
 * action are left out, as runc does.
 *
 * A call that is newer than every call the profile names answers ENOSYS, unless the default
 * lets calls through: the author of the profile did not know it, and a libc that tries new
 * calls first needs to hear that it is not there, not that it is forbidden (runc#2750).
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "seccomp_multiplex.h"
#include "seccomp_tree.h"
#include "security.h"

#define MOST_ABIS      24
#define NO_SYSTEM_CALL UINT32_MAX /* what a tracer leaves when it takes a call away */

struct compiler {
	struct arena *arena;
	struct rules rules;
	const struct seccomp_abi *abis[MOST_ABIS]; /* native first */
	size_t abi_count;
	uint64_t *keys, *spare; /* room for the calls of one ABI, twice */
	uint32_t newer;         /* what calls unknown to the profile's author get */
	size_t unknown;         /* names */
	struct program program;
};

/* The calls of one ABI: a number, a rule and a selector each, packed; sorted by number. */
struct calls {
	uint64_t *keys, *spare;
	size_t count;
	uint32_t last; /* the highest number that the profile names */
};

struct intervals {
	struct interval *items;
	size_t count;
};

#define RULE_BITS     24
#define SELECTOR_BITS 8
#define NUMBER_SHIFT  (RULE_BITS + SELECTOR_BITS)
#define DIGIT_BITS    11
#define DIGITS        (1u << DIGIT_BITS)

static void add_call(struct calls *calls, uint32_t number, size_t rule, unsigned selector)
{
	uint64_t key = number;

	key = key << RULE_BITS | rule;
	key = key << SELECTOR_BITS | selector;
	calls->keys[calls->count++] = key;
}

static struct call call_of(const struct compiler *compiler, uint64_t key)
{
	size_t rule = key >> SELECTOR_BITS & ((1u << RULE_BITS) - 1);

	return (struct call){.number = (uint32_t)(key >> NUMBER_SHIFT),
			     .selector = key & ((1u << SELECTOR_BITS) - 1),
			     .rule = &compiler->rules.items[rule]};
}

static void sort_by_digit(struct calls *calls, unsigned shift)
{
	uint16_t starts[DIGITS + 1] = {0};
	uint64_t *sorted = calls->spare;

	for (size_t i = 0; i < calls->count; i++)
		starts[(calls->keys[i] >> shift) % DIGITS + 1]++;
	for (size_t i = 0; i < DIGITS; i++)
		starts[i + 1] += starts[i];
	for (size_t i = 0; i < calls->count; i++)
		sorted[starts[(calls->keys[i] >> shift) % DIGITS]++] = calls->keys[i];
	calls->spare = calls->keys;
	calls->keys = sorted;
}

/*
 * By number, keeping the order of the profile: in two digits, since the numbers of one ABI
 * differ in 22 bits at most. qsort() takes longer than all the rest of the compiler.
 */
static void sort(struct calls *calls)
{
	sort_by_digit(calls, NUMBER_SHIFT);
	sort_by_digit(calls, NUMBER_SHIFT + DIGIT_BITS);
}

static void resolve(struct compiler *compiler, const struct seccomp_abi *abi, struct calls *calls,
		    size_t index)
{
	const struct rule *rule = &compiler->rules.items[index];

	for (size_t i = 0; i < rule->names->count; i++) {
		int number = seccomp_syscall_resolve_name_arch(abi->token, rule->names->items[i]);
		struct multiplexed way;

		if (number == __NR_SCMP_ERROR) {
			if (abi == compiler->abis[0] && !rule->repeated)
				compiler->unknown++;
			continue;
		}
		way = seccomp_multiplexed(abi, number);
		if (way.direct >= 0 && (uint32_t)way.direct > calls->last)
			calls->last = (uint32_t)way.direct;
		if (way.selector && way.entry > calls->last)
			calls->last = way.entry;
		if (rule->idle)
			continue;
		if (way.direct >= 0)
			add_call(calls, (uint32_t)way.direct, index, 0);
		if (way.selector)
			add_call(calls, way.entry, index, way.selector);
	}
}

static struct calls collect(struct compiler *compiler, const struct seccomp_abi *abi)
{
	struct calls calls = {.keys = compiler->keys, .spare = compiler->spare};

	for (size_t i = 0; i < compiler->rules.count; i++)
		resolve(compiler, abi, &calls, i);
	sort(&calls);
	return calls;
}

static void add_interval(struct compiler *compiler, struct intervals *intervals,
			 struct interval interval)
{
	const struct interval *last = NULL;

	if (intervals->count)
		last = &intervals->items[intervals->count - 1];
	if (last && !last->call_count && !interval.call_count && last->action == interval.action)
		return;
	*ARENA_ADD(compiler->arena, intervals->items, intervals->count) = interval;
}

/* The verdict on one number: a rule without conditions, or all of them in turn. */
static void add_verdict(struct compiler *compiler, struct intervals *intervals,
			struct interval interval, const uint64_t *keys, size_t count)
{
	struct call *calls;

	for (size_t i = 0; i < count; i++) {
		struct call call = call_of(compiler, keys[i]);

		if (call.selector || call.rule->condition_count)
			continue;
		interval.action = call.rule->action;
		add_interval(compiler, intervals, interval);
		return;
	}
	calls = arena_alloc(compiler->arena, count * sizeof(*calls));
	for (size_t i = 0; i < count; i++)
		calls[i] = call_of(compiler, keys[i]);
	interval.calls = calls;
	interval.call_count = count;
	add_interval(compiler, intervals, interval);
}

static void add_abi(struct compiler *compiler, struct intervals *intervals,
		    const struct seccomp_abi *abi)
{
	struct calls calls = collect(compiler, abi);
	struct interval rest = {.abi = abi, .action = compiler->rules.default_action};
	uint32_t next = abi->first;
	size_t same;

	for (size_t i = 0; i < calls.count; i += same) {
		uint32_t number = (uint32_t)(calls.keys[i] >> NUMBER_SHIFT);

		for (same = 1; i + same < calls.count; same++) {
			if (calls.keys[i + same] >> NUMBER_SHIFT != number)
				break;
		}
		rest.first = next;
		if (next < number)
			add_interval(compiler, intervals, rest);
		rest.first = number;
		add_verdict(compiler, intervals, rest, &calls.keys[i], same);
		next = number + 1;
	}
	rest.first = next;
	if (next <= calls.last || !calls.last)
		add_interval(compiler, intervals, rest);
	rest.first = next <= calls.last ? calls.last + 1 : next;
	rest.action = compiler->newer;
	if (calls.last)
		add_interval(compiler, intervals, rest);
}

static void add_abis(struct compiler *compiler, struct intervals *intervals, uint32_t machine,
		     uint32_t first)
{
	for (size_t i = 0; i < compiler->abi_count; i++) {
		const struct seccomp_abi *abi = compiler->abis[i];

		if (abi->machine == machine && abi->first == first) {
			add_abi(compiler, intervals, abi);
			return;
		}
	}
	/* The numbers of an ABI that is not admitted: as if it were another machine. */
	add_interval(compiler, intervals,
		     (struct interval){.first = first, .action = SECCOMP_RET_KILL_THREAD});
}

static label add_machine(struct compiler *compiler, uint32_t machine)
{
	struct intervals intervals = {.items = NULL};

	add_abis(compiler, &intervals, machine, 0);
	if (machine == AUDIT_ARCH_X86_64) {
		struct interval none = {.first = NO_SYSTEM_CALL, .action = compiler->newer};

		add_abis(compiler, &intervals, machine, X32_FIRST);
		add_interval(compiler, &intervals, none);
	}
	return seccomp_tree(&compiler->program, intervals.items, intervals.count);
}

static bool machine_is_known(const struct compiler *compiler, size_t abis, uint32_t machine)
{
	for (size_t i = 0; i < abis; i++) {
		if (compiler->abis[i]->machine == machine)
			return true;
	}
	return false;
}

static void write_program(struct compiler *compiler)
{
	struct program *program = &compiler->program;
	label roots[MOST_ABIS] = {0}, at;

	program_begin(program);
	/* Written backwards: the native machine comes last, to be near to the beginning. */
	for (size_t i = compiler->abi_count; i--;) {
		if (!machine_is_known(compiler, i, compiler->abis[i]->machine))
			roots[i] = add_machine(compiler, compiler->abis[i]->machine);
	}
	at = program_return(program, SECCOMP_RET_KILL_THREAD);
	for (size_t i = compiler->abi_count; i--;) {
		uint32_t machine = compiler->abis[i]->machine;

		if (!machine_is_known(compiler, i, machine))
			at = program_branch(program, BPF_JEQ, machine, roots[i], at);
	}
	program_load(program, offsetof(struct seccomp_data, arch), at);
}

static int make_room(struct compiler *compiler, struct error *err)
{
	const struct rules *rules = &compiler->rules;
	size_t most = 0;

	/* i386 may need two for a name. */
	for (size_t i = 0; i < rules->count; i++)
		most += 2 * rules->items[i].names->count;
	if (most > UINT16_MAX || rules->count >> RULE_BITS)
		return fail(err, SPEC, "linux.seccomp.syscalls: more than %d names",
			    UINT16_MAX / 2);
	compiler->keys = arena_alloc(compiler->arena, most * sizeof(*compiler->keys));
	compiler->spare = arena_alloc(compiler->arena, most * sizeof(*compiler->spare));
	return 0;
}

static int choose_abis(struct compiler *compiler, const struct strings *names, struct error *err)
{
	compiler->abis[0] = seccomp_abi_native();
	if (!compiler->abis[0])
		return fail(err, REFUSED, "linux.seccomp: berth has no filters for this machine");
	compiler->abi_count = 1;
	for (size_t i = 0; i < names->count; i++) {
		const struct seccomp_abi *abi = seccomp_abi_find(names->items[i]);
		bool again = false;

		if (!abi)
			return fail(err, SPEC,
				    "linux.seccomp.architectures[%zu]: \"%s\" is no architecture",
				    i, names->items[i]);
		if (abi->big_endian != compiler->abis[0]->big_endian)
			return fail(err, SPEC,
				    "linux.seccomp.architectures[%zu]: %s has the other byte order",
				    i, abi->name);
		for (size_t k = 0; k < compiler->abi_count; k++)
			again |= compiler->abis[k] == abi;
		if (!again)
			compiler->abis[compiler->abi_count++] = abi;
	}
	return 0;
}

static bool lets_through(uint32_t action)
{
	/* A tracer is expected to know new calls. */
	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG ||
	       (action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE;
}

static int set_flags(struct filter *filter, const struct spec_seccomp *seccomp, struct error *err)
{
	if (seccomp_flags_read(seccomp, &filter->flags, err))
		return -1;
	if (!filter->notifies) {
		/* Only how a listener is waited for; the kernel refuses it without one. */
		filter->flags &= ~SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
		return 0;
	}
	if (!seccomp->listener_path)
		return fail(err, SPEC,
			    "linux.seccomp: SCMP_ACT_NOTIFY needs linux.seccomp.listenerPath");
	filter->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	filter->listener_path = seccomp->listener_path;
	filter->listener_metadata = seccomp->listener_metadata;
	return 0;
}

struct filter *seccomp_compile(struct arena *arena, const struct spec_seccomp *seccomp,
			       struct error *err)
{
	struct filter *filter = arena_alloc(arena, sizeof(*filter));
	struct compiler compiler;

	/* All but the program, whose 32 KiB are written before they are read. */
	memset(&compiler, 0, offsetof(struct compiler, program));
	compiler.arena = arena;
	if (choose_abis(&compiler, &seccomp->architectures, err) ||
	    seccomp_rules_read(arena, seccomp, &compiler.rules, err) || make_room(&compiler, err))
		return NULL;
	filter->notifies = compiler.rules.notifies;
	if (set_flags(filter, seccomp, err))
		return NULL;
	compiler.newer = lets_through(compiler.rules.default_action) ? compiler.rules.default_action
								     : SECCOMP_RET_ERRNO | ENOSYS;
	write_program(&compiler);
	if (compiler.program.full) {
		fail(err, SPEC, "linux.seccomp: the filter has more than %d instructions",
		     BPF_MAXINSNS);
		return NULL;
	}
	filter->length = (unsigned short)compiler.program.used;
	filter->code = arena_alloc(arena, filter->length * sizeof(*filter->code));
	memcpy(filter->code, &compiler.program.code[BPF_MAXINSNS - filter->length],
	       filter->length * sizeof(*filter->code));
	filter->rules = seccomp->syscall_count;
	filter->unknown = compiler.unknown;
	return filter;
}
