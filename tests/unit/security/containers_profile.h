/*
 * containers_profile.h - the seccomp profile that engines ship, as they resolve it
 *
 * Reads /usr/share/containers/seccomp.json (package containers-common): the format of engines,
 * with conditions on architecture and capabilities, resolved here for amd64.
 */
#ifndef BERTH_TESTS_CONTAINERS_PROFILE_H
#define BERTH_TESTS_CONTAINERS_PROFILE_H

#include <criterion/criterion.h>
#include <string.h>
#include <yajl/yajl_tree.h>

#include "file.h"
#include "spec.h"
#include "text.h"

static inline yajl_val profile_at(yajl_val object, const char *key)
{
	const char *path[] = {key, NULL};

	return yajl_tree_get(object, path, yajl_t_any);
}

static inline size_t profile_count(yajl_val array)
{
	return YAJL_IS_ARRAY(array) ? array->u.array.len : 0;
}

static inline bool profile_holds(yajl_val list, const struct strings *have)
{
	for (size_t i = 0; i < profile_count(list); i++) {
		if (strings_find(have, YAJL_GET_STRING(list->u.array.values[i])) >= 0)
			return true;
	}
	return false;
}

/* Engines ask for one of the architectures and for all of the (here: at most one) capabilities. */
static inline bool profile_wants(yajl_val rule, const struct strings *capabilities)
{
	static const char *const words[] = {"amd64", "x32", "x86"};
	const struct strings arches = {.items = (const char **)words, .count = 3};
	yajl_val includes = profile_at(rule, "includes"), excludes = profile_at(rule, "excludes");
	yajl_val arch = includes ? profile_at(includes, "arches") : NULL;
	yajl_val caps = includes ? profile_at(includes, "caps") : NULL;

	if (profile_count(arch) && !profile_holds(arch, &arches))
		return false;
	if (profile_count(caps) && !profile_holds(caps, capabilities))
		return false;
	if (!excludes)
		return true;
	return !profile_holds(profile_at(excludes, "arches"), &arches) &&
	       !profile_holds(profile_at(excludes, "caps"), capabilities);
}

static inline void profile_rule(struct arena *arena, yajl_val given, struct spec_seccomp *seccomp)
{
	struct spec_seccomp_rule *rule =
		ARENA_ADD(arena, seccomp->syscalls, seccomp->syscall_count);
	yajl_val names = profile_at(given, "names"), args = profile_at(given, "args");
	yajl_val number = profile_at(given, "errnoRet");

	rule->action = arena_text(arena, YAJL_GET_STRING(profile_at(given, "action")));
	if (number)
		rule->errno_ret =
			(struct optional){.given = true, .value = YAJL_GET_INTEGER(number)};
	for (size_t i = 0; i < profile_count(names); i++)
		strings_add(arena, &rule->names,
			    arena_text(arena, YAJL_GET_STRING(names->u.array.values[i])));
	for (size_t i = 0; i < profile_count(args); i++) {
		struct spec_seccomp_arg *arg = ARENA_ADD(arena, rule->args, rule->arg_count);
		yajl_val from = args->u.array.values[i];

		arg->index = YAJL_GET_INTEGER(profile_at(from, "index"));
		arg->value = (uint64_t)YAJL_GET_INTEGER(profile_at(from, "value"));
		arg->value_two = (uint64_t)YAJL_GET_INTEGER(profile_at(from, "valueTwo"));
		arg->op = arena_text(arena, YAJL_GET_STRING(profile_at(from, "op")));
	}
}

static inline struct spec_seccomp *containers_profile(struct arena *arena,
						      const struct strings *capabilities)
{
	struct spec_seccomp *seccomp = arena_alloc(arena, sizeof(*seccomp));
	auto_text struct text json = NO_TEXT;
	char why[128];
	yajl_val tree, rules, number;

	cr_assert_eq(file_read(-1, "/usr/share/containers/seccomp.json", 1 << 20, &json), 0,
		     "install containers-common");
	tree = yajl_tree_parse(json.start, why, sizeof(why));
	cr_assert(tree, "%s", why);
	seccomp->default_action =
		arena_text(arena, YAJL_GET_STRING(profile_at(tree, "defaultAction")));
	number = profile_at(tree, "defaultErrnoRet");
	if (number)
		seccomp->default_errno_ret =
			(struct optional){.given = true, .value = YAJL_GET_INTEGER(number)};
	strings_add(arena, &seccomp->architectures, "SCMP_ARCH_X86_64");
	strings_add(arena, &seccomp->architectures, "SCMP_ARCH_X86");
	strings_add(arena, &seccomp->architectures, "SCMP_ARCH_X32");
	rules = profile_at(tree, "syscalls");
	for (size_t i = 0; i < profile_count(rules); i++) {
		if (profile_wants(rules->u.array.values[i], capabilities))
			profile_rule(arena, rules->u.array.values[i], seccomp);
	}
	yajl_tree_free(tree);
	return seccomp;
}

#endif
