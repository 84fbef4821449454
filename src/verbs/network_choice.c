/*
 * network_choice.c - what --network and --publish make of a spec and of its plan
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "network.h"
#include "network_choice.h"
#include "path.h"
#include "plan.h"
#include "record.h"
#include "text.h"
#include "verb.h"

/* Where a container is recorded, wherever berth was called. */
static const char *record_path(struct request *req, const char *id)
{
	auto_free char *here = path_is_absolute(req->root) ? NULL : getcwd(NULL, 0);

	return path_join(&req->arena, here ? here : "/",
			 arena_format(&req->arena, "%s/%s", req->root, id));
}

static struct spec_namespace *find(const struct spec *spec)
{
	for (size_t i = 0; i < spec->linux->namespace_count; i++) {
		if (strcmp(spec->linux->namespaces[i].type, "network") == 0)
			return &spec->linux->namespaces[i];
	}
	return NULL;
}

static void choose_host(struct spec *spec)
{
	struct spec_namespace *namespace = find(spec), *end;

	if (!namespace)
		return;
	end = spec->linux->namespaces + --spec->linux->namespace_count;
	memmove(namespace, namespace + 1, (size_t)(end - namespace) * sizeof(*namespace));
}

static void choose_path(struct arena *arena, struct spec *spec, const char *path)
{
	struct spec_namespace *namespace = find(spec);

	if (!namespace)
	namespace = ARENA_ADD(arena, spec->linux->namespaces, spec->linux->namespace_count);
	namespace->type = "network";
	namespace->path = path;
}

/* Held open before it is seen to be the container's: its pid may be another's a moment later. */
static int choose_container(struct request *req, struct spec *spec, struct plan *plan,
			    const char *id, struct error *err)
{
	struct record *record;
	int namespace;

	if (record_check_id(id, err) || record_load(&req->arena, req->root, id, &record, err))
		return fail_during(err, "--network container:%s", id);
	namespace = open(arena_format(&req->arena, "/proc/%d/ns/net", (int)record->pid),
			 O_RDONLY | O_CLOEXEC);
	if (namespace < 0 || !record_is_alive(record)) {
		record_close(record);
		return fail(err, STATE, "--network container:%s: container not running", id);
	}
	if (faccessat(record->dir, "hosts", F_OK, 0) == 0) {
		plan->network.names.directory = record_path(req, id);
		plan->network.names.lent = true;
	}
	record_close(record);
	/* It is the caller's until berth ends, and INIT's until it sheds its descriptors. */
	choose_path(&req->arena, spec, arena_format(&req->arena, "/proc/self/fd/%d", namespace));
	return 0;
}

int network_choice(struct request *req, struct spec *spec, struct plan *plan, struct error *err)
{
	const char *mode;

	plan->network.ports = req->ports;
	plan->network.names.words = req->names;
	plan->network.names.directory = record_path(req, plan->id);
	plan->network.names.wanted = req->sandbox.networked;
	if (network_mode(&req->networks, &mode, err))
		return -1;
	if (!mode) {
		plan->network.words = req->networks;
		return 0;
	}
	if (strcmp(mode, "host") == 0)
		choose_host(spec);
	else if (strcmp(mode, "none") == 0)
		choose_path(&req->arena, spec, NULL);
	else
		return choose_container(req, spec, plan, strchr(mode, ':') + 1, err);
	return 0;
}
