/*
 * plan_cgroup.c - which cgroup, with which limits, for whom
 *
 * The path is linux.cgroupsPath below the mount of cgroup2, whether it begins with a slash
 * or not, and "/ID" without one.
 *
 * Without cgroups (--cgroup-manager disabled) limits are refused by name. Device rules are
 * not, as long as they only deny everything and allow some: every generator writes those,
 * and nodes that are not in the container's /dev are out of reach without CAP_MKNOD. A rule
 * that denies a device of its own is refused.
 *
 * Who is not root of the host has at most the cgroup he was called in: what is not given by an
 * absolute path lies below it. Without one, and without a limit, a container does without. Device
 * rules cannot be had there at all, as if cgroups were disabled.
 */
#include <inttypes.h>
#include <sched.h>
#include <string.h>

#include "controllers.h"
#include "device_rules.h"
#include "error.h"
#include "hierarchy.h"
#include "path.h"
#include "plan.h"
#include "systemd_properties.h"
#include "systemd_unit.h"
#include "text.h"

static const struct spec_resources no_resources;
static const char of_root[] = "device rules are for root of the host to set";

/* crun's ways of handing a cgroup over are not ours: see may_own(). */
/* "slice:prefix:name" */
static bool is_unit(const char *path)
{
	const char *colon = strchr(path, ':');

	return colon && strchr(colon + 1, ':') && !strchr(path, '/');
}

static int plan_path(struct plan *plan, struct error *err)
{
	const char *given = plan->spec->linux->cgroups_path;

	const char *ground = plan->cgroup.ground ? plan->cgroup.ground : "/";

	if (!given || !given[0]) {
		plan->cgroup.path = path_join(plan->arena, ground, plan->id);
		return 0;
	}
	if (path_climbs(given))
		return fail(err, SPEC, "linux.cgroupsPath: \"%s\" must not contain \"..\"", given);
	if (is_unit(given))
		return fail(err, SPEC,
			    "linux.cgroupsPath: \"%s\" names a unit of systemd: it wants "
			    "--systemd-cgroup",
			    given);
	plan->cgroup.path = path_join(plan->arena, ground, given);
	if (strcmp(plan->cgroup.path, "/") == 0)
		return fail(err, SPEC,
			    "linux.cgroupsPath: \"%s\" is the root of the hierarchy, which cannot "
			    "be limited",
			    given);
	return 0;
}

static bool mounts_cgroup_writable(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mount_count; i++) {
		const struct spec_mount *mount = &spec->mounts[i];

		if (text_equal(mount->type, "cgroup") || text_equal(mount->type, "cgroup2"))
			return strings_find(&mount->options, "ro") < 0;
	}
	return false;
}

/* Its root may arrange the container's cgroup when it sees no other and is nobody outside. */
static uint64_t owner(const struct plan *plan)
{
	int64_t uid;

	if (!plan_has_namespace(plan, CLONE_NEWUSER) ||
	    !plan_has_namespace(plan, CLONE_NEWCGROUP) || !mounts_cgroup_writable(plan->spec))
		return UINT64_MAX;
	/* It is an ordinary user's own as it is made, and he can give it to nobody else. */
	if (plan->caller.standing == ORDINARY_USER)
		return UINT64_MAX;
	uid = namespaces_host_uid(plan, 0);
	return uid < 0 ? UINT64_MAX : (uint64_t)uid;
}

/* A limit that must be kept, or NULL. */
static const struct cgroup_write *limit_of(const struct cgroup_plan *cgroup)
{
	for (size_t i = 0; i < cgroup->write_count; i++) {
		if (!cgroup->writes[i].optional)
			return &cgroup->writes[i];
	}
	return NULL;
}

static int refuse_devices(const struct spec_resources *resources, const char *reason,
			  struct error *err)
{
	for (size_t i = 0; i < resources->device_count; i++) {
		const struct spec_device_rule *rule = &resources->devices[i];

		if (!rule->allow && !device_rule_is_blanket(rule))
			return fail(err, REFUSED,
				    "linux.resources.devices[%zu]: a device can only be denied in "
				    "a cgroup, and %s",
				    i, reason);
	}
	return 0;
}

static int refuse_without_cgroup(const struct plan *plan, const struct spec_resources *resources,
				 struct error *err)
{
	if (plan->cgroup.write_count)
		return fail(err, REFUSED,
			    "%s: a limit needs a cgroup, and --cgroup-manager is "
			    "disabled",
			    plan->cgroup.writes[0].field);
	return refuse_devices(resources, "--cgroup-manager is disabled", err);
}

static bool has_path(const struct plan *plan)
{
	const char *given = plan->spec->linux->cgroups_path;

	return given && given[0] == '/';
}

static int fail_undelegated(const struct cgroup_write *limit, const char *reason, struct error *err)
{
	return fail(
		err, REFUSED,
		"%s: a limit needs a cgroup, and %s: have systemd make one by --systemd-cgroup, or "
		"call berth in one that is delegated, as by systemd-run --user --scope -p "
		"Delegate=yes berth ..",
		limit->field, reason);
}

