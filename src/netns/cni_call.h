/*
 * cni_call.h - one call of a CNI plugin: what it asks for, and what is answered
 */
#ifndef BERTH_CNI_CALL_H
#define BERTH_CNI_CALL_H

#include <stddef.h>

#include "attachment_store.h"

/* The specification's numbers; those from 100 on are berth's own, and in berth-cni(7). */
enum cni_code {
	CNI_NO_CODE,
	CNI_WRONG_VERSION = 1,
	CNI_UNSUPPORTED_FIELD = 2,
	CNI_NO_CONTAINER = 3,
	CNI_WRONG_ENVIRONMENT = 4,
	CNI_IO = 5,
	CNI_UNDECODABLE = 6,
	CNI_WRONG_CONFIGURATION = 7,
	CNI_TRY_AGAIN = 11,
	CNI_NOT_READY = 50,
	CNI_STATE = 100,
	CNI_CHANGED = 101,
	CNI_BUG = 102
};

enum cni_feature {
	CNI_CHECKS = 1,   /* knows CHECK */
	CNI_COLLECTS = 2, /* knows STATUS and GC */
	CNI_FAMILIES = 4, /* "version" with each address of a result */
	CNI_DETAILS = 8   /* "mtu" of an interface, "priority" of a route */
};

struct cni_version {
	const char *name;
	unsigned features;
};

struct cni_dns {
	struct strings nameservers, search, options;
	const char *domain;
};

/* The network's configuration, from stdin. */
struct cni_config {
	const struct cni_version *version; /* NULL until it is known */
	const char *name;                  /* of the network, as the caller knows it */
	const char *network;               /* as berth does */
	bool own;                       /* nothing but the name is said of a network of berth's */
	struct network_request request; /* the network, if it is not there yet */
	struct attachment_request attachment;
	struct published_ports ports;
	struct cni_dns dns;
	struct json_document document;
	const struct json_value *previous; /* prevResult, or NULL */
	const struct json_value *valid;    /* cni.dev/valid-attachments, or NULL */
};

struct cni_call;

enum cni_need {
	CNI_CONTAINER = 1, /* CNI_CONTAINERID and CNI_IFNAME */
	CNI_NAMESPACE = 2, /* CNI_NETNS */
	CNI_LENIENT = 4,   /* what is wrong with the rest is none of its business */
	CNI_NO_NETWORK = 8 /* no network is meant: of the configuration the version alone is read */
};

struct cni_command {
	const char *name;
	unsigned needs;
	int (*run)(struct cni_call *call, struct text *answer, struct error *err);
};

struct cni_call {
	struct arena *arena;
	const struct cni_command *command;
	const char *container, *interface; /* CNI_CONTAINERID, CNI_IFNAME */
	const char *namespace;             /* CNI_NETNS, or NULL */
	struct cni_config config;
	enum cni_code code; /* of the failure; CNI_NO_CODE: follows from the error's kind */
};

/* Notes the number of a failure, and returns the failure. */
static inline int cni_failed(struct cni_call *call, enum cni_code code, int failed)
{
	call->code = code;
	return failed;
}

extern const struct cni_version cni_versions[];
extern const size_t cni_version_count;

/* ---- cni_environment.c --------------------------------------------------------------------- */

/* What may be part of a path: letters, digits and _ . - with a letter or a digit in front. */
bool cni_is_name(const char *name);

int cni_environment_read(struct cni_call *call, struct error *err);
/* CNI_ARGS: addresses that are asked for, and what is meant for others. */
int cni_arguments_read(struct cni_call *call, const char *arguments, struct error *err);
/* CNI_NETNS held open: a network namespace, and not the one that berth is in. */
int cni_namespace_open(struct cni_call *call, struct error *err);

/* ---- cni_config.c, cni_runtime_config.c ---------------------------------------------------- */

int cni_config_read(struct cni_call *call, const char *json, size_t size, struct error *err);

struct cni_reading {
	struct cni_call *call;
	struct error *err;
};

/* Reads a value into its place in struct cni_config. */
typedef int cni_value_fn(struct cni_reading *reading, const struct json_value *value, void *place);

/* One member of an object: its value has a place, or somebody who reads it, or is nothing to us. */
struct cni_member {
	const char *name;
	int (*read)(struct cni_reading *reading, const struct json_value *value);
	cni_value_fn *read_value;
	size_t place;
	bool own; /* said of a network that is the configuration's own */
};

#define CNI_READ(name, read)                                                                       \
	{                                                                                          \
		name, read, NULL, 0, false                                                         \
	}
#define CNI_VALUE(name, read, member)                                                              \
	{                                                                                          \
		name, NULL, read, offsetof(struct cni_config, member), false                       \
	}
#define CNI_OWN(name, read, member)                                                                \
	{                                                                                          \
		name, NULL, read, offsetof(struct cni_config, member), true                        \
	}

/* A member of an object, whatever the case of its name, or NULL. */
const struct json_value *cni_find(const struct json_value *object, const char *key);

/* Each member by its row; one that has none is refused. null is as if it were not there. */
int cni_members_read(struct cni_reading *reading, const struct json_value *object,
		     const struct cni_member *members, size_t count);
int cni_wrong_value(struct cni_reading *reading, const struct json_value *value,
		    const char *expected);
cni_value_fn cni_strings_read; /* struct strings */

/* runtimeConfig: what the caller adds for this one container. */
int cni_runtime_config_read(struct cni_reading *reading, const struct json_value *value);
/* An address, with or without its prefix. */
int cni_address_add(struct cni_call *call, const char *text, struct error *err);

/* ---- cni_record.c: whose attachments are whose --------------------------------------------- */

/* Their directories, or -1. The store is locked. */
int cni_record_make(const struct network_store *store, const struct cni_call *call,
		    struct error *err);
int cni_record_open(const struct network_store *store, const struct cni_call *call);
void cni_record_remove(const struct network_store *store, const struct cni_call *call);
/* How many attachments of other names this container has. */
size_t cni_record_count(const struct network_store *store, const struct cni_call *call);

/* All of the configuration's network. */
struct cni_record {
	const char *container, *interface;
};

struct cni_records {
	struct cni_record *items;
	size_t count;
};

void cni_records_list(const struct network_store *store, const struct cni_call *call,
		      struct cni_records *records);

/* ---- the commands -------------------------------------------------------------------------- */

int cni_lock(struct cni_call *call, struct network_store *store, struct error *err);

int cni_add(struct cni_call *call, struct text *answer, struct error *err);
int cni_delete(struct cni_call *call, struct text *answer, struct error *err);
int cni_check(struct cni_call *call, struct text *answer, struct error *err);
int cni_collect(struct cni_call *call, struct text *answer, struct error *err);
int cni_status(struct cni_call *call, struct text *answer, struct error *err);
int cni_tell_versions(struct cni_call *call, struct text *answer, struct error *err);

/* ---- cni_result.c -------------------------------------------------------------------------- */

/* What an attachment has, in the form of the call's version. */
void cni_result_write(const struct cni_call *call, const struct attachment *attachment,
		      struct text *out);
void cni_error_write(const struct cni_call *call, const struct error *err, struct text *out);

#endif
