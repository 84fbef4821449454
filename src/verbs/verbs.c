/*
 * verbs.c - every verb of the program, and the options that stand before them
 */
#include <string.h>

#include "alloc.h"
#include "verbs.h"

/* What a verb is given when it makes a container, and when it is about one that exists. */
#define MAKES     (NEEDS_ID | NEEDS_BUNDLE | NEEDS_PLAN)
#define PROTECTED NEEDS_PROTECTION
#define EXISTING  (NEEDS_ID | NEEDS_RECORD)
#define ENDS      OPTIONS_END_AT_ID

static const char exec_details[] =
	"Without --process the process is like the container's own, with the command and the "
	"options given here. A user or a group may be given by name; the container's /etc/passwd "
	"and /etc/group say which number that is. Failures of berth itself exit with 255.";

static const char kill_details[] = "SIGNAL is a name (TERM, SIGTERM) or a number; default: TERM.";

static const char describe_details[] =
	"With --id it tells of a container: for each limit what was asked for, by its "
	"configuration "
	"and by update, what the kernel holds, and what that comes to under the cgroups above.";

static const char update_details[] =
	"Only what is given is changed. Options are applied over the members of the file.";

static const char mounts_details[] = "FILE is a JSON array of mounts, as in config.json; - is "
				     "standard input. To remove one, its "
				     "destination is enough. All of them are done, or none.";

static const char gc_details[] =
	"Left is a container whose process has ended, or that was never finished, with its cgroup, "
	"links, addresses and files; and an attachment to a network whose device is gone. "
	"Containers that run, are created or are just being made are not touched.";

static const char check_details[] =
	"Each line says what is good, limited or missing, why, and which command of the "
	"administrator cures it. Nothing is changed. The exit status is 0 when a plain container, "
	"or that of --bundle, would run.";

