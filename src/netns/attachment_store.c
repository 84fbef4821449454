/*
 * attachment_store.c - the attachments that there are, and what sets the dead ones aside
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "leases.h"
#include "text.h"

#define FILE_LIMIT (1 << 20)

int attachment_save(const struct network_store *store, const struct attachment *attachment,
		    struct error *err)
{
	auto_text struct text json = NO_TEXT;

	attachment_write(attachment, &json);
	if (file_make(store->attachments, attachment->veth, json.start, json.length, 0600))
		return fail(err, SYSTEM, "write what is kept of %s", attachment->veth);
	return 0;
}

int attachment_load(const struct network_store *store, struct arena *arena, const char *veth,
		    struct attachment **attachment, struct error *err)
{
	auto_text struct text json = NO_TEXT;

	if (file_read_stored(store->attachments, veth, FILE_LIMIT, &json)) {
		if (errno == ENOENT)
			return fail(err, MISSING, "nothing is known of %s", veth);
		return fail(err, SYSTEM, "read what is kept of %s", veth);
	}
	return attachment_read(arena, veth, arena_bytes(arena, json.start, json.length),
			       json.length, attachment, err);
}

void attachment_forget(const struct network_store *store, const struct attachment *attachment)
{
	for (size_t i = 0; i < attachment->address_count; i++)
		lease_give_back(store, attachment->network, &attachment->addresses[i],
				attachment->veth);
	(void)unlinkat(store->attachments, attachment->veth, 0); /* it may not be there */
}

void attachments_find(const struct network_store *store, struct arena *arena,
		      const struct strings *veths, struct attachments *attachments)
{
	for (size_t i = 0; i < veths->count; i++) {
		struct error gone = NO_ERROR; /* or torn: then nothing was made of it */
		struct attachment *attachment;

		if (attachment_load(store, arena, veths->items[i], &attachment, &gone) == 0)
			*ARENA_ADD(arena, attachments->items, attachments->count) = attachment;
	}
}

/* One that a SIGKILL has left torn belongs to a veth that was never made. */
static void take(const struct network_store *store, struct arena *arena, const char *veth,
		 struct attachments *living, struct attachments *dead)
{
	bool alive = veth_is_alive(store, veth);
	struct attachments *where = alive ? living : dead;
	struct error torn = NO_ERROR;
	struct attachment *attachment;

	if (attachment_load(store, arena, veth, &attachment, &torn) == 0)
		*ARENA_ADD(arena, where->items, where->count) = attachment;
	else if (!alive)
		(void)unlinkat(store->attachments, veth, 0);
}

int attachments_load(const struct network_store *store, struct arena *arena,
		     struct attachments *attachments, struct error *err)
{
	int fd = openat(store->attachments, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct attachments dead = {.count = 0};
	struct dirent *entry;

	if (!directory) {
		fd_drop(&fd);
		return fail(err, SYSTEM, "list the attachments");
	}
	while ((entry = readdir(directory))) {
		if (*entry->d_name != '.')
			take(store, arena, entry->d_name, attachments, &dead);
	}
	closedir(directory);
	/* What leads to a dead one would lead to whoever has its address next. */
	return detach(store, &dead, VETH_CLOSED, err) || leases_sweep(store, err) ? -1 : 0;
}

size_t attachments_count(const struct attachments *attachments, const char *network)
{
	size_t count = 0;

	for (size_t i = 0; i < attachments->count; i++)
		count += text_equal(attachments->items[i]->network, network);
	return count;
}
