/*
 * verbs.h - what the verbs have in common: rows for their options, and their names
 *
 * The row macros take the member by name and do not compile when its type is not the one
 * that the option's kind writes.
 */
#ifndef BERTH_VERBS_H
#define BERTH_VERBS_H

#include <stddef.h>

#include "verb.h"

struct text;

#define MEMBER(type, member)                                                                       \
	(REQUEST(member) + 0 * sizeof((type *)0 == &((struct request *)0)->member))

#define ROW(...)                                                                                   \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

#define FLAG(name, letter, member, help)                                                           \
	ROW(name, letter, OPTION_FLAG, MEMBER(bool, member), NULL, help, NULL)
#define TEXT(name, letter, member, argument, help)                                                 \
	ROW(name, letter, OPTION_TEXT, MEMBER(const char *, member), argument, help, NULL)
#define LIST(name, letter, member, argument, help)                                                 \
	ROW(name, letter, OPTION_LIST, MEMBER(struct strings, member), argument, help, NULL)
#define NUMBER(name, letter, member, help)                                                         \
	ROW(name, letter, OPTION_NUMBER, MEMBER(struct optional, member), "N", help, NULL)
#define SIZE(name, letter, member, help)                                                           \
	ROW(name, letter, OPTION_SIZE, MEMBER(struct optional, member), "BYTES", help, NULL)
#define DURATION(name, letter, member, help)                                                       \
	ROW(name, letter, OPTION_DURATION, MEMBER(struct optional, member), "TIME", help, NULL)
#define CHOICE(name, letter, member, choices, help)                                                \
	ROW(name, letter, OPTION_CHOICE, MEMBER(const char *, member), choices, help, choices)
#define UNSUPPORTED(name, argument, why) ROW(name, 0, OPTION_REFUSED, 0, argument, why, NULL)
#define NO_MORE_OPTIONS                  ROW(.name = NULL)

/* What create and run share. */
#define CREATION_OPTIONS                                                                           \
	TEXT("bundle", 'b', bundle, "DIR", "the bundle's directory; default: the current one"),    \
		TEXT("config", 'f', config, "FILE",                                                \
		     "the configuration, from the bundle on; default: config.json"),               \
		TEXT("console-socket", 0, console_socket, "PATH",                                  \
		     "unix socket that receives the terminal"),                                    \
		TEXT("pidfd-socket", 0, pidfd_socket, "PATH",                                      \
		     "unix socket that receives a pidfd of the container's process"),              \
		TEXT("pid-file", 0, pid_file, "FILE", "write the process id to FILE"),             \
		NUMBER("preserve-fds", 0, preserve_fds, "pass this many descriptors from 3 on"),   \
		FLAG("no-pivot", 0, no_pivot,                                                      \
		     "move the root instead of pivoting, for an initramfs"),                       \
		FLAG("no-new-keyring", 0, no_new_keyring, "keep the caller's session keyring"),    \
		NETWORK_OPTIONS

/* What create, run, describe and sandbox share. */
#define NETWORK_OPTIONS                                                                            \
	LIST("network", 0, networks, "NAME[:OPTION=VALUE,...]",                                    \
	     "plug it into a network; or none, host, container:ID"),                               \
		LIST("publish", 'p', ports, "[[IP:][HOST]:]PORT[/PROTOCOL]",                       \
		     "let a port of the host lead to one of the container"),                       \
		LIST("dns", 0, names.servers, "IP",                                                \
		     "whom it asks for names; default: the host's"),                               \
		LIST("dns-search", 0, names.searches, "DOMAIN",                                    \
		     "where it looks for names without a dot; . is nowhere"),                      \
		LIST("dns-option", 0, names.options, "OPTION", "an option of resolv.conf(5)"),     \
		LIST("add-host", 0, names.hosts, "NAME:IP",                                        \
		     "a line of its /etc/hosts; host-gateway is the host's address")

extern const struct option_row help_option; /* every verb's */

/* Each in the file of its verb; a verb without options has no_options. */
extern const struct option_row no_options[], create_options[], run_options[], exec_options[],
	kill_options[], delete_options[], list_options[], ps_options[], update_options[],
	events_options[], spec_options[], describe_options[], check_options[], checkpoint_options[],
	restore_options[], gc_options[];
extern const struct option_row sandbox_verb_options[];
extern const struct option_row network_create_options[], network_ls_options[], network_rm_options[],
	network_check_options[];

typedef int verb_run(struct request *req, struct error *err);
verb_run create_run, start_run, run_run, exec_run, state_run, kill_run, delete_run, list_run;
verb_run ps_run, pause_run, resume_run, update_run, events_run, spec_run, features_run;
verb_run describe_run, completion_run, sandbox_run, mounts_run, check_run, checkpoint_run;
verb_run restore_run, gc_run;

verb_run network_run, network_create_run, network_ls_run, network_inspect_run, network_rm_run;
verb_run network_prune_run, network_reload_run, network_connect_run, network_disconnect_run;
verb_run network_check_run, network_peer_run, network_serve_run;

/* The verb of that name, or NULL. */
const struct verb *verb_find(const char *name);
/* The action of that verb, or NULL: "network" and "create" make "network create". */
const struct verb *verb_find_action(const struct verb *verb, const char *action);

#endif
