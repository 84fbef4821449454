/*
 * name_words.c - the words of --dns, --dns-search, --dns-option and --add-host
 *
 * They end up as lines of files, so none may bring a line of its own. As they were given they are
 * kept with the container, which gets new lines when it is plugged into another network.
 */
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "names.h"
#include "text.h"

#define MOST_SERVERS  3   /* resolv.conf(5): libc passes over further ones */
#define MOST_SEARCHES 6   /* and so did it with these, before glibc 2.26 */
#define LONGEST_NAME  253 /* RFC 1035 */

bool name_is_plain(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	size_t length = strlen(name);

	return length && length <= LONGEST_NAME && strspn(name, allowed) == length &&
	       *name != '-' && *name != '.';
}

static int check_server(const char *word, struct error *err)
{
	struct inet address;

	if (inet_read(word, &address))
		return fail(err, USAGE, "--dns: \"%s\" is not an IP address", word);
	return 0;
}

static int check_search(const char *word, struct error *err)
{
	/* "." alone: none, not even the host's. */
	if (strcmp(word, ".") != 0 && !name_is_plain(word))
		return fail(err, USAGE, "--dns-search: \"%s\" is not the name of a domain", word);
	return 0;
}

static int check_option(const char *word, struct error *err)
{
	for (const char *at = word; *at; at++) {
		if (*at <= ' ' || *at >= 127)
			return fail(err, USAGE, "--dns-option: \"%s\" is not a word", word);
	}
	return *word ? 0 : fail(err, USAGE, "--dns-option: a word is expected");
}

/* NAME:IP; an IPv6 address may stand in brackets. */
static int check_host(const char *word, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	const char *colon = strchr(word, ':');
	struct inet address;

	if (!colon || !name_is_plain(arena_bytes(&arena, word, (size_t)(colon - word))))
		return fail(err, USAGE, "--add-host: \"%s\" is not NAME:IP", word);
	if (strcmp(colon + 1, HOST_GATEWAY) != 0 && inet_read(colon + 1, &address))
		return fail(err, USAGE,
			    "--add-host %s: \"%s\" is neither an IP address nor " HOST_GATEWAY,
			    word, colon + 1);
	return 0;
}

static int check_each(const struct strings *words, int (*check)(const char *, struct error *),
		      struct error *err)
{
	for (size_t i = 0; i < words->count; i++) {
		if (check(words->items[i], err))
			return -1;
	}
	return 0;
}

int name_words_check(const struct name_words *words, struct error *err)
{
	if (words->servers.count > MOST_SERVERS)
		return fail(err, USAGE, "--dns: a container asks %d servers at most", MOST_SERVERS);
	if (words->searches.count > MOST_SEARCHES)
		return fail(err, USAGE, "--dns-search: %d domains at most are searched",
			    MOST_SEARCHES);
	return check_each(&words->servers, check_server, err) ||
			       check_each(&words->searches, check_search, err) ||
			       check_each(&words->options, check_option, err) ||
			       check_each(&words->hosts, check_host, err)
		       ? -1
		       : 0;
}

/* ---- names.json ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t offset;
} lists[] = {
	{"dns",        offsetof(struct name_words, servers) },
	{"dns-search", offsetof(struct name_words, searches)},
	{"dns-option", offsetof(struct name_words, options) },
	{"add-host",   offsetof(struct name_words, hosts)   },
};

static struct strings *list_of(const struct name_words *words, size_t offset)
{
	return (struct strings *)((char *)words + offset);
}

void name_settings_write(const struct name_settings *settings, struct text *out)
{
	struct json json = {.out = out};

	json_begin_object(&json, NULL);
	if (settings->hostname)
		json_string(&json, "hostname", settings->hostname);
	for (size_t i = 0; i < COUNT(lists); i++)
		json_strings(&json, lists[i].name, list_of(&settings->words, lists[i].offset));
	json_end_object(&json);
}

int name_settings_read(struct arena *arena, const char *text, size_t size,
		       struct name_settings *settings, struct error *err)
{
	struct json_document document = {.name = "names.json", .text = text, .size = size};
	const struct json_value *hostname;

	if (json_parse(&document, arena, err))
		return -1;
	if (document.root->kind != JSON_OBJECT)
		return json_fail(&document, document.root, err, "an object is expected");
	hostname = json_find(document.root, "hostname");
	settings->hostname = hostname && hostname->kind == JSON_STRING ? hostname->text : NULL;
	for (size_t i = 0; i < COUNT(lists); i++) {
		const struct json_value *list = json_find(document.root, lists[i].name);

		if (!list || list->kind != JSON_ARRAY)
			continue;
		for (const struct json_value *at = list->first; at; at = at->next) {
			if (at->kind == JSON_STRING)
				strings_add(arena, list_of(&settings->words, lists[i].offset),
					    at->text);
		}
	}
	return 0;
}
