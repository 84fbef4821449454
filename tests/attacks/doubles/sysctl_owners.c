/*
 * A double of sysctls_plan() in src/namespaces/sysctl.c: whatever is asked for is written.
 */
#include <string.h>

#include "plan.h"
#include "sysctl.h"

int sysctls_plan(struct plan *plan, struct error *err)
{
	struct namespaces_plan *namespaces = &plan->namespaces;
	const struct pairs *wanted = &plan->spec->linux->sysctl;

	(void)err;
	for (size_t i = 0; i < wanted->count; i++) {
		char *path = arena_text(plan->arena, wanted->items[i].name);

		for (char *at = path; *at && !strchr(path, '/'); at++) {
			if (*at == '.')
				*at = '/';
		}
		for (char *at = path; *at; at++) {
			if (*at == '.' && at[1] != '.' && (at == path || at[-1] != '.'))
				*at = '/';
		}
		*ARENA_ADD(plan->arena, namespaces->sysctls, namespaces->sysctl_count) =
			(struct sysctl_write){.path = path, .value = wanted->items[i].value};
	}
	return 0;
}
