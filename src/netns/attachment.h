/*
 * attachment.h - a container on a network: what is decided, and what is kept of it
 */
#ifndef BERTH_ATTACHMENT_H
#define BERTH_ATTACHMENT_H

#include "network.h"

#define VETH_PREFIX   "vb" /* and eight digits: the outer end, and the name of its file */
#define SHAPER_PREFIX "vr" /* and the same digits: the device that limits what it sends */

struct attachment {
	char veth[DEVICE_NAME_ROOM];
	const char *network;
	const char *record; /* the directory of the container's record: whose it is */
	char interface[DEVICE_NAME_ROOM];
	char bridge[DEVICE_NAME_ROOM];
	uint8_t mac[6];
	struct inet addresses[NETWORK_MOST_SUBNETS];
	size_t address_count;
	struct inet gateways[NETWORK_MOST_SUBNETS]; /* of the default routes */
	size_t gateway_count;
	uint32_t metric;
	int64_t mtu;
	bool isolated, strict;
	struct rates rates;
	bool dns;               /* names are answered on the network */
	bool internal;          /* there is no way out of it */
	struct strings servers; /* that answer what nobody on the network knows: --dns */
	struct strings names;
	struct published_ports published; /* of host_port 0 no more: those that lead here */
};

struct attachments {
	struct attachment **items;
	size_t count;
};

/* What berth's devices are called, for people: one of these, the network and the container. */
#define ALIAS_PREFIX "berth:"
#define GONE_PREFIX  "berth-gone:" /* the container is no more, and the veth stays a while */
#define ALIAS_ROOM   256

void attachment_alias(const struct attachment *attachment, const char *prefix,
		      char alias[ALIAS_ROOM]);

/* The id of the container that it is an attachment of. */
const char *attachment_container(const struct attachment *attachment);

/* The first address of a family, or NULL. */
const struct inet *attachment_address(const struct attachment *attachment, int family);

/* ---- attachment_file.c: /run/berth-network/attachments/VETH --------------------------------- */

struct json;

void attachment_write(const struct attachment *attachment, struct text *out);
/* Those members that people want to see, for whoever began the object. */
void attachment_write_members(const struct attachment *attachment, struct json *json);
int attachment_read(struct arena *arena, const char *veth, const char *json, size_t size,
		    struct attachment **attachment, struct error *err);

#endif
