/*
 * check.c - rules between fields
 *
 * A rule is a row: the function that says whether it is broken, where in the configuration
 * the complaint belongs, and the sentence. The function gives FINE, or a number to tell (an
 * index, a count, or just 0), which takes the place of "#" in path and sentence.
 *
 * A rule about one field alone belongs in that field's row.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "check.h"
#include "error.h"
#include "json.h"
#include "text.h"

#define FINE (-1)

static long broken_if(bool broken)
{
	return broken ? 0 : FINE;
}

/* ---- process ------------------------------------------------------------------------------ */

static long args_missing(const struct spec_process *process)
{
	return broken_if(process->args.count == 0);
}

static long program_empty(const struct spec_process *process)
{
	return broken_if(process->args.items[0][0] == '\0');
}

static long rlimit_twice(const struct spec_process *process)
{
	const struct spec_rlimit *limits = process->rlimits;

	for (size_t i = 1; i < process->rlimit_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (text_equal(limits[i].type, limits[j].type))
				return (long)i;
		}
	}
	return FINE;
}

static long rlimit_inverted(const struct spec_process *process)
{
	for (size_t i = 0; i < process->rlimit_count; i++) {
		if (process->rlimits[i].soft > process->rlimits[i].hard)
			return (long)i;
	}
	return FINE;
}

static long priority_unused(const struct spec_process *process)
{
	const struct spec_scheduler *scheduler = process->scheduler;

	if (!scheduler || text_equal(scheduler->policy, "SCHED_FIFO") ||
	    text_equal(scheduler->policy, "SCHED_RR"))
		return FINE;
	return broken_if(scheduler->priority);
}

static long deadline_unused(const struct spec_process *process)
{
	const struct spec_scheduler *scheduler = process->scheduler;

	if (!scheduler || text_equal(scheduler->policy, "SCHED_DEADLINE"))
		return FINE;
	return broken_if(scheduler->runtime || scheduler->deadline || scheduler->period);
}

/* clang-format off */
static const struct {
	long (*broken)(const struct spec_process *process);
	const char *path, *sentence;
} process_rules[] = {
	{args_missing,    "args",               "there is nothing to run"},
	{program_empty,   "args[0]",            "the name of the program is empty"},
	{rlimit_twice,    "rlimits[#].type",    "this limit is given twice"},
	{rlimit_inverted, "rlimits[#].soft",    "the soft limit is above the hard one"},
	{priority_unused, "scheduler.priority", "only SCHED_FIFO and SCHED_RR have a priority"},
	{deadline_unused, "scheduler.runtime",
	 "runtime, deadline and period belong to SCHED_DEADLINE alone"},
};
/* clang-format on */

/* ---- namespaces --------------------------------------------------------------------------- */

static const struct spec_namespace *find_namespace(const struct spec *spec, const char *type)
{
	for (size_t i = 0; i < spec->linux->namespace_count; i++) {
		if (text_equal(spec->linux->namespaces[i].type, type))
			return &spec->linux->namespaces[i];
	}
	return NULL;
}

static bool lacks(const struct spec *spec, const char *type)
{
	return !find_namespace(spec, type);
}

static long namespace_twice(const struct spec *spec)
{
	const struct spec_namespace *namespaces = spec->linux->namespaces;

	for (size_t i = 0; i < spec->linux->namespace_count; i++) {
		if (find_namespace(spec, namespaces[i].type) != &namespaces[i])
			return (long)i;
	}
	return FINE;
}

static long uids_mapped_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->uid_mappings.count && lacks(spec, "user"));
}

static long gids_mapped_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->gid_mappings.count && lacks(spec, "user"));
}

static long hostname_without_namespace(const struct spec *spec)
{
	return broken_if(spec->hostname && lacks(spec, "uts"));
}

static long domainname_without_namespace(const struct spec *spec)
{
	return broken_if(spec->domainname && lacks(spec, "uts"));
}

static long offsets_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->time_offset_count && lacks(spec, "time"));
}

static long offsets_in_given_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->time_offset_count && find_namespace(spec, "time")->path);
}

static long devices_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->net_device_count && lacks(spec, "network"));
}

static long masked_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->masked_paths.count && lacks(spec, "mount"));
}

static long readonly_without_namespace(const struct spec *spec)
{
	return broken_if(spec->linux->readonly_paths.count && lacks(spec, "mount"));
}

