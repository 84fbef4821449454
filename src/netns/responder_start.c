/*
 * responder_start.c - that somebody answers on a network, seen from outside
 *
 * Who answers holds a lock on a file, which the kernel takes away however he ends. All of this
 * happens under the store's lock, and he ends by himself only when he gets that: so who is seen
 * here stays until the container is plugged in that counts on him. The one exception is the end
 * of the bridge that his sockets are bound to. The device is written beside the port; he whose
 * device is another one is on his way out, and is waited for.
 *
 * His lock and his sockets are made here, and he inherits them: from then on questions wait for him
 * in them, and he is seen, before he is born. So a container need not wait for his birth, which
 * takes longer than all the rest. If it fails then, his own words are all that tells of it. So who
 * was started last must have said that he is ready; or else the next one is waited for, and a
 * container that nobody will answer gets the host's servers.
 *
 * He takes the port of the last one when it is free: then the firewall is right as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attachment_store.h"
#include "errand.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "link.h"
#include "log.h"
#include "responder.h"
#include "responder_start.h"
#include "text.h"

#define START_SECONDS 10
#define END_SECONDS   5
#define FILE_LIMIT    (1 << 16)
#define HOST_FILE     "/etc/resolv.conf"
#define READY         " ready\n"

static int open_file(const struct network_store *store, const char *network, int flags)
{
	auto_text struct text path = NO_TEXT;

	text_format(&path, RESPONDERS "/%s", network);
	return openat(store->run, path.start, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static int lock(const struct network_store *store, const char *network, struct error *err)
{
	auto_close int fd = -1;

	if (mkdirat(store->run, RESPONDERS, 0700) && errno != EEXIST)
		return fail(err, SYSTEM, "make the directory of responders");
	fd = open_file(store, network, O_RDWR | O_CREAT);
	if (fd < 0)
		return fail(err, SYSTEM, "open the responder's file");
	if (file_lock(fd, END_SECONDS)) {
		if (errno == EINTR)
			return fail(err, STATE, "network %s has somebody who answers already",
				    network);
		return fail(err, SYSTEM, "lock the responder's file");
	}
	return fd_take(&fd);
}

/* What the file says: the port, 0 if it was by another device, and whether he was born. */
static uint16_t read_port(int fd, const struct network *network, bool *ready)
{
	auto_text struct text said = NO_TEXT;
	unsigned port, index;

	*ready = false;
	if (file_read_fd(fd, 64, &said) ||
	    sscanf(text_string(&said), "%u %u", &port, &index) != 2 || port > UINT16_MAX ||
	    index != network_device(network))
		return 0;
	*ready = text_ends_with(said.start, READY);
	return (uint16_t)port;
}

uint16_t responder_last_port(const struct network_store *store, const struct network *network)
{
	auto_close int fd = open_file(store, network->name, O_RDONLY);
	bool ready;

	return fd < 0 ? 0 : read_port(fd, network, &ready);
}

uint16_t responder_port(const struct network_store *store, const struct network *network)
{
	auto_close int fd = open_file(store, network->name, O_RDONLY);
	bool ready;

	/* Whoever gets the lock is alone with the file: nobody answers. */
	if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return 0;
	return read_port(fd, network, &ready);
}

int responder_proven(int file, struct error *err)
{
	/* Behind what is there. */
	if (file_write_all(file, READY, strlen(READY)))
		return fail(err, SYSTEM, "write the responder's file");
	return 0;
}

/* What has not changed is not written: nobody has to read it again. */
static int tell_resolver(const struct network_store *store, struct error *err)
{
	static const char path[] = RESPONDERS "/" HOST_RESOLVER;
	auto_text struct text now = NO_TEXT, before = NO_TEXT;

	if (file_read(AT_FDCWD, HOST_FILE, FILE_LIMIT, &now))
		text_clear(&now); /* then it asks nobody */
	if (file_read_stored(store->run, path, FILE_LIMIT, &before) == 0 &&
	    strcmp(text_string(&now), text_string(&before)) == 0)
		return 0;
	if (mkdirat(store->run, RESPONDERS, 0700) && errno != EEXIST)
		return fail(err, SYSTEM, "make the directory of responders");
	if (file_replace(store->run, path, text_string(&now), now.length, 0600))
		return fail(err, SYSTEM, "write whom the host asks for names");
	return 0;
}

/* ---- a birth ------------------------------------------------------------------------------- */

static int write_port(int file, const struct network *network, uint16_t port, struct error *err)
{
	auto_text struct text line = NO_TEXT;

	text_format(&line, "%u %u", port, network_device(network));
	if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET) < 0 ||
	    file_write_all(file, line.start, line.length))
		return fail(err, SYSTEM, "write the responder's file");
	return 0;
}

/* The number of a descriptor that is open for who is started, and no longer here. */
static int leave(struct arena *arena, struct strings *words, int fd)
{
	strings_add(arena, words, arena_format(arena, "%d", fd));
	return fd_keep_across_exec(fd);
}

static int bear(struct arena *arena, const struct network *network, int file,
		const struct gateway *gateways, bool wait, struct error *err)
{
	struct strings words = {NULL, 0};
	const char *const *argv;
	int left;

	strings_add(arena, &words, "berth");
	strings_add(arena, &words, "network");
	strings_add(arena, &words, "serve");
	strings_add(arena, &words, network->name);
	left = leave(arena, &words, file);
	for (size_t i = 0; i < network->subnet_count; i++)
		left |= leave(arena, &words, gateways[i].datagrams) |
			leave(arena, &words, gateways[i].streams);
	if (left)
		return fail(err, SYSTEM, "leave the descriptors");
	argv = strings_vector(arena, &words);
	return wait ? errand_run("/proc/self/exe", argv, START_SECONDS, err)
		    : errand_leave("/proc/self/exe", argv, err);
}

/* *moved: the firewall leads elsewhere yet. */
static int start(const struct network_store *store, struct arena *arena,
		 const struct network *network, bool *moved, struct error *err)
{
	auto_close int file = lock(store, network->name, err);
	struct gateway gateways[NETWORK_MOST_SUBNETS];
	uint16_t before, port;
	bool ready;
	int born;

	if (file < 0)
		return -1;
	port = before = read_port(file, network, &ready);
	if (gateways_open(network, gateways, &port, err))
		return -1;
	*moved |= port != before;
	born = write_port(file, network, port, err) ||
	       bear(arena, network, file, gateways, !ready, err);
	gateways_close(gateways, network->subnet_count);
	return born ? -1 : 0;
}

int responders_ensure(const struct network_store *store, struct arena *arena,
		      const struct networks *networks, struct error *err)
{
	bool moved = false, told = false;

	for (size_t i = 0; i < networks->count; i++) {
		struct network *network = networks->items[i];
		struct error failure = NO_ERROR;

		if (!network->dns)
			continue;
		if (!told && tell_resolver(store, err))
			return -1;
		told = true;
		network->served = responder_port(store, network) ||
				  start(store, arena, network, &moved, &failure) == 0;
		if (!network->served)
			log_warning("nobody answers for names on network %s: %s", network->name,
				    failure.text);
	}
	return moved ? firewall_rebuild(store, arena, err) : 0;
}

void responder_forget(const struct network_store *store, const char *network)
{
	auto_text struct text path = NO_TEXT;

	text_format(&path, RESPONDERS "/%s", network);
	(void)unlinkat(store->run, path.start, 0); /* it may never have been there */
}