/* Somebody who is not root of the host: what of it can be had, and what is done without. */
static int plan_without_rights(struct plan *plan, const struct spec_resources *resources,
			       struct error *err)
{
	struct cgroup_plan *cgroup = &plan->cgroup;
	const struct cgroup_write *limit = limit_of(cgroup);

	cgroup->filter = NULL;
	if (refuse_devices(resources, of_root, err))
		return -1;
	if (has_path(plan))
		return plan_path(plan, err);
	if (!plan->caller.cgroup)
		return limit ? fail_undelegated(limit, "the caller's own is not his to divide", err)
			     : 0;
	if (limit && !plan->caller.cgroup_is_delegated)
		return fail_undelegated(
			limit, "the caller's own belongs to a unit without Delegate=", err);
	cgroup->ground = plan->caller.cgroup;
	cgroup->make_room = limit != NULL;
	return plan_path(plan, err);
}

static int plan_limits(struct plan *plan, const struct spec_resources *resources, struct error *err)
{
	struct limits limits = {.arena = plan->arena};

	if (limits_plan(&limits, resources, err))
		return -1;
	plan->cgroup.writes = limits.writes;
	plan->cgroup.write_count = limits.count;
	return 0;
}

/* What systemd is told is what is written: see systemd_limits.c. */
static int plan_scope(struct plan *plan, const struct spec_resources *resources, struct error *err)
{
	struct cgroup_plan *cgroup = &plan->cgroup;
	struct unit_properties properties = {.arena = plan->arena};

	cgroup->scope = arena_alloc(plan->arena, sizeof(*cgroup->scope));
	cgroup->scope->name.of_user = plan->caller.standing != ROOT_OF_HOST;
	if (unit_plan(plan, err) ||
	    (cgroup->scope->name.of_user && refuse_devices(resources, of_root, err)))
		return -1;
	if (cgroup->scope->name.of_user || device_rules_allow_all(cgroup->filter))
		cgroup->filter = NULL;
	properties_of_scope(&properties, cgroup->scope, plan->id);
	properties_of_limits(&properties, cgroup->writes, cgroup->write_count, CPU_PERIOD);
	if (cgroup->filter)
		properties_of_devices(&properties, cgroup->filter);
	if (properties_of_annotations(&properties, plan->spec, err))
		return -1;
	cgroup->scope->properties = properties.items;
	cgroup->scope->property_count = properties.count;
	return 0;
}

static void scope_print(const struct scope_plan *scope, struct text *out)
{
	text_format(out, "  unit %s of %s systemd, in %s\n", scope->name.unit,
		    scope->name.of_user ? "the user's" : "the machine's", scope->slice);
	for (size_t i = 0; i < scope->property_count; i++) {
		text_add(out, "  property ");
		property_print(&scope->properties[i], out);
		text_add(out, "\n");
	}
}

int cgroups_plan(struct plan *plan, struct error *err)
{
	const struct spec_linux *linux = plan->spec->linux;
	const struct spec_resources *resources = linux->resources;
	struct cgroup_plan *cgroup = &plan->cgroup;

	if (!resources)
		resources = &no_resources;
	cgroup->delegate_to = UINT64_MAX;
	if (plan_limits(plan, resources, err) ||
	    device_rules_plan(plan->arena, resources, &cgroup->filter, err))
		return -1;
	if (cgroup->manager == CGROUP_DISABLED) {
		cgroup->filter = NULL;
		return refuse_without_cgroup(plan, resources, err);
	}
	cgroup->delegate_to = owner(plan);
	if (cgroup->manager == CGROUP_SYSTEMD)
		return plan_scope(plan, resources, err);
	if (plan->caller.standing != ROOT_OF_HOST)
		return plan_without_rights(plan, resources, err);
	if (device_rules_allow_all(cgroup->filter))
		cgroup->filter = NULL;
	return plan_path(plan, err);
}

void cgroups_print(const struct plan *plan, struct text *out)
{
	const struct cgroup_plan *cgroup = &plan->cgroup;

	if (!cgroup->path) {
		text_add(out, "cgroup none\n");
		return;
	}
	text_format(out, "cgroup %s\n", cgroup->path);
	if (cgroup->scope)
		scope_print(cgroup->scope, out);
	if (cgroup->delegate_to != UINT64_MAX)
		text_format(out, "  owner %" PRIu64 "\n", cgroup->delegate_to);
	for (size_t i = 0; i < cgroup->write_count; i++) {
		const struct cgroup_write *row = &cgroup->writes[i];

		text_format(out, "  %s%s %s  (%s)\n", row->otherwise ? "or " : "", row->file,
			    row->value, row->field);
	}
	for (size_t i = 0; cgroup->filter && i < cgroup->filter->rule_count; i++) {
		text_add(out, "  device ");
		device_rule_print(&cgroup->filter->rules[i], out);
		text_add(out, "\n");
	}
}