/* ---- the rest ----------------------------------------------------------------------------- */

static long process_missing(const struct spec *spec)
{
	return broken_if(!spec->process);
}

static long mount_half_mapped(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mount_count; i++) {
		const struct spec_mount *mount = &spec->mounts[i];

		if (!mount->uid_mappings.count != !mount->gid_mappings.count)
			return (long)i;
	}
	return FINE;
}

static long personality_flagged(const struct spec *spec)
{
	return broken_if(spec->linux->personality && spec->linux->personality->flags.count);
}

/* How many nodes a list such as "0-3,7" has. */
static size_t count_nodes(const char *list)
{
	size_t count = 0;

	for (const char *at = list ? list : ""; *at;) {
		unsigned long first, last;
		char *end;

		if (!isdigit((unsigned char)*at)) {
			at++;
			continue;
		}
		first = last = strtoul(at, &end, 10);
		if (end[0] == '-' && isdigit((unsigned char)end[1]))
			last = strtoul(end + 1, &end, 10);
		count += last >= first ? last - first + 1 : 0;
		at = end;
	}
	return count;
}

static bool policy_is(const struct spec_memory_policy *policy, const char *mode)
{
	return text_equal(policy->mode, mode);
}

static long nodes_not_wanted(const struct spec *spec)
{
	const struct spec_memory_policy *policy = spec->linux->memory_policy;
	size_t count = policy ? count_nodes(policy->nodes) : 0;

	if (!count || (!policy_is(policy, "MPOL_DEFAULT") && !policy_is(policy, "MPOL_LOCAL")))
		return FINE;
	return (long)count;
}

static long nodes_missing(const struct spec *spec)
{
	const struct spec_memory_policy *policy = spec->linux->memory_policy;

	if (!policy || policy_is(policy, "MPOL_DEFAULT") || policy_is(policy, "MPOL_LOCAL") ||
	    policy_is(policy, "MPOL_PREFERRED"))
		return FINE;
	return broken_if(count_nodes(policy->nodes) == 0);
}

static long notify_by_default(const struct spec *spec)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;

	return broken_if(seccomp && text_equal(seccomp->default_action, "SCMP_ACT_NOTIFY"));
}

static long notify_of(const struct spec *spec, const char *call)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;

	for (size_t i = 0; seccomp && i < seccomp->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &seccomp->syscalls[i];

		if (text_equal(rule->action, "SCMP_ACT_NOTIFY") &&
		    strings_find(&rule->names, call) >= 0)
			return (long)i;
	}
	return FINE;
}

static long rule_of_nothing(const struct spec *spec)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;

	for (size_t i = 0; seccomp && i < seccomp->syscall_count; i++) {
		if (!seccomp->syscalls[i].names.count)
			return (long)i;
	}
	return FINE;
}

/* Nobody could answer for berth's own calls while the listener is on its way to the agent. */
static long notify_of_write(const struct spec *spec)
{
	return notify_of(spec, "write");
}

static long notify_of_sendmsg(const struct spec *spec)
{
	return notify_of(spec, "sendmsg");
}

/* In order: a later rule may rely on the ones above it. */

