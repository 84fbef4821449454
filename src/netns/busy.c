/*
 * busy.c - something is being changed of which a SIGKILL would leave a half
 *
 * The file "busy" stands in the run directory meanwhile, and names the veths that are being made.
 * Whoever has the lock and finds it is the next after one that was killed. Before anything else,
 * what there is of those veths is taken away: their container may live on. Then the firewall is
 * made to say what is true.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "file.h"
#include "link.h"
#include "text.h"

#define FILE_NAME  "busy"
#define FILE_LIMIT (1 << 16)

int busy_begin(const struct network_store *store, const struct strings *veths, struct error *err)
{
	auto_text struct text file = NO_TEXT;

	for (size_t i = 0; veths && i < veths->count; i++)
		text_format(&file, "%s\n", veths->items[i]);
	if (file_make(store->run, FILE_NAME, text_string(&file), file.length, 0600))
		return fail(err, SYSTEM, "note that networks are being changed");
	return 0;
}

void busy_end(const struct network_store *store)
{
	(void)unlinkat(store->run, FILE_NAME, 0); /* at worst the next one sweeps for nothing */
}

int firewall_settle(const struct network_store *store, struct arena *arena, struct error *err)
{
	struct networks networks = {.count = 0};

	if (networks_load(store, arena, &networks, err))
		return -1;
	for (size_t i = 0; i < networks.count; i++) {
		if (link_index(networks.items[i]->bridge))
			return firewall_rebuild(store, arena, err);
	}
	return firewall_remove(err) || host_settings_restore(store, err) ? -1 : 0;
}

/* What is torn is the name of nothing. */
static void read_veths(const struct network_store *store, struct arena *arena,
		       struct strings *veths)
{
	auto_text struct text file = NO_TEXT;
	char *rest, *line;

	if (file_read_stored(store->run, FILE_NAME, FILE_LIMIT, &file))
		return;
	rest = file.start;
	while ((line = strsep(&rest, "\n"))) {
		if (text_starts_with(line, VETH_PREFIX))
			strings_add(arena, veths, arena_text(arena, line));
	}
}

static int clear_up(const struct network_store *store, struct arena *arena, struct error *err)
{
	struct attachments half_made = {.count = 0}, living = {.count = 0};
	struct strings veths = {NULL, 0};

	read_veths(store, arena, &veths);
	attachments_find(store, arena, &veths, &half_made);
	if (detach(store, &half_made, VETH_REMOVED, err) ||
	    attachments_load(store, arena, &living, err) || store_remove_unfinished(store, err))
		return -1;
	return firewall_settle(store, arena, err);
}

int busy_recover(const struct network_store *store, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;

	if (faccessat(store->run, FILE_NAME, F_OK, 0))
		return 0;
	if (clear_up(store, &arena, err))
		return fail_during(err, "clear up after a berth that was killed");
	busy_end(store);
	return 0;
}
