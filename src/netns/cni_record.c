/*
 * cni_record.c - whose attachments are whose: /run/berth-network/cni/NETWORK/INTERFACE/CONTAINER
 *
 * An engine calls an attachment by these three words. Each is a directory, so that one is found
 * without a search, and the last one is what the record's directory is to a container of
 * berth's own: the file "networks" in it names the veth. All of it is checked to be names.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cni_call.h"
#include "error.h"
#include "fd.h"
#include "network_words.h"
#include "text.h"

#define TOP "cni"

static int open_directory(int dir, const char *name)
{
	return openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static void path_of(const struct cni_call *call, struct text *path)
{
	text_format(path, TOP "/%s/%s/%s", call->config.name, call->interface, call->container);
}

int cni_record_make(const struct network_store *store, const struct cni_call *call,
		    struct error *err)
{
	auto_text struct text path = NO_TEXT;
	int directory;

	path_of(call, &path);
	for (char *slash = strchr(path.start, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdirat(store->run, path.start, 0700) && errno != EEXIST)
			return fail(err, SYSTEM, "make " NETWORKS_RUN "/%s", path.start);
		*slash = '/';
	}
	if (mkdirat(store->run, path.start, 0700) && errno != EEXIST)
		return fail(err, SYSTEM, "make " NETWORKS_RUN "/%s", path.start);
	directory = open_directory(store->run, path.start);
	return directory < 0 ? fail(err, SYSTEM, "open " NETWORKS_RUN "/%s", path.start)
			     : directory;
}

int cni_record_open(const struct network_store *store, const struct cni_call *call)
{
	auto_text struct text path = NO_TEXT;

	path_of(call, &path);
	return open_directory(store->run, path.start);
}

void cni_record_remove(const struct network_store *store, const struct cni_call *call)
{
	auto_text struct text path = NO_TEXT;
	auto_close int directory = cni_record_open(store, call);

	if (directory < 0)
		return;
	record_networks_remove(directory);
	path_of(call, &path);
	/* And the directories above it, up to the first one that holds another. */
	while (unlinkat(store->run, path.start, AT_REMOVEDIR) == 0 && strchr(path.start, '/'))
		*strrchr(path.start, '/') = '\0';
}

/* ---- all of them --------------------------------------------------------------------------- */

struct listing {
	struct arena *arena;
	struct strings names;
};

static void list(struct listing *listing, int parent, const char *name)
{
	int fd = open_directory(parent, name);
	auto_directory DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		fd_drop(&fd);
		return;
	}
	while ((entry = readdir(directory))) {
		if (*entry->d_name != '.')
			strings_add(listing->arena, &listing->names,
				    arena_text(listing->arena, entry->d_name));
	}
}

size_t cni_record_count(const struct network_store *store, const struct cni_call *call)
{
	struct listing networks = {.arena = call->arena};
	size_t count = 0;

	list(&networks, store->run, TOP);
	for (size_t i = 0; i < networks.names.count; i++) {
		const char *network = arena_format(call->arena, TOP "/%s", networks.names.items[i]);
		struct listing interfaces = {.arena = call->arena};

		list(&interfaces, store->run, network);
		for (size_t j = 0; j < interfaces.names.count; j++) {
			const char *path = arena_format(call->arena, "%s/%s/%s", network,
							interfaces.names.items[j], call->container);

			count += faccessat(store->run, path, F_OK, 0) == 0;
		}
	}
	return count;
}

void cni_records_list(const struct network_store *store, const struct cni_call *call,
		      struct cni_records *records)
{
	const char *network = arena_format(call->arena, TOP "/%s", call->config.name);
	struct listing interfaces = {.arena = call->arena};

	list(&interfaces, store->run, network);
	for (size_t i = 0; i < interfaces.names.count; i++) {
		const char *interface = interfaces.names.items[i];
		struct listing containers = {.arena = call->arena};

		list(&containers, store->run,
		     arena_format(call->arena, "%s/%s", network, interface));
		for (size_t j = 0; j < containers.names.count; j++)
			*ARENA_ADD(call->arena, records->items, records->count) =
				(struct cni_record){containers.names.items[j], interface};
	}
}
