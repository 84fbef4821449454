/*
 * resolver_file.c - a container's /etc/resolv.conf
 *
 * On a network whose names are answered the container asks there, and nobody else: what the
 * outside knows it is told as well. A second server in the file would not be a second chance:
 * musl asks all of them at once and believes whoever is first, also that there is no such name.
 *
 * Otherwise it asks whom the host asks. What listens on the host's loopback alone is out of a
 * container's reach; the servers behind systemd-resolved stand in a file of their own.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "inet.h"
#include "names.h"
#include "text.h"

#define FIRST_LINE "# Written by berth; whoever replaces this line keeps the file as it is.\n"
#define HOST_FILE  "/etc/resolv.conf"
#define REAL_FILE  "/run/systemd/resolve/resolv.conf"
#define FILE_LIMIT (1 << 16)

/* ---- reading ------------------------------------------------------------------------------- */

static struct strings *list_of(struct resolver *resolver, const char *keyword)
{
	if (text_equal(keyword, "nameserver"))
		return &resolver->servers;
	if (text_equal(keyword, "search") || text_equal(keyword, "domain"))
		return &resolver->searches;
	return text_equal(keyword, "options") ? &resolver->options : NULL;
}

void resolver_file_read(struct arena *arena, const char *text, struct resolver *resolver)
{
	char *rest = arena_text(arena, text), *line;

	while ((line = strsep(&rest, "\n"))) {
		struct strings *list;
		char *word;

		line += strspn(line, " \t");
		word = strsep(&line, " \t\r");
		list = list_of(resolver, word);
		if (list == &resolver->searches)
			*list = (struct strings){NULL, 0}; /* the last line counts */
		while (list && (word = strsep(&line, " \t\r"))) {
			if (*word)
				strings_add(arena, list, word);
		}
	}
}

static bool is_loopback(const struct inet *address)
{
	static const struct inet v6 = {.family = AF_INET6, .bytes = {[15] = 1}};

	return address->family == AF_INET ? address->bytes[0] == 127 : inet_equal(address, &v6);
}

/* One with a zone, fe80::1%eth0, is no address but on the host's own devices. */
static struct strings reachable(struct arena *arena, const struct strings *servers)
{
	struct strings left = {NULL, 0};

	for (size_t i = 0; i < servers->count; i++) {
		struct inet address;

		if (inet_read(servers->items[i], &address) == 0 && !is_loopback(&address))
			strings_add(arena, &left, servers->items[i]);
	}
	return left;
}

int host_resolver_read(struct arena *arena, struct resolver *resolver, struct error *err)
{
	auto_text struct text file = NO_TEXT, real = NO_TEXT;
	struct strings left;

	*resolver = (struct resolver){
		.servers = {NULL, 0}
	};
	if (file_read(AT_FDCWD, HOST_FILE, FILE_LIMIT, &file))
		return errno == ENOENT ? 0 : fail(err, SYSTEM, "read " HOST_FILE);
	resolver_file_read(arena, text_string(&file), resolver);
	left = reachable(arena, &resolver->servers);
	if (!left.count && file_read(AT_FDCWD, REAL_FILE, FILE_LIMIT, &real) == 0) {
		struct resolver behind = {
			.servers = {NULL, 0}
		};

		resolver_file_read(arena, text_string(&real), &behind);
		left = reachable(arena, &behind.servers);
	}
	resolver->servers = left;
	return 0;
}

/* ---- writing ------------------------------------------------------------------------------- */

bool resolver_file_is_own(const char *text)
{
	return text_starts_with(text, FIRST_LINE);
}

static bool add_served(const struct memberships *memberships, struct text *out)
{
	bool any = false;

	for (size_t i = 0; i < memberships->count; i++) {
		char address[INET_TEXT];

		if (!memberships->items[i].served)
			continue;
		any = true;
		text_format(out, "nameserver %s\n",
			    inet_text(&memberships->items[i].network->subnets[0].gateway, address));
	}
	return any;
}

static bool leads_outside(const struct memberships *memberships)
{
	for (size_t i = 0; i < memberships->count; i++) {
		if (!memberships->items[i].network->internal)
			return true;
	}
	return !memberships->count;
}

static void add_line(const char *keyword, const struct strings *words, const char *further,
		     struct text *out)
{
	if (!words->count && !further)
		return;
	text_add(out, keyword);
	for (size_t i = 0; i < words->count; i++)
		text_format(out, " %s", words->items[i]);
	text_format(out, "%s\n", further ? further : "");
}

void resolver_file_write(const struct name_settings *settings,
			 const struct memberships *memberships, const struct resolver *host,
			 struct text *out)
{
	static const struct strings none = {NULL, 0};
	const struct name_words *words = &settings->words;
	const struct strings *servers = words->servers.count ? &words->servers : &host->servers;
	const struct strings *searches = words->searches.count ? &words->searches : &host->searches;
	bool served;

	text_add(out, FIRST_LINE);
	served = add_served(memberships, out);
	if (!served && !leads_outside(memberships)) {
		text_add(out, "# No server can be reached: the network is internal.\n");
		servers = &none;
	}
	for (size_t i = 0; !served && i < servers->count; i++)
		text_format(out, "nameserver %s\n", servers->items[i]);
	if (strings_find(searches, ".") < 0)
		add_line("search", searches, NULL, out);
	if (words->options.count)
		add_line("options", &words->options, NULL, out);
	else /* a neighbour's name has no dot, and is to be asked for as it is first */
		add_line("options", &host->options, served ? " ndots:0" : NULL, out);
}