/* clang-format off */
static const struct {
	long (*broken)(const struct spec *spec);
	const char *path, *sentence;
} rules[] = {
	{process_missing,               "process",
	 "missing, and there would be nothing to start"},
	{namespace_twice,               "linux.namespaces[#].type",
	 "this kind of namespace is given twice"},
	{uids_mapped_without_namespace, "linux.uidMappings",
	 "mappings need a user namespace"},
	{gids_mapped_without_namespace, "linux.gidMappings",
	 "mappings need a user namespace"},
	{hostname_without_namespace,    "hostname",
	 "needs a uts namespace, or it would be the host's"},
	{domainname_without_namespace,  "domainname",
	 "needs a uts namespace, or it would be the host's"},
	{offsets_without_namespace,     "linux.timeOffsets",
	 "offsets need a time namespace"},
	{offsets_in_given_namespace,    "linux.timeOffsets",
	 "only a new time namespace can be given offsets, not a joined one"},
	{devices_without_namespace,     "linux.netDevices",
	 "devices are moved into a network namespace, and there is none"},
	{masked_without_namespace,      "linux.maskedPaths",
	 "needs a mount namespace, or the host's would be masked"},
	{readonly_without_namespace,    "linux.readonlyPaths",
	 "needs a mount namespace, or the host's would be read-only"},
	{mount_half_mapped,             "mounts[#]",
	 "uidMappings and gidMappings go together"},
	{personality_flagged,           "linux.personality.flags",
	 "the specification defines no flags"},
	{nodes_not_wanted,              "linux.memoryPolicy.nodes",
	 "memory policy mode requires 0 nodes but got #"},
	{nodes_missing,                 "linux.memoryPolicy.nodes",
	 "memory policy mode requires at least one node but got #"},
	{notify_by_default,             "linux.seccomp.defaultAction",
	 "SCMP_ACT_NOTIFY cannot be used as the default action"},
	{rule_of_nothing,               "linux.seccomp.syscalls[#].names",
	 "a rule names one system call at least"},
	{notify_of_write,               "linux.seccomp.syscalls[#]",
	 "SCMP_ACT_NOTIFY cannot be used for the write syscall"},
	{notify_of_sendmsg,             "linux.seccomp.syscalls[#]",
	 "SCMP_ACT_NOTIFY cannot be used for the sendmsg syscall"},
};
/* clang-format on */

/* ---- where ---------------------------------------------------------------------------------- */

/* The member by its exact name, or else whatever its case. */
static const struct json_value *member(const struct json_value *object, const char *name,
				       size_t length)
{
	const struct json_value *found = NULL;

	for (const struct json_value *at = object->first; at; at = at->next) {
		if (strncmp(at->key, name, length) == 0 && !at->key[length])
			return at;
		if (strncasecmp(at->key, name, length) == 0 && !at->key[length])
			found = at;
	}
	return found;
}

static const struct json_value *item(const struct json_value *array, unsigned long index)
{
	const struct json_value *at = array->first;

	while (at && index--)
		at = at->next;
	return at;
}

/* The value at a path such as "mounts[1].type", or the last one on the way that is there. */
static const struct json_value *locate(const struct json_value *value, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, ".[");
		const struct json_value *next = NULL;

		if (*path == '[') {
			next = value->kind == JSON_ARRAY ? item(value, strtoul(path + 1, NULL, 10))
							 : NULL;
			length = strcspn(path, "]") + 1;
		} else if (value->kind == JSON_OBJECT) {
			next = member(value, path, length);
		}
		if (!next)
			break;
		value = next;
		path += length;
		path += *path == '.';
	}
	return value;
}

static void add_numbered(struct text *text, const char *pattern, long number)
{
	size_t length = strcspn(pattern, "#");

	text_add_bytes(text, pattern, length);
	if (pattern[length])
		text_format(text, "%ld%s", number, pattern + length + 1);
}

static int complain(const struct json_document *document, const char *path, const char *sentence,
		    long number, struct error *err)
{
	auto_text struct text where = NO_TEXT, what = NO_TEXT;

	add_numbered(&where, path, number);
	add_numbered(&what, sentence, number);
	return json_fail(document, locate(document->root, where.start), err, "%s: %s", where.start,
			 what.start);
}

static int check_process_at(const struct spec_process *process,
			    const struct json_document *document, const char *prefix,
			    struct error *err)
{
	for (size_t i = 0; i < COUNT(process_rules); i++) {
		auto_text struct text path = NO_TEXT;
		long number = process_rules[i].broken(process);

		if (number == FINE)
			continue;
		text_format(&path, "%s%s", prefix, process_rules[i].path);
		return complain(document, path.start, process_rules[i].sentence, number, err);
	}
	return 0;
}

int check_process(const struct spec_process *process, const struct json_document *document,
		  struct error *err)
{
	return check_process_at(process, document, "", err);
}

int check_mounts(const struct spec *spec, const struct json_document *document, struct error *err)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		long number;

		if (!text_starts_with(rules[i].path, "mounts"))
			continue;
		number = rules[i].broken(spec);
		if (number != FINE)
			return complain(document, rules[i].path, rules[i].sentence, number, err);
	}
	return 0;
}

int check_spec(const struct spec *spec, const struct json_document *document, struct error *err)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		long number = rules[i].broken(spec);

		if (number != FINE)
			return complain(document, rules[i].path, rules[i].sentence, number, err);
	}
	return check_process_at(spec->process, document, "process.", err);
}
