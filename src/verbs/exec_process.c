/*
 * exec_process.c - the process that exec asks for
 *
 * Options are applied over either base, in one order, by one table of steps. Nothing here
 * looks at the system but the lookup of a user's name.
 */
#include <string.h>

#include "alloc.h"
#include "document.h"
#include "error.h"
#include "exec_process.h"
#include "security.h"
#include "spec.h"
#include "text.h"
#include "user.h"
#include "verb.h"

static struct spec_process *from_file(struct request *req, struct error *err)
{
	auto_text struct text json = NO_TEXT;

	if (req->words.count > 1) {
		fail(err, USAGE, "--process names the command already: \"%s\" is one too many",
		     req->words.items[1]);
		return NULL;
	}
	if (document_read(req->process, &json, err))
		return NULL;
	return spec_read_process(&req->arena, req->process, text_string(&json), json.length, err);
}

/* The container's own, but for what belongs to its first process alone. */
static struct spec_process *from_container(struct request *req, const struct spec *spec,
					   struct error *err)
{
	struct spec_process *process = arena_alloc(&req->arena, sizeof(*process));

	if (req->words.count < 2) {
		fail(err, USAGE, "a command is expected behind the id, or --process");
		return NULL;
	}
	if (spec->process)
		*process = *spec->process;
	else
		process->cwd = "/";
	process->terminal = false;
	process->console_size = NULL;
	process->args = (struct strings){req->words.items + 1, req->words.count - 1};
	return process;
}

/* Lists are copied before anything is added to them: how much room they have is their maker's. */
static struct strings copy(struct arena *arena, const struct strings *list)
{
	struct strings own = {0};

	for (size_t i = 0; i < list->count; i++)
		strings_add(arena, &own, list->items[i]);
	return own;
}

static void add_group(struct arena *arena, struct spec_user *user, int64_t gid)
{
	int64_t *gids = arena_alloc(arena, (user->additional_gid_count + 1) * sizeof(*gids));

	if (user->additional_gid_count)
		memcpy(gids, user->additional_gids, user->additional_gid_count * sizeof(*gids));
	gids[user->additional_gid_count++] = gid;
	user->additional_gids = gids;
}

static int set_user(struct request *req, struct spec_process *process, int root, struct error *err)
{
	struct spec_user *user = &process->user;

	if (req->user && user_lookup(root, req->user, &req->arena, user, err))
		return fail_during(err, "--user");
	for (size_t i = 0; i < req->additional_gids.count; i++) {
		const char *word = req->additional_gids.items[i];
		int64_t gid;

		if (user_number(word, &gid))
			return fail(err, USAGE, "--additional-gids: \"%s\" is not a group's number",
				    word);
		add_group(&req->arena, user, gid);
	}
	return 0;
}

/* Replaces the variable where it stands, so that each has one value. */
static void set_variable(struct arena *arena, struct strings *env, const char *setting, size_t name)
{
	for (size_t i = 0; i < env->count; i++) {
		if (strncmp(env->items[i], setting, name) == 0) {
			env->items[i] = setting;
			return;
		}
	}
	strings_add(arena, env, setting);
}

static int set_env(struct request *req, struct spec_process *process, struct error *err)
{
	process->env = copy(&req->arena, &process->env);
	for (size_t i = 0; i < req->env.count; i++) {
		const char *setting = req->env.items[i], *equals = strchr(setting, '=');

		if (!equals || equals == setting)
			return fail(err, USAGE, "--env \"%s\" is not NAME=VALUE", setting);
		set_variable(&req->arena, &process->env, setting, (size_t)(equals - setting) + 1);
	}
	return 0;
}

/* Not inheritable and not ambient: these would stay with whatever the process executes. */
static int add_capabilities(struct request *req, struct spec_process *process, struct error *err)
{
	struct spec_capabilities *sets = arena_alloc(&req->arena, sizeof(*sets));
	struct strings *const added[] = {&sets->bounding, &sets->effective, &sets->permitted};

	if (!req->caps.count)
		return 0;
	if (process->capabilities)
		*sets = *process->capabilities;
	for (size_t i = 0; i < COUNT(added); i++)
		*added[i] = copy(&req->arena, added[i]);
	for (size_t i = 0; i < req->caps.count; i++) {
		int number = capability_number(req->caps.items[i]);

		if (number < 0)
			return fail(err, USAGE, "--cap: unknown capability \"%s\"",
				    req->caps.items[i]);
		for (size_t j = 0; j < COUNT(added); j++) {
			if (strings_find(added[j], capability_name(number)) < 0)
				strings_add(&req->arena, added[j], capability_name(number));
		}
	}
	process->capabilities = sets;
	return 0;
}

static int set_cwd(struct request *req, struct spec_process *process, struct error *err)
{
	if (!req->cwd)
		return 0;
	if (req->cwd[0] != '/')
		return fail(err, USAGE, "--cwd %s is not an absolute path", req->cwd);
	process->cwd = req->cwd;
	return 0;
}

struct spec_process *exec_process(struct request *req, const struct spec *spec, int root,
				  struct error *err)
{
	struct spec_process *process =
		req->process ? from_file(req, err) : from_container(req, spec, err);

	if (!process || set_user(req, process, root, err) || set_env(req, process, err) ||
	    set_cwd(req, process, err) || add_capabilities(req, process, err))
		return NULL;
	process->terminal = process->terminal || req->tty;
	process->no_new_privileges = process->no_new_privileges || req->no_new_privileges;
	if (req->apparmor)
		process->apparmor_profile = req->apparmor;
	if (req->process_label)
		process->selinux_label = req->process_label;
	return process;
}
