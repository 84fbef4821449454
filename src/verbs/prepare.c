/*
 * prepare.c - what a verb's needs ask for, and how a request ends
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "log.h"
#include "network_choice.h"
#include "number.h"
#include "path.h"
#include "plan.h"
#include "prepare.h"
#include "text.h"
#include "verb.h"

#define CONFIG_LIMIT (16 << 20)

int request_log(const struct request *req, struct error *err)
{
	return log_open(req->log, text_equal(req->log_format, "json"), req->level, err);
}

/* Of the spec or of the sandbox; `check` wants to know in any case. */
static bool has_limits(const struct request *req)
{
	const struct sandbox *sandbox = &req->sandbox;

	return sandbox->memory.given || sandbox->pids.given || sandbox->cpus ||
	       (req->spec ? req->spec->linux->resources != NULL
			  : strcmp(req->verb->name, "check") == 0);
}

int request_caller(struct request *req, struct caller *caller, struct error *err)
{
	caller_look(caller);
	if (text_equal(req->rootless, "true") && caller->standing == ROOT_OF_HOST)
		caller->standing = ROOT_OF_SPACE;
	if (text_equal(req->rootless, "false") && caller->standing == ORDINARY_USER)
		return fail(err, REFUSED,
			    "--rootless false: an ordinary user has no other containers; run berth "
			    "as root");
	if (text_equal(req->rootless, "false"))
		caller->standing = ROOT_OF_HOST;
	if (caller->standing != ROOT_OF_HOST)
		cgroup_of_caller(&req->arena, caller, has_limits(req));
	return 0;
}

static int bundle_absolute(struct request *req, struct error *err)
{
	char here[PATH_MAX];

	if (!req->bundle)
		req->bundle = ".";
	here[0] = '\0';
	if (!path_is_absolute(req->bundle) && !getcwd(here, sizeof(here)))
		return fail(err, SYSTEM, "find the current directory");
	req->bundle = path_join(&req->arena, here[0] ? here : "/", req->bundle);
	return 0;
}

int bundle_read(struct request *req, struct error *err)
{
	const char *file;

	if (bundle_absolute(req, err))
		return -1;
	file = path_join(&req->arena, req->bundle, req->config ? req->config : "config.json");
	req->config_text = arena_alloc(&req->arena, sizeof(*req->config_text));
	if (file_read(AT_FDCWD, file, CONFIG_LIMIT, req->config_text))
		return fail(err, SYSTEM, "read the configuration %s", file);
	req->spec = spec_read(&req->arena, path_name(file), text_string(req->config_text),
			      req->config_text->length, err);
	return req->spec ? 0 : -1;
}

/*
 * NOTIFY_SOCKET (sd_notify(3)): the container gets a socket of its own, by a mount and a variable
 * as if the bundle had asked for them.
 */
static bool add_notify(struct request *req)
{
	struct spec *spec = req->spec;
	struct spec_mount *mount;

	if (!getenv("NOTIFY_SOCKET") || !req->id || !spec->process)
		return false;
	mount = ARENA_ADD(&req->arena, spec->mounts, spec->mount_count);
	mount->destination = "/run/notify";
	mount->type = "bind";
	mount->source = arena_format(&req->arena, "%s/%s/notify", req->root, req->id);
	strings_add(&req->arena, &mount->options, "bind");
	strings_add(&req->arena, &mount->options, "nosuid");
	strings_add(&req->arena, &mount->options, "nodev");
	strings_add(&req->arena, &mount->options, "noexec");
	strings_add(&req->arena, &spec->process->env, "NOTIFY_SOCKET=/run/notify/notify.sock");
	return true;
}

/* LISTEN_FDS (sd_listen_fds(3)): the descriptors from 3 on, and the variables for pid 1. */
static int add_listen_fds(struct request *req, struct error *err)
{
	const char *given = getenv("LISTEN_FDS");
	uint64_t count;

	if (!given || !req->spec->process)
		return 0;
	if (number_unsigned(given, 1024, &count))
		return fail(err, USAGE, "LISTEN_FDS=%s is not a number of descriptors", given);
	req->preserve_fds.given = true;
	req->preserve_fds.value += (int64_t)count;
	strings_add(&req->arena, &req->spec->process->env,
		    arena_format(&req->arena, "LISTEN_FDS=%d", (int)count));
	strings_add(&req->arena, &req->spec->process->env, "LISTEN_PID=1");
	return 0;
}

int request_plan(struct request *req, struct error *err)
{
	req->spec->annotations_off = req->no_annotations;
	if (add_listen_fds(req, err))
		return -1;
	req->plan = arena_alloc(&req->arena, sizeof(*req->plan));
	req->plan->arena = &req->arena;
	req->plan->spec = req->spec;
	req->plan->id = req->id ? req->id : "container";
	req->plan->bundle = req->bundle;
	req->plan->cgroup.manager = req->manager;
	if (request_caller(req, &req->plan->caller, err))
		return -1;
	req->plan->no_pivot = req->no_pivot;
	req->plan->new_keyring = !req->no_new_keyring;
	req->plan->notify = add_notify(req);
	if (network_choice(req, req->spec, req->plan, err))
		return -1;
	return plan_make(req->plan, err);
}

int request_load(struct request *req, struct error *err)
{
	return record_load(&req->arena, req->root, req->id, &req->record, err);
}

void request_complain(const struct request *req, struct error *err)
{
	if (req->verb && err->kind != USAGE) {
		if (req->id)
			fail_during(err, "%s %s", req->verb->name, req->id);
		else
			fail_during(err, "%s", req->verb->name);
	}
	log_error(err->text);
}

int request_exit_status(const struct request *req, const struct error *err)
{
	bool is_sandbox = req->verb && strcmp(req->verb->name, "sandbox") == 0;

	if (err->kind == NO_FAILURE)
		return req->exit_status;
	if (is_sandbox)
		return err->kind == NOT_FOUND ? 127 : err->kind == NOT_EXECUTABLE ? 126 : 125;
	if (!req->verb)
		return 3;
	return strcmp(req->verb->name, "exec") == 0 ? 255 : 1;
}
