/*
 * link_list.h - the devices that there are
 */
#ifndef BERTH_LINK_LIST_H
#define BERTH_LINK_LIST_H

#include <stdbool.h>

#include "network.h"

struct link_seen {
	char name[DEVICE_NAME_ROOM];
	const char *alias;
	unsigned index, master;
	bool up, isolated, hairpin; /* the last two of a bridge's port */
};

struct link_list {
	struct link_seen *items;
	size_t count;
};

int links_list(struct arena *arena, struct link_list *list, struct error *err);
const struct link_seen *link_find(const struct link_list *list, const char *name);

#endif
