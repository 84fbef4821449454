/*
 * sandbox_users.c - callers with and without ids of their administrator's
 */
#include <criterion/criterion.h>
#include <string.h>

#include "errand.h"
#include "sandbox_users.h"
#include "subordinate_ids.h"
#include "text.h"

static bool lent, helped;

bool subordinate_ids(const char *file, uid_t user, struct id_range *range)
{
	cr_assert_eq(user, 1000);
	*range = (struct id_range){strcmp(file, "/etc/subuid") == 0 ? 100000 : 200000, 65536};
	return lent;
}

const char *errand_find(struct arena *arena, const char *name)
{
	(void)arena;
	cr_assert(strcmp(name, "newuidmap") == 0 || strcmp(name, "newgidmap") == 0);
	return helped ? "/usr/bin/helper" : NULL;
}

static void tell_map(struct text *out, const char *name, const struct spec_id_mappings *map)
{
	text_format(out, "%s", name);
	for (size_t i = 0; i < map->count; i++)
		text_format(out, " %d=%d+%d", (int)map->items[i].container_id,
			    (int)map->items[i].host_id, (int)map->items[i].size);
	text_add(out, ";");
}

static const char *told(enum standing standing, int64_t uid, int64_t gid)
{
	static struct text out;
	static struct arena arena;
	const struct caller caller = {.standing = standing, .uid = 1000, .gid = 1001};
	struct spec_process process = {
		.user = {.uid = uid, .gid = gid}
	};
	struct spec_linux config = {.namespaces = NULL};
	struct spec spec = {.process = &process, .linux = &config};

	text_clear(&out);
	sandbox_users(&arena, &caller, &spec);
	for (size_t i = 0; i < config.namespace_count; i++)
		text_format(&out, "%s;", config.namespaces[i].type);
	tell_map(&out, "uids", &config.uid_mappings);
	tell_map(&out, "gids", &config.gid_mappings);
	return text_string(&out);
}

Test(sandbox_users, only_an_ordinary_user_needs_a_user_namespace)
{
	lent = helped = true;
	cr_expect_str_eq(told(ROOT_OF_HOST, 0, 0), "uids;gids;");
	cr_expect_str_eq(told(ROOT_OF_SPACE, 0, 0), "uids;gids;");
}

Test(sandbox_users, without_ids_or_without_a_helper_there_is_the_caller_alone)
{
	helped = true;
	cr_expect_str_eq(told(ORDINARY_USER, 0, 0), "user;uids 0=1000+1;gids 0=1001+1;");
	lent = true;
	helped = false;
	cr_expect_str_eq(told(ORDINARY_USER, 0, 0), "user;uids 0=1000+1;gids 0=1001+1;");
	cr_expect_str_eq(told(ORDINARY_USER, 33, 34), "user;uids 33=1000+1;gids 34=1001+1;");
}

Test(sandbox_users, the_others_are_those_the_caller_was_lent)
{
	lent = helped = true;
	cr_expect_str_eq(told(ORDINARY_USER, 0, 0),
			 "user;uids 0=1000+1 1=100000+65536;gids 0=1001+1 1=200000+65536;");
}

Test(sandbox_users, whoever_runs_the_command_is_the_caller)
{
	lent = helped = true;
	cr_expect_str_eq(told(ORDINARY_USER, 33, 0),
			 "user;uids 0=100000+33 33=1000+1 34=100033+65503;"
			 "gids 0=1001+1 1=200000+65536;");
	/* Beyond all that was lent, and as its last one. */
	cr_expect_str_eq(told(ORDINARY_USER, 70000, 65536),
			 "user;uids 0=100000+65536 70000=1000+1;gids 0=200000+65536 65536=1001+1;");
}
