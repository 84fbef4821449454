/*
 * network_sweep.c - what a SIGKILL or a reboot has left of networks is taken away
 *
 * An attachment is dead when its veth is gone. What was kept of it, its addresses and the ports
 * that lead to it go together: the firewall is set up anew from what lives.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "fd.h"
#include "leases.h"
#include "link.h"
#include "link_list.h"
#include "netlink_batch.h"
#include "text.h"

static int find_dead(const struct network_store *store, struct arena *arena, struct strings *dead,
		     struct error *err)
{
	auto_directory DIR *directory = NULL;
	int fd = openat(store->attachments, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	directory = fd < 0 ? NULL : fdopendir(fd);
	if (!directory) {
		fd_drop(&fd);
		return fail(err, SYSTEM, "list the attachments");
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		if (*entry->d_name != '.' && !veth_is_alive(store, entry->d_name))
			strings_add(arena, dead, arena_text(arena, entry->d_name));
	}
	return 0;
}

void gone_veths_add_removal(struct netlink_batch *batch, const struct link_list *links)
{
	for (size_t i = 0; i < links->count; i++) {
		if (text_starts_with(links->items[i].alias, GONE_PREFIX))
			link_add_removal(batch, links->items[i].index);
	}
}

int gone_veths_remove(struct arena *arena, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct link_list links = {.count = 0};

	if (links_list(arena, &links, err))
		return -1;
	gone_veths_add_removal(&batch, &links);
	batch.forgiven = ENODEV; /* it has gone by itself, just now */
	return batch_send(&batch, NETLINK_ROUTE, err);
}

int network_sweep(struct arena *arena, bool dry_run, struct strings *dead, struct error *err)
{
	auto_store struct network_store store = NO_STORE;

	/* Where no network has ever been, looking for leftovers makes no directories. */
	if (geteuid() || access(NETWORKS_RUN, F_OK))
		return 0;
	if (store_lock(&store, err) || find_dead(&store, arena, dead, err))
		return -1;
	if (dry_run)
		return 0;
	if (store_remove_unfinished(&store, err) || gone_veths_remove(arena, err))
		return -1;
	return dead->count ? firewall_rebuild(&store, arena, err) : 0;
}
