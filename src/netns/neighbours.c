/*
 * neighbours.c - who is on which network, as a responder knows it
 */
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "inet.h"
#include "neighbours.h"
#include "text.h"

#define FILE_LIMIT (1 << 20)

/* ---- what is kept -------------------------------------------------------------------------- */

/* There may be thousands: each takes what it needs, and no more. */
static size_t strings_size(const struct strings *list)
{
	size_t size = list->count * sizeof(*list->items);

	for (size_t i = 0; i < list->count; i++)
		size += strlen(list->items[i]) + 1;
	return size;
}

static const char *put_text(char **at, const char *text)
{
	size_t size = strlen(text) + 1;
	const char *there = memcpy(*at, text, size);

	*at += size;
	return there;
}

static void put_strings(char **at, const char ***items, struct strings *list)
{
	const char **there = *items;

	for (size_t i = 0; i < list->count; i++)
		there[i] = put_text(at, list->items[i]);
	*items += list->count;
	list->items = there;
}

static struct attachment *keep(const struct attachment *read)
{
	size_t pointers = (read->names.count + read->servers.count) * sizeof(const char *);
	struct attachment *kept =
		alloc(1, sizeof(*kept) + strings_size(&read->names) + strings_size(&read->servers) +
				 strlen(read->network) + strlen(read->record) + 2);
	const char **items = (const char **)(kept + 1);
	char *at = (char *)items + pointers;

	*kept = *read;
	kept->published = (struct published_ports){NULL, 0};
	kept->network = put_text(&at, read->network);
	kept->record = put_text(&at, read->record);
	put_strings(&at, &items, &kept->names);
	put_strings(&at, &items, &kept->servers);
	return kept;
}

static void forget(struct neighbours *neighbours, size_t index)
{
	free(neighbours->items[index].attachment);
	neighbours->items[index] = neighbours->items[--neighbours->count];
}

void neighbours_drop(struct neighbours *neighbours)
{
	while (neighbours->count)
		forget(neighbours, neighbours->count - 1);
	free(neighbours->items);
	neighbours->items = NULL;
	neighbours->room = 0;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* One that is being written is read again when it has been: a torn one says nothing. */
static int read_file(int directory, struct neighbour *neighbour)
{
	auto_text struct text json = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct error torn = NO_ERROR;
	struct attachment *read;

	if (file_read(directory, neighbour->veth, FILE_LIMIT, &json) ||
	    attachment_read(&arena, neighbour->veth, text_string(&json), json.length, &read, &torn))
		return -1;
	neighbour->attachment = keep(read);
	return 0;
}

void neighbours_look(struct neighbours *neighbours, const char *veth)
{
	struct neighbour neighbour = {.attachment = NULL};

	if (!text_starts_with(veth, VETH_PREFIX) || strlen(veth) >= sizeof(neighbour.veth))
		return;
	for (size_t i = 0; i < neighbours->count; i++) {
		if (strcmp(neighbours->items[i].veth, veth) == 0) {
			forget(neighbours, i);
			break;
		}
	}
	memcpy(neighbour.veth, veth, strlen(veth) + 1);
	if (read_file(neighbours->directory, &neighbour))
		return;
	if (neighbours->count == neighbours->room) {
		neighbours->room = neighbours->room ? 2 * neighbours->room : 16;
		neighbours->items =
			alloc_again(neighbours->items, neighbours->room * sizeof(neighbour));
	}
	neighbours->items[neighbours->count++] = neighbour;
}

int neighbours_look_at_all(struct neighbours *neighbours)
{
	int fd = openat(neighbours->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_directory DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		fd_drop(&fd);
		return -1;
	}
	neighbours_drop(neighbours);
	while ((entry = readdir(directory)))
		neighbours_look(neighbours, entry->d_name);
	return 0;
}

/* ---- asking -------------------------------------------------------------------------------- */

bool neighbour_is_alive(const struct neighbours *neighbours, const struct attachment *attachment)
{
	struct ifreq request = {.ifr_ifindex = 0};

	memcpy(request.ifr_name, attachment->veth, sizeof(attachment->veth));
	return ioctl(neighbours->socket, SIOCGIFINDEX, &request) == 0;
}

const struct attachment *neighbours_find(const struct neighbours *neighbours, const char *network,
					 const struct inet *address)
{
	for (size_t i = 0; i < neighbours->count; i++) {
		const struct attachment *attachment = neighbours->items[i].attachment;

		if (!text_equal(attachment->network, network))
			continue;
		for (size_t j = 0; j < attachment->address_count; j++) {
			if (inet_equal(&attachment->addresses[j], address) &&
			    neighbour_is_alive(neighbours, attachment))
				return attachment;
		}
	}
	return NULL;
}

bool neighbours_any(const struct neighbours *neighbours, const char *network)
{
	for (size_t i = 0; i < neighbours->count; i++) {
		const struct attachment *attachment = neighbours->items[i].attachment;

		if (text_equal(attachment->network, network) &&
		    neighbour_is_alive(neighbours, attachment))
			return true;
	}
	return false;
}
