/*
 * id_maps.c - uid and gid maps of a new user namespace
 *
 * Theory of operation
 *
 * HOST writes them: the writer needs privilege over the namespace's parent. A map is written
 * once, in one write, and read back, since a wrong one would be a hole.
 *
 * An ordinary user has that privilege over nobody but himself: one line that maps his own id.
 * For groups the kernel wants him to give up setgroups(2) for ever, lest somebody leave a group
 * that takes rights away. More than that is the business of newuidmap(1) and newgidmap(1), which
 * are set-uid root and know from /etc/subuid and /etc/subgid which ids are whose; they look up
 * INIT in /proc, so it must belong to the caller there: see init_process.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include "errand.h"
#include "error.h"
#include "file.h"
#include "job.h"
#include "plan.h"
#include "stages.h"
#include "text.h"

#define HELPER_SECONDS 30 /* it may have to ask a directory service about the user */

struct map {
	const char *file, *helper, *ranges, *option;
	const struct spec_id_mappings *mappings;
	bool by_helper;
};

static int write_map(const struct job *job, const struct map *map, struct error *err)
{
	auto_text struct text lines = NO_TEXT;
	char file[64];

	for (size_t i = 0; i < map->mappings->count; i++)
		text_format(&lines, "%" PRId64 " %" PRId64 " %" PRId64 "\n",
			    map->mappings->items[i].container_id, map->mappings->items[i].host_id,
			    map->mappings->items[i].size);
	snprintf(file, sizeof(file), "%d/%s", (int)job->pid, map->file);
	if (file_write(job->proc, file, text_string(&lines)) == 0)
		return 0;
	return fail(err, SYSTEM, "write \"%s\" to /proc/%s", text_string(&lines), file);
}

static int ask_helper(const struct job *job, const struct map *map, struct error *err)
{
	struct arena *arena = job->plan->arena;
	const char *path = errand_find(arena, map->helper);
	struct strings argv = {0};

	if (!path)
		return fail(err, REFUSED,
			    "map more than the caller's own id: there is no %s: install the "
			    "package uidmap (Debian, Ubuntu) or shadow-utils (Fedora)",
			    map->helper);
	strings_add(arena, &argv, map->helper);
	strings_add(arena, &argv, arena_format(arena, "%d", (int)job->pid));
	for (size_t i = 0; i < map->mappings->count; i++) {
		const struct spec_id_mapping *range = &map->mappings->items[i];
		const int64_t numbers[] = {range->container_id, range->host_id, range->size};

		for (size_t j = 0; j < 3; j++)
			strings_add(arena, &argv, arena_format(arena, "%" PRId64, numbers[j]));
	}
	if (errand_run(path, strings_vector(arena, &argv), HELPER_SECONDS, err) == 0)
		return 0;
	return fail_cure(err,
			 "%s says which ids are whose: an administrator adds some by usermod "
			 "%s FIRST-LAST USER",
			 map->ranges, map->option);
}

static int make_map(const struct job *job, const struct map *map, struct error *err)
{
	auto_text struct text back = NO_TEXT;
	unsigned long long first;
	char file[64];

	if (map->by_helper ? ask_helper(job, map, err) : write_map(job, map, err))
		return -1;
	snprintf(file, sizeof(file), "%d/%s", (int)job->pid, map->file);
	if (file_read(job->proc, file, 65536, &back) ||
	    sscanf(text_string(&back), "%llu", &first) != 1)
		return fail(err, SYSTEM, "read /proc/%s back", file);
	return 0;
}

static int deny_setgroups(const struct job *job, struct error *err)
{
	char file[64];

	if (!job->plan->namespaces.setgroups_denied)
		return 0;
	snprintf(file, sizeof(file), "%d/setgroups", (int)job->pid);
	if (file_write(job->proc, file, "deny"))
		return fail(err, SYSTEM, "write \"deny\" to /proc/%s", file);
	return 0;
}

int id_maps_write(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;
	const struct map users = {"uid_map",       "newuidmap",          "/etc/subuid",
				  "--add-subuids", &namespaces->uid_map, namespaces->uid_helper};
	const struct map groups = {"gid_map",       "newgidmap",          "/etc/subgid",
				   "--add-subgids", &namespaces->gid_map, namespaces->gid_helper};

	if (make_map(job, &users, err) || deny_setgroups(job, err) || make_map(job, &groups, err))
		return -1;
	return 0;
}

/* INIT was made with ids that its namespace may not know: it becomes the namespace's root. */
int namespaces_own(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;
	/* A namespace that was made without newgidmap, by us or by whoever made the joined one. */
	bool may_be_denied = plan->caller.standing != ROOT_OF_HOST && !plan->namespaces.gid_helper;
	bool left = plan->privileges.keep_groups || setgroups(0, NULL) == 0 ||
		    (errno == EPERM && may_be_denied);

	if (!left || setresgid(0, 0, 0) || setresuid(0, 0, 0))
		return fail(err, SYSTEM, "become root of the user namespace");
	return 0;
}
