/*
 * systemd_unit.c - the names of a container's unit, its slice and their cgroup
 *
 * linux.cgroupsPath is SLICE:PREFIX:NAME, and gives PREFIX-NAME.scope in SLICE:
 *
 *	machine.slice:libpod:c1		/machine.slice/libpod-c1.scope
 *	a-b.slice:berth:c1		/a.slice/a-b.slice/berth-c1.scope
 *	-:berth:c1			/berth-c1.scope
 *
 * A dash in the name of a slice is a step down: systemd puts a-b.slice below a.slice.
 * Where a name could be taken for a file of the cgroup above, systemd makes a directory with
 * an underscore before it; so do we, or the path would lead elsewhere.
 */
#include "systemd_unit.h"

#include <string.h>

#include "controllers.h"
#include "error.h"
#include "plan.h"
#include "scope.h"
#include "text.h"

#define FIELD      "linux.cgroupsPath"
#define SLICE      ".slice"
#define SCOPE      ".scope"
#define MOST_NAME  255
#define LETTERS    "abcdefghijklmnopqrstuvwxyz"
#define UPPER_CASE "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* What a name may be made of. "@" would make it one of many of a kind, which a scope is not. */
static const char allowed[] = LETTERS UPPER_CASE "0123456789:-_.\\";

/* The id as part of a name: what systemd does not take it writes as \x2b, and so do we. */
static const char *escape(struct arena *arena, const char *id)
{
	auto_text struct text name = NO_TEXT;

	for (const char *at = id; *at; at++) {
		if (strchr(allowed, *at))
			text_add_bytes(&name, at, 1);
		else
			text_format(&name, "\\x%02x", (unsigned char)*at);
	}
	return arena_text(arena, text_string(&name));
}

static int check_name(const char *given, const char *name, struct error *err)
{
	size_t length = strlen(name), good = strspn(name, allowed);

	if (length > MOST_NAME)
		return fail(err, SPEC,
			    FIELD ": \"%s\": a name of a unit is no longer than %d bytes", given,
			    MOST_NAME);
	if (good < length)
		return fail(err, SPEC, FIELD ": \"%s\": a name of a unit has no \"%c\" in it",
			    given, name[good]);
	return 0;
}

static int check_slice(const char *given, const char *slice, struct error *err)
{
	size_t length = strlen(slice) - strlen(SLICE);

	if (slice[0] == '-' || slice[length - 1] == '-' || strstr(slice, "--"))
		return fail(err, SPEC,
			    FIELD
			    ": \"%s\": \"%s\" is no slice: each dash stands between two names",
			    given, slice);
	return check_name(given, slice, err);
}

/* "a-b.slice" as "/a.slice/a-b.slice". */
static const char *slice_path(struct arena *arena, const char *slice)
{
	auto_text struct text path = NO_TEXT;
	size_t length = strlen(slice) - strlen(SLICE);

	for (size_t i = 1; i <= length; i++) {
		if (i == length || slice[i] == '-')
			text_format(&path, "/%.*s" SLICE, (int)i, slice);
	}
	return arena_text(arena, text_string(&path));
}

/* systemd's rule for the names of cgroups. */
static bool looks_like_a_file(const char *unit)
{
	if (unit[0] == '_' || unit[0] == '.' || text_starts_with(unit, "cgroup."))
		return true;
	for (size_t i = 0; i < controller_count; i++) {
		size_t length = strlen(controllers[i].name);

		if (text_starts_with(unit, controllers[i].name) && unit[length] == '.')
			return true;
	}
	return false;
}

static int split(struct plan *plan, const char *given, struct scope_plan *scope, struct error *err)
{
	const char *first = strchr(given, ':');
	const char *second = first ? strchr(first + 1, ':') : NULL;
	const char *name = second ? second + 1 : "";

	if (!second || strchr(name, ':') || strchr(given, '/'))
		return fail(err, SPEC,
			    FIELD
			    ": expected cgroupsPath to be of format \"slice:prefix:name\" for "
			    "systemd cgroups, got \"%s\" instead",
			    given);
	if (!name[0])
		return fail(err, SPEC, FIELD ": \"%s\" has no name after the second colon", given);
	if (text_ends_with(name, SLICE))
		return fail(err, REFUSED,
			    FIELD ": \"%s\" names a slice, in which there can be units and no "
				  "processes: a container is a scope",
			    given);
	if (first > given)
		scope->slice = arena_bytes(plan->arena, given, (size_t)(first - given));
	scope->name.unit = arena_format(plan->arena, "%.*s-%s" SCOPE, (int)(second - first - 1),
					first + 1, name);
	return check_name(given, scope->name.unit, err);
}

/* Below which the units of this systemd are. */
static const char *ground(const struct plan *plan)
{
	unsigned uid = plan->caller.host_uid;

	if (!plan->cgroup.scope->name.of_user)
		return "";
	return arena_format(plan->arena, "/user.slice/user-%u.slice/user@%u.service", uid, uid);
}

int unit_plan(struct plan *plan, struct error *err)
{
	const char *given = plan->spec->linux->cgroups_path;
	struct scope_plan *scope = plan->cgroup.scope;
	bool in_root;

	scope->slice = scope->name.of_user ? "user.slice" : "system.slice";
	if (given && given[0]) {
		if (split(plan, given, scope, err))
			return -1;
	} else {
		given = plan->id;
		scope->name.unit =
			arena_format(plan->arena, "berth-%s" SCOPE, escape(plan->arena, plan->id));
		if (check_name(given, scope->name.unit, err))
			return -1;
	}
	in_root = text_equal(scope->slice, "-") || text_equal(scope->slice, "-" SLICE);
	if (in_root)
		scope->slice = "-" SLICE;
	else if (!text_ends_with(scope->slice, SLICE) || text_equal(scope->slice, SLICE))
		return fail(err, SPEC,
			    FIELD ": \"%s\": \"%s\" is no slice: it does not end in " SLICE, given,
			    scope->slice);
	else if (check_slice(given, scope->slice, err))
		return -1;
	plan->cgroup.path =
		arena_format(plan->arena, "%s%s/%s%s", ground(plan),
			     in_root ? "" : slice_path(plan->arena, scope->slice),
			     looks_like_a_file(scope->name.unit) ? "_" : "", scope->name.unit);
	return 0;
}
