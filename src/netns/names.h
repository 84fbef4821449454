/*
 * names.h - the files that tell a container who is who
 *
 *	hosts		a container's /etc/hosts: itself, and what --add-host says
 *	resolv.conf	its /etc/resolv.conf: whom it asks for the names of others
 *	hostname	its /etc/hostname
 *	names.json	what was asked for, to write the first two again
 *
 * They lie in the container's record and are mounted one by one, so they are written in place:
 * whoever is in the container would not see a new file of the same name.
 */
#ifndef BERTH_NAMES_H
#define BERTH_NAMES_H

#include "attachment.h"
#include "network_store.h"

#define HOST_GATEWAY "host-gateway" /* --add-host NAME:host-gateway: the first network's */

struct json;
struct plan;

/* What names.json holds. */
struct name_settings {
	const char *hostname; /* or NULL */
	struct name_words words;
};

/* The files of one container. */
struct name_files {
	int record; /* the directory of its record */
	bool known; /* it has such files; or has none, or has them from elsewhere */
	struct name_settings settings;
};

/* A network that a container is on, as its files are concerned. */
struct membership {
	const struct network *network;
	const struct attachment *attachment;
	bool served; /* somebody answers on the network's gateway */
};

struct memberships {
	struct membership *items;
	size_t count;
};

/* ---- plan_names.c --------------------------------------------------------------------------- */

int names_plan(struct plan *plan, struct error *err);
void names_print(const struct plan *plan, struct text *out);

/* ---- name_words.c -------------------------------------------------------------------------- */

/* Each of them can be written into a file, and means something there. */
int name_words_check(const struct name_words *words, struct error *err);

/* Letters, digits and . - _ alone: what can stand in /etc/hosts. */
bool name_is_plain(const char *name);

void name_settings_write(const struct name_settings *settings, struct text *out);
int name_settings_read(struct arena *arena, const char *json, size_t size,
		       struct name_settings *settings, struct error *err);

/* ---- hosts_file.c -------------------------------------------------------------------------- */

/*
 * The new text of /etc/hosts: lines that the container has added itself stay. before: the old
 * text, or "" for the first one.
 */
void hosts_file_write(const struct name_settings *settings, const struct memberships *memberships,
		      const char *before, struct text *out);

/* What a container is called beside its aliases: its id, and the short form of one too long. */
#define SHORT_ID 13
const char *id_as_name(const char *id, char buffer[SHORT_ID]);

/* ---- resolver_file.c ----------------------------------------------------------------------- */

/* What a resolv.conf says. */
struct resolver {
	struct strings servers, searches, options;
};

void resolver_file_read(struct arena *arena, const char *text, struct resolver *resolver);

/* The host's, with those servers alone that others than the host itself can reach. */
int host_resolver_read(struct arena *arena, struct resolver *resolver, struct error *err);

/* A text that berth has written, and the container has not replaced. */
bool resolver_file_is_own(const char *text);
void resolver_file_write(const struct name_settings *settings,
			 const struct memberships *memberships, const struct resolver *host,
			 struct text *out);

/* ---- name_files.c -------------------------------------------------------------------------- */

/* Those of a container that is being made, and those of one that exists. */
struct name_files name_files_planned(const struct plan *plan, int record);
int name_files_load(struct arena *arena, int record, struct name_files *files, struct error *err);

/* Writes hosts and resolv.conf of a container that is on these networks now. */
int name_files_update(struct arena *arena, const struct name_files *files,
		      const struct memberships *memberships, struct error *err);

/* ---- memberships.c ------------------------------------------------------------------------- */

void membership_add(const struct network_store *store, struct arena *arena,
		    struct memberships *memberships, const struct network *network,
		    const struct attachment *attachment);

/* Adds all of these attachments. */
int memberships_load(const struct network_store *store, struct arena *arena,
		     const struct attachments *attachments, struct memberships *memberships,
		     struct error *err);

#endif