/* clang-format off */
const struct verb verbs[] = {
	{"create", MAKES | PROTECTED, create_options, "ID", 1, 1,
	 "make a container, ready to start", create_run, NULL},
	{"start", EXISTING, no_options, "ID", 1, 1,
	 "start the program of a created container", start_run, NULL},
	{"run", MAKES | PROTECTED, run_options, "ID", 1, 1,
	 "create a container, start it and wait for it", run_run, NULL},
	{"exec", EXISTING | PROTECTED | ENDS, exec_options, "ID [COMMAND [ARGUMENT...]]", 1, -1,
	 "run another program in a container", exec_run, exec_details},
	{"state", EXISTING, no_options, "ID", 1, 1,
	 "print a container's state as JSON", state_run, NULL},
	{"kill", NEEDS_NOTHING, kill_options, "ID [SIGNAL]", 1, 2,
	 "send a signal to a container", kill_run, kill_details},
	{"delete", NEEDS_NOTHING, delete_options, "ID", 1, 1,
	 "remove what is left of a container", delete_run, NULL},
	{"gc", NEEDS_NOTHING, gc_options, "", 0, 0,
	 "remove what a crash or a reboot has left", gc_run, gc_details},
	{"list", NEEDS_NOTHING, list_options, "", 0, 0,
	 "list the containers", list_run, NULL},
	{"ps", EXISTING | ENDS, ps_options, "ID [PS-OPTION...]", 1, -1,
	 "list the processes of a container", ps_run, NULL},
	{"pause", EXISTING, no_options, "ID", 1, 1,
	 "freeze every process of a container", pause_run, NULL},
	{"resume", EXISTING, no_options, "ID", 1, 1,
	 "thaw a paused container", resume_run, NULL},
	{"checkpoint", EXISTING | PROTECTED, checkpoint_options, "ID", 1, 1,
	 "dump a container's processes to files", checkpoint_run, NULL},
	{"restore", MAKES | PROTECTED, restore_options, "ID", 1, 1,
	 "make a container of processes that were dumped", restore_run, NULL},
	{"update", EXISTING, update_options, "ID", 1, 1,
	 "change the limits of a running container", update_run, update_details},
	{"mounts", PROTECTED, no_options, "add|remove ID FILE", 3, 3,
	 "add mounts to a running container, or remove some", mounts_run, mounts_details},
	{"events", EXISTING, events_options, "ID", 1, 1,
	 "print a container's use of resources, line by line", events_run, NULL},
	{"spec", NEEDS_NOTHING, spec_options, "", 0, 0,
	 "write a configuration to start from", spec_run, NULL},
	{"features", NEEDS_NOTHING, no_options, "", 0, 0,
	 "print what is supported as JSON", features_run, NULL},
	{"describe", NEEDS_ID, describe_options, "ID", 1, 1,
	 "say what create would do, or what came of it", describe_run, describe_details},
	{"check", NEEDS_NOTHING, check_options, "", 0, 0,
	 "say what this host lacks for containers, or for one", check_run, check_details},
	{"sandbox", PROTECTED | ENDS, sandbox_verb_options, "COMMAND [ARGUMENT...]", 1, -1,
	 "run one command isolated, without a bundle", sandbox_run, NULL},
	{"network", NEEDS_NOTHING, no_options,
	 "create|ls|inspect|rm|prune|connect|disconnect|check|reload|peer|serve", 1, 1,
	 "networks of berth's own; --help after each action", network_run, NULL},
	{"network create", NEEDS_NOTHING, network_create_options, "NAME", 1, 1,
	 "make a network", network_create_run, NULL},
	{"network ls", NEEDS_NOTHING, network_ls_options, "", 0, 0,
	 "list the networks", network_ls_run, NULL},
	{"network inspect", NEEDS_NOTHING, no_options, "NAME...", 1, -1,
	 "print networks and their containers as JSON", network_inspect_run, NULL},
	{"network rm", NEEDS_NOTHING, network_rm_options, "NAME...", 1, -1,
	 "remove networks without containers", network_rm_run, NULL},
	{"network prune", NEEDS_NOTHING, no_options, "", 0, 0,
	 "remove all networks without containers", network_prune_run, NULL},
	{"network connect", NEEDS_NOTHING, no_options, "NAME[:OPTION=VALUE,...] ID", 2, 2,
	 "plug a running container into a network", network_connect_run, NULL},
	{"network disconnect", NEEDS_NOTHING, no_options, "NAME ID", 2, 2,
	 "unplug a running container", network_disconnect_run, NULL},
	{"network check", NEEDS_NOTHING, network_check_options, "[NAME]", 0, 1,
	 "say what of the networks is not as it should be", network_check_run, NULL},
	{"network reload", NEEDS_NOTHING, no_options, "", 0, 0,
	 "set up again what somebody has taken away", network_reload_run, NULL},
	{"network peer", NEEDS_NOTHING, no_options, "add|rm|ls NAME [IP...]", 2, -1,
	 "other hosts come to a network, or leave it", network_peer_run, NULL},
	{"network serve", NEEDS_NOTHING, no_options, "NAME DESCRIPTOR...", 4, -1,
	 "answer its containers' questions for names; berth calls it itself", network_serve_run, NULL},
	{"completion", NEEDS_NOTHING, no_options, "bash|zsh|fish", 1, 1,
	 "print a script that completes command lines", completion_run, NULL},
};
/* clang-format on */

const size_t verb_count = COUNT(verbs);

const struct option_row global_options[] = {
	TEXT("root", 0, root, "DIR", "where containers are recorded; default: /run/berth"),
	TEXT("log", 0, log, "FILE", "write the log to FILE instead of stderr"),
	CHOICE("log-format", 0, log_format, "text|json", "how the log is written"),
	CHOICE("log-level", 0, log_level, "error|warning|debug", "how much is logged"),
	FLAG("debug", 0, debug, "the same as --log-level debug"),
	FLAG("timing", 0, timing, "tell on stderr what each step took"),
	CHOICE("cgroup-manager", 0, cgroup_manager, "cgroupfs|systemd|disabled",
	       "who makes the cgroups"),
	FLAG("systemd-cgroup", 0, systemd_cgroup, "the same as --cgroup-manager systemd"),
	FLAG("no-annotations", 0, no_annotations,
	     "let no annotation of a bundle change what is done"),
	CHOICE("rootless", 0, rootless, "true|false|auto", "work without privileges"),
	FLAG("version", 'v', version, "print the version"),
	NO_MORE_OPTIONS,
};

const struct option_row help_option = FLAG("help", 'h', help, "print this help");

const struct option_row no_options[] = {NO_MORE_OPTIONS};

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < verb_count; i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

const struct verb *verb_find_action(const struct verb *verb, const char *action)
{
	size_t length = strlen(verb->name);

	for (size_t i = 0; i < verb_count; i++) {
		const char *name = verbs[i].name;

		if (strncmp(name, verb->name, length) == 0 && name[length] == ' ' &&
		    strcmp(name + length + 1, action) == 0)
			return &verbs[i];
	}
	return NULL;
}
