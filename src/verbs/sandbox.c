/*
 * sandbox.c - run one command isolated, without a bundle
 */
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "container.h"
#include "error.h"
#include "network_choice.h"
#include "plan.h"
#include "prepare.h"
#include "sandbox.h"
#include "text.h"
#include "verbs.h"

const struct option_row sandbox_verb_options[] = {
	FLAG("overlay", 0, sandbox.overlay, "a root to write to, and forget (the default)"),
	FLAG("ro", 0, sandbox.read_only, "a root that is read-only"),
	TEXT("rootfs", 0, sandbox.rootfs, "DIR", "the root; default: the host's own"),
	LIST("volume", 'v', sandbox.volumes, "SOURCE:DIR[:ro]", "show SOURCE of the host as DIR"),
	LIST("tmpfs", 0, sandbox.tmpfs, "DIR", "an empty DIR in memory"),
	NETWORK_OPTIONS,
	LIST("net", 0, networks, "NAME", "the same as --network"),
	SIZE("memory", 'm', sandbox.memory, "limit memory and swap together"),
	TEXT("cpus", 0, sandbox.cpus, "N", "limit processor time, in processors: 2, 0.5"),
	NUMBER("pids", 0, sandbox.pids, "limit the number of processes and threads"),
	DURATION("timeout", 0, sandbox.timeout, "kill it after that time, and exit with 124"),
	TEXT("user", 'u', sandbox.user, "USER[:GROUP]", "who runs the command; default: root"),
	LIST("env", 'e', sandbox.env, "NAME=VALUE", "set a variable"),
	TEXT("cwd", 0, sandbox.cwd, "DIR", "the working directory; default: the caller's, or /"),
	TEXT("hostname", 0, sandbox.hostname, "NAME", "the host's name; default: sandbox"),
	TEXT("seccomp", 0, sandbox.seccomp, "default|none|FILE", "which system calls it may make"),
	FLAG("tty", 't', sandbox.tty, "give it a terminal of its own"),
	ROW("interactive", 'i', OPTION_IGNORED, 0, NULL, "standard input is always passed", NULL),
	FLAG("die-with-parent", 0, sandbox.die_with_parent, "kill it when the caller dies"),
	TEXT("report", 0, sandbox.report, "FILE", "write to FILE as JSON how it ended"),
	NUMBER("json-status-fd", 0, sandbox.json_status_fd,
	       "write its pid and exit status as JSON to this descriptor"),
	NO_MORE_OPTIONS,
};

/* The pid alone comes back when it is reused, and is the same in two pid namespaces. */
static const char *new_id(struct arena *arena)
{
	unsigned short salt;

	if (getrandom(&salt, sizeof(salt), GRND_NONBLOCK) != sizeof(salt))
		salt = (unsigned short)clock_monotonic();
	return arena_format(arena, "sandbox-%d-%04x", (int)getpid(), salt);
}

static int run_watched(struct request *req, struct sandbox_watch *watch, struct error *err)
{
	struct sandbox *flags = &req->sandbox;
	struct spec *spec;
	auto_text struct text config = NO_TEXT;
	struct plan plan = {.arena = &req->arena,
			    .id = req->id,
			    .bundle = "/",
			    .cgroup.manager = req->manager,
			    .rootfs.overlay = true,
			    .new_keyring = true};
	struct creation creation = {.root = req->root,
				    .plan = &plan,
				    .config = &config,
				    .die_with_parent = flags->die_with_parent,
				    .timeout = flags->timeout.value,
				    .started = sandbox_started,
				    .ended = sandbox_ended,
				    .context = watch};

	if (request_caller(req, &plan.caller, err))
		return -1;
	spec = sandbox_spec(&req->arena, flags, &req->words, &plan.caller, err);
	if (!spec || network_choice(req, spec, &plan, err))
		return -1;
	plan.spec = spec;
	if (plan_make(&plan, err))
		return -1;
	spec_write(&config, plan.spec);
	return container_run(&creation, &req->exit_status, err);
}

int sandbox_run(struct request *req, struct error *err)
{
	auto_watch struct sandbox_watch watch = NO_SANDBOX_WATCH;
	int ran;

	req->id = new_id(&req->arena);
	if (network_mode(&req->networks, &req->sandbox.net, err))
		return -1;
	req->sandbox.networked = req->networks.count && !text_equal(req->sandbox.net, "none") &&
				 !text_equal(req->sandbox.net, "host");
	req->sandbox.named =
		req->names.servers.count || req->names.searches.count || req->names.options.count;
	if (sandbox_watch_open(&watch, &req->sandbox, req->id, err))
		return -1;
	ran = run_watched(req, &watch, err);
	if (ran)
		sandbox_failed(&watch, err);
	req->exit_status = watch.exit_status;
	return ran;
}
