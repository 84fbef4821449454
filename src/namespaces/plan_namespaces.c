/*
 * plan_namespaces.c - which are made, which are joined, who owns them
 */
#include <inttypes.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "plan.h"
#include "sysctl.h"
#include "text.h"

bool plan_has_namespace(const struct plan *plan, uint64_t flag)
{
	return (plan->namespaces.made | plan->namespaces.joined) & flag;
}

bool plan_lacks_host_rights(const struct plan *plan)
{
	return plan->caller.standing != ROOT_OF_HOST || plan_has_namespace(plan, CLONE_NEWUSER);
}

static int sort_joins(const void *one, const void *other)
{
	const struct namespace_join *a = one, *b = other;

	return a->kind < b->kind ? -1 : a->kind > b->kind;
}

static int plan_each(struct plan *plan, struct error *err)
{
	struct namespaces_plan *namespaces = &plan->namespaces;
	const struct spec_linux *config = plan->spec->linux;

	for (size_t i = 0; i < config->namespace_count; i++) {
		const struct spec_namespace *wanted = &config->namespaces[i];
		const struct namespace_kind *kind = namespace_kind(wanted->type);

		if (!kind)
			return fail(err, SPEC, "linux.namespaces[%zu].type: \"%s\" is unknown", i,
				    wanted->type);
		if (!wanted->path) {
			namespaces->made |= kind->flag;
			continue;
		}
		namespaces->joined |= kind->flag;
		*ARENA_ADD(plan->arena, namespaces->joins, namespaces->join_count) =
			(struct namespace_join){.kind = kind, .path = wanted->path};
	}
	if (namespaces->join_count)
		qsort(namespaces->joins, namespaces->join_count, sizeof(*namespaces->joins),
		      sort_joins);
	return 0;
}

/*
 * A new user namespace without mappings gets all ids as they are, which is crun's habit; that of
 * an ordinary user the one id there is, as root.
 */
static struct spec_id_mappings map_or(struct plan *plan, const struct spec_id_mappings *given,
				      unsigned own)
{
	struct spec_id_mappings map = *given;

	if (!map.count)
		*ARENA_ADD(plan->arena, map.items, map.count) =
			plan->caller.standing == ORDINARY_USER
				? (struct spec_id_mapping){.host_id = own, .size = 1}
				: (struct spec_id_mapping){.size = UINT32_MAX};
	return map;
}

/* What an ordinary user may write without help: one line, which maps the own id. */
static bool is_own(const struct spec_id_mappings *map, unsigned own)
{
	return map->count == 1 && map->items[0].size == 1 && map->items[0].host_id == own;
}

static void plan_maps(struct plan *plan)
{
	struct namespaces_plan *namespaces = &plan->namespaces;
	const struct spec_linux *config = plan->spec->linux;
	const struct caller *caller = &plan->caller;

	/* Of one that is joined it is not known here: that it has none is told when it is so. */
	namespaces->root_mapped = namespaces->joined & CLONE_NEWUSER;
	if (!(namespaces->made & CLONE_NEWUSER))
		return;
	namespaces->uid_map = map_or(plan, &config->uid_mappings, caller->uid);
	namespaces->gid_map = map_or(plan, &config->gid_mappings, caller->gid);
	namespaces->root_mapped = namespaces_host_uid(plan, 0) >= 0;
	if (caller->standing != ORDINARY_USER)
		return;
	namespaces->uid_helper = !is_own(&namespaces->uid_map, caller->uid);
	namespaces->gid_helper = !is_own(&namespaces->gid_map, caller->gid);
	namespaces->setgroups_denied = !namespaces->gid_helper;
}

static int refuse_without_rights(const struct plan *plan, struct error *err)
{
	if (plan->caller.standing != ORDINARY_USER || plan_has_namespace(plan, CLONE_NEWUSER))
		return 0;
	return fail(
		err, REFUSED,
		"linux.namespaces: an ordinary user's container needs a user namespace: add "
		"{\"type\": \"user\"}, begin with `berth spec --rootless`, or run berth as root");
}

