/*
 * hook_fields.c - hooks: programs of the host's, run at six moments
 */
#include "tables.h"

static const struct field spec_hook_rows[] = {
	STRING(spec_hook, path, "path", REQUIRED, CHECK(absolute_path)),
	STRINGS(spec_hook, args, "args"),
	STRINGS(spec_hook, env, "env", GIVEN(spec_hook, env_given)),
	OPTIONAL(spec_hook, timeout, "timeout", 1, INT32_MAX),
};

static TABLE(spec_hook);

#define HOOKS(member, key) LIST(spec_hooks, member.items, member.count, key, spec_hook)

static const struct field spec_hooks_rows[] = {
	HOOKS(prestart, "prestart"),
	HOOKS(create_runtime, "createRuntime"),
	HOOKS(create_container, "createContainer"),
	HOOKS(start_container, "startContainer"),
	HOOKS(poststart, "poststart"),
	HOOKS(poststop, "poststop"),
};

TABLE(spec_hooks);
