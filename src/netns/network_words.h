/*
 * network_words.h - the words of --network
 */
#ifndef BERTH_NETWORK_WORDS_H
#define BERTH_NETWORK_WORDS_H

#include "network.h"

/* NAME[:OPTION=VALUE,...] */
int network_words_read(struct arena *arena, const char *words, struct attachment_request *request,
		       struct error *err);

/* What the kernel takes for a name: no slash, no colon, no blank, not "." or ".."; and not lo. */
bool network_is_device_name(const char *name);
/* A name that DNS can carry. */
bool network_is_host_name(const char *name);

#endif