int namespaces_plan(struct plan *plan, struct error *err)
{
	struct namespaces_plan *namespaces = &plan->namespaces;

	if (plan_each(plan, err) || refuse_without_rights(plan, err))
		return -1;
	plan_maps(plan);
	namespaces->hostname = plan->spec->hostname;
	namespaces->domainname = plan->spec->domainname;
	namespaces->loopback = namespaces->made & CLONE_NEWNET;
	return sysctls_plan(plan, err);
}

static int64_t map(const struct spec_id_mappings *mappings, int64_t id)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *range = &mappings->items[i];

		if (id >= range->container_id && id - range->container_id < range->size)
			return range->host_id + (id - range->container_id);
	}
	return mappings->count ? -1 : id;
}

int64_t namespaces_host_uid(const struct plan *plan, int64_t uid)
{
	return map(&plan->namespaces.uid_map, uid);
}

int64_t namespaces_host_gid(const struct plan *plan, int64_t gid)
{
	return map(&plan->namespaces.gid_map, gid);
}

static void print_map(struct text *out, const char *name, const struct spec_id_mappings *mappings)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *range = &mappings->items[i];

		text_format(out,
			    "  %s %" PRId64 "-%" PRId64 " are the host's %" PRId64 "-%" PRId64 "\n",
			    name, range->container_id, range->container_id + range->size - 1,
			    range->host_id, range->host_id + range->size - 1);
	}
}

static void print_devices(const struct spec_linux *config, struct text *out)
{
	for (size_t i = 0; i < config->net_device_count; i++) {
		const struct spec_net_device *device = &config->net_devices[i];

		text_format(out, "  network device %s moved inside as %s\n", device->host_name,
			    device->name ? device->name : device->host_name);
	}
}

static void print_offsets(const struct spec_linux *config, struct text *out)
{
	for (size_t i = 0; i < config->time_offset_count; i++) {
		const struct spec_time_offset *offset = &config->time_offsets[i];

		text_format(out, "  %s set off by %" PRId64 ".%09" PRId64 " s\n", offset->clock,
			    offset->secs, offset->nanosecs);
	}
}

void namespaces_print(const struct plan *plan, struct text *out)
{
	const struct namespaces_plan *namespaces = &plan->namespaces;

	text_add(out, "namespaces\n");
	for (size_t i = 0; i < namespace_kind_count; i++) {
		const struct namespace_kind *kind = &namespace_kinds[i];

		if (namespaces->made & kind->flag)
			text_format(out, "  %s new\n", kind->type);
		else if (!(namespaces->joined & kind->flag))
			text_format(out, "  %s of the host\n", kind->type);
	}
	for (size_t i = 0; i < namespaces->join_count; i++)
		text_format(out, "  %s of %s\n", namespaces->joins[i].kind->type,
			    namespaces->joins[i].path);
	print_map(out, "uids", &namespaces->uid_map);
	print_map(out, "gids", &namespaces->gid_map);
	if (namespaces->uid_helper || namespaces->gid_helper)
		text_format(out, "  mapped by %s%s%s\n", namespaces->uid_helper ? "newuidmap" : "",
			    namespaces->uid_helper && namespaces->gid_helper ? " and " : "",
			    namespaces->gid_helper ? "newgidmap" : "");
	if (namespaces->setgroups_denied && plan->caller.has_groups)
		text_add(out,
			 "  the caller's additional groups stay: only newgidmap lets go of them\n");
	if (namespaces->hostname)
		text_format(out, "  hostname %s\n", namespaces->hostname);
	if (namespaces->domainname)
		text_format(out, "  domainname %s\n", namespaces->domainname);
	if (namespaces->loopback)
		text_add(out, "  loopback up\n");
	print_devices(plan->spec->linux, out);
	print_offsets(plan->spec->linux, out);
	for (size_t i = 0; i < namespaces->sysctl_count; i++)
		text_format(out, "  sysctl %s = %s\n", namespaces->sysctls[i].path,
			    namespaces->sysctls[i].value);
}
