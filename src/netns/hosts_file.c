/*
 * hosts_file.c - a container's /etc/hosts
 *
 * Its neighbours are not in it: they come and go, and the network's own answers know who is
 * there (see responder.c). It is in it itself, with its name and its addresses; those lines bear
 * a mark, by which they are found again when its networks change. Every other line is left as it
 * is: the container may have added some.
 */
#include <string.h>

#include "alloc.h"
#include "inet.h"
#include "names.h"
#include "text.h"

#define MARK "\t# berth"

static const char *const always[] = {
	"127.0.0.1\tlocalhost",  "::1\tlocalhost ip6-localhost ip6-loopback",
	"fe00::\tip6-localnet",  "ff00::\tip6-mcastprefix",
	"ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
};

const char *id_as_name(const char *id, char buffer[SHORT_ID])
{
	static const char hexadecimal[] = "0123456789abcdef";

	/* An engine's: 64 digits, of which people use the first twelve; a label of DNS has 63. */
	if (strlen(id) != 64 || strspn(id, hexadecimal) != 64)
		return id;
	memcpy(buffer, id, SHORT_ID - 1);
	buffer[SHORT_ID - 1] = '\0';
	return buffer;
}

/* Once each, whatever they are called. */
static void add_name(const char *name, size_t begin, struct text *out)
{
	const char *line = text_string(out) + begin, *at = line;
	size_t length = strlen(name);

	if (!name_is_plain(name))
		return;
	while ((at = strstr(at, name))) {
		if (at > line && (at[-1] == ' ' || at[-1] == '\t') &&
		    (!at[length] || at[length] == ' '))
			return;
		at += length;
	}
	text_format(out, "%s%s", strchr(line, '\t') ? " " : "\t", name);
}

static void add_membership(const struct name_settings *settings,
			   const struct membership *membership, struct text *out)
{
	const struct attachment *attachment = membership->attachment;
	const char *slash = strrchr(attachment->record, '/');
	char id[SHORT_ID];

	for (size_t i = 0; i < attachment->address_count; i++) {
		size_t begin = out->length;
		char address[INET_TEXT];

		text_add(out, inet_text(&attachment->addresses[i], address));
		if (settings->hostname)
			add_name(settings->hostname, begin, out);
		add_name(id_as_name(slash ? slash + 1 : attachment->record, id), begin, out);
		for (size_t j = 0; j < attachment->names.count; j++)
			add_name(attachment->names.items[j], begin, out);
		text_add(out, MARK "\n");
	}
}

/* The first network's gateways are the host. */
static void add_gateways(const char *name, int length, const struct memberships *memberships,
			 struct text *out)
{
	const struct network *network;

	if (!memberships->count)
		return;
	network = memberships->items[0].network;
	for (size_t i = 0; i < network->subnet_count; i++) {
		char address[INET_TEXT];

		text_format(out, "%s\t%.*s" MARK "\n",
			    inet_text(&network->subnets[i].gateway, address), length, name);
	}
}

static void add_host(const char *word, const struct memberships *memberships, struct text *out)
{
	const char *colon = strchr(word, ':');
	int length = colon ? (int)(colon - word) : 0;

	if (!colon)
		return;
	if (strcmp(colon + 1, HOST_GATEWAY) == 0)
		add_gateways(word, length, memberships, out);
	else
		text_format(out, "%s\t%.*s" MARK "\n", colon + 1, length, word);
}

static bool is_marked(const char *line, size_t length)
{
	size_t mark = strlen(MARK);

	return length >= mark && memcmp(line + length - mark, MARK, mark) == 0;
}

static void keep_others(const char *before, struct text *out)
{
	while (*before) {
		size_t length = strcspn(before, "\n");

		if (length && !is_marked(before, length)) {
			text_add_bytes(out, before, length);
			text_add(out, "\n");
		}
		before += length + (before[length] == '\n');
	}
}

void hosts_file_write(const struct name_settings *settings, const struct memberships *memberships,
		      const char *before, struct text *out)
{
	keep_others(before, out);
	for (size_t i = 0; !*before && i < COUNT(always); i++)
		text_format(out, "%s\n", always[i]);
	for (size_t i = 0; i < settings->words.hosts.count; i++)
		add_host(settings->words.hosts.items[i], memberships, out);
	for (size_t i = 0; i < memberships->count; i++)
		add_membership(settings, &memberships->items[i], out);
}
