/*
 * network_annotation.c - the annotation of a bundle that asks for networks
 *
 * Its words are those of the command line, and are checked as those are. Whoever wrote the
 * bundle wrote it: what is no network's name, such as "host", is refused there.
 */
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "json.h"
#include "network_annotation.h"

static struct strings *list_of(struct network_plan *network, const char *key)
{
	const struct {
		const char *key;
		struct strings *list;
	} lists[] = {
		{"network",    &network->words               },
		{"publish",    &network->ports               },
		{"dns",        &network->names.words.servers },
		{"dns-search", &network->names.words.searches},
		{"dns-option", &network->names.words.options },
		{"add-host",   &network->names.words.hosts   },
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		if (strcmp(lists[i].key, key) == 0)
			return lists[i].list;
	}
	return NULL;
}

static int read_item(const struct json_document *document, const struct json_value *item,
		     struct arena *arena, struct network_plan *network, struct error *err)
{
	const struct json_value *word = item->kind == JSON_OBJECT ? item->first : NULL;
	struct strings *list;

	if (!word || item->count != 1 || word->kind != JSON_STRING)
		return json_fail(document, item, err,
				 "{\"network\": \"...\"} or {\"publish\": \"...\"} is expected");
	list = list_of(network, word->key);
	if (!list)
		return json_fail(document, word, err,
				 "\"%s\" is none of network, publish, dns, dns-search, dns-option, "
				 "add-host",
				 word->key);
	strings_add(arena, list, word->text);
	return 0;
}

int network_annotation_read(struct arena *arena, const char *value, struct network_plan *network,
			    struct error *err)
{
	struct json_document document = {
		.name = "annotation " NETWORK_ANNOTATION, .text = value, .size = strlen(value)};

	if (json_parse(&document, arena, err))
		return -1;
	if (document.root->kind != JSON_ARRAY)
		return json_fail(&document, document.root, err, "an array is expected");
	for (const struct json_value *item = document.root->first; item; item = item->next) {
		if (read_item(&document, item, arena, network, err))
			return -1;
	}
	return 0;
}
