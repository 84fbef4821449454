/*
 * network_store.c - where networks are kept, and the one lock
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "inet.h"
#include "network_store.h"
#include "responder_start.h"
#include "text.h"

#define LOCK_SECONDS 60
#define FILE_LIMIT   (1 << 20)
#define LONGEST_NAME 63
#define SUFFIX       ".json"

int network_check_name(const char *name, struct error *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	static const char *const words[] = {"none", "host", "container"};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(name, words[i]) == 0)
			return fail(err, USAGE,
				    "\"%s\" is no name: --network %s means another thing", name,
				    name);
	}
	if (!length || length > LONGEST_NAME || strspn(name, allowed) != length || *name == '-' ||
	    *name == '.')
		return fail(
			err, USAGE,
			"invalid network name \"%.64s\": letters, digits and _ - . are allowed, "
			"not more than %d, and no - or . in front",
			name, LONGEST_NAME);
	return 0;
}

/* ---- the store ----------------------------------------------------------------------------- */

static int open_directory(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (file_make_directory(path, 0700))
		return fail(err, SYSTEM, "make the directory %s", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? fail(err, SYSTEM, "open the directory %s", path) : fd;
}

/* Where there are attachments, there are leases: they are made in this order. */
static int open_attachments(struct network_store *store, const char *run, struct error *err)
{
	static const int how = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;

	store->attachments = openat(store->run, "attachments", how);
	if (store->attachments >= 0)
		return 0;
	if ((mkdirat(store->run, "leases", 0700) && errno != EEXIST) ||
	    (mkdirat(store->run, "attachments", 0700) && errno != EEXIST))
		return fail(err, SYSTEM, "make directories in %s", run);
	store->attachments = openat(store->run, "attachments", how);
	return store->attachments < 0 ? fail(err, SYSTEM, "open %s/attachments", run) : 0;
}

static int open_store(struct network_store *store, const char *networks, const char *run,
		      struct error *err)
{
	store->networks = open_directory(networks, err);
	store->run = store->networks < 0 ? -1 : open_directory(run, err);
	return store->run < 0 ? -1 : 0;
}

int store_lock_at(struct network_store *store, const char *networks, const char *run,
		  struct error *err)
{
	if (open_store(store, networks, run, err))
		return -1;
	if (file_lock(store->run, LOCK_SECONDS)) {
		if (errno == EINTR)
			return fail(err, STATE,
				    "another berth has been at work on networks for %d s",
				    LOCK_SECONDS);
		return fail(err, SYSTEM, "lock %s", run);
	}
	return open_attachments(store, run, err);
}

int store_peek(struct network_store *store, struct error *err)
{
	if (open_store(store, NETWORKS_DIRECTORY, NETWORKS_RUN, err))
		return -1;
	return open_attachments(store, NETWORKS_RUN, err);
}

int store_lock(struct network_store *store, struct error *err)
{
	if (store_lock_at(store, NETWORKS_DIRECTORY, NETWORKS_RUN, err))
		return -1;
	return busy_recover(store, err);
}

int store_remove_unfinished(const struct network_store *store, struct error *err)
{
	auto_close int responders =
		openat(store->run, RESPONDERS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file_remove_unfinished(store->networks) || file_remove_unfinished(store->run) ||
	    (responders >= 0 && file_remove_unfinished(responders)))
		return fail(err, SYSTEM, "remove what was half written of networks");
	return 0;
}

void store_close(struct network_store *store)
{
	fd_drop(&store->networks);
	fd_drop(&store->attachments);
	fd_drop(&store->run); /* and with it the lock */
}

/* ---- networks ------------------------------------------------------------------------------ */

static int read_file(const struct network_store *store, struct arena *arena, const char *file,
		     struct network **network, struct error *err)
{
	auto_text struct text json = NO_TEXT;
	const char *copy;

	if (file_read_stored(store->networks, file, FILE_LIMIT, &json))
		return fail(err, SYSTEM, "read the network file %s", file);
	/* The tree's strings lie in the arena, and so does what they are found in. */
	copy = arena_bytes(arena, json.start, json.length);
	return network_read(arena, arena_text(arena, file), copy, json.length, network, err);
}

int network_load(const struct network_store *store, struct arena *arena, const char *name,
		 struct network **network, struct error *err)
{
	const struct network_request usual = {.name = NETWORK_DEFAULT};
	const char *file = arena_format(arena, "%s" SUFFIX, name);

	if (network_check_name(name, err))
		return -1;
	if (read_file(store, arena, file, network, err) == 0)
		return 0;
	if (err->system != ENOENT)
		return -1;
	fail_clear(err);
	if (strcmp(name, NETWORK_DEFAULT) != 0)
		return fail(err, MISSING, "there is no network %s; berth network create makes it",
			    name);
	return network_make(store, arena, &usual, network, err);
}

static int by_name(const void *one, const void *other)
{
	const struct network *const *a = one, *const *b = other;

	return strcmp((*a)->name, (*b)->name);
}

int networks_load(const struct network_store *store, struct arena *arena, struct networks *networks,
		  struct error *err)
{
	int fd = openat(store->networks, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int loaded = 0;

	if (!directory) {
		fd_drop(&fd);
		return fail(err, SYSTEM, "list the networks");
	}
	/* A file that is being written has a dot in front. */
	while (loaded == 0 && (entry = readdir(directory))) {
		struct network **network;

		if (*entry->d_name == '.' || !text_ends_with(entry->d_name, SUFFIX))
			continue;
		network = ARENA_ADD(arena, networks->items, networks->count);
		loaded = read_file(store, arena, entry->d_name, network, err);
	}
	closedir(directory);
	if (loaded == 0 && networks->count)
		qsort(networks->items, networks->count, sizeof(*networks->items), by_name);
	return loaded;
}

int network_save(const struct network_store *store, const struct network *network,
		 struct error *err)
{
	auto_text struct text out = NO_TEXT, file = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};

	json_begin_object(&json, NULL);
	network_write(network, &json);
	json_end_object(&json);
	text_add(&out, "\n");
	text_format(&file, "%s" SUFFIX, network->name);
	if (file_replace_durably(store->networks, file.start, out.start, out.length, 0600))
		return fail(err, SYSTEM, "write the network file %s", file.start);
	return 0;
}

int network_forget_file(const struct network_store *store, const char *name, struct error *err)
{
	auto_text struct text file = NO_TEXT;

	text_format(&file, "%s" SUFFIX, name);
	if (unlinkat(store->networks, file.start, 0) && errno != ENOENT)
		return fail(err, SYSTEM, "remove the network file %s", file.start);
	(void)fsync(store->networks); /* at worst it is there again after a power cut */
	return 0;
}
