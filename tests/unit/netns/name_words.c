#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "names.h"
#include "text.h"

enum list {
	SERVERS,
	SEARCHES,
	OPTIONS,
	HOSTS
};

/* The words are separated by |. */
static void split(struct arena *arena, const char *words, struct strings *list)
{
	char *rest = arena_text(arena, words), *word;

	while ((word = strsep(&rest, "|")))
		strings_add(arena, list, word);
}

Test(netns_name_words, words_that_are_none_are_refused_with_a_reason)
{
	static const struct {
		enum list list;
		const char *words;
		const char *part; /* of the sentence; NULL: they are taken */
	} rows[] = {
		{SERVERS,  "1.1.1.1|fd00::1",                    NULL                              },
		{SERVERS,  "dns.example",                        "\"dns.example\" is not an IP"    },
		{SERVERS,  "1.1.1.1\noptions rotate",            "is not an IP address"            },
		{SERVERS,  "1.1.1.1|1.1.1.2|1.1.1.3|1.1.1.4",    "3 servers at most"               },
		{SEARCHES, ".|a.example",                        NULL                              },
		{SEARCHES, "a b",                                "is not the name of a domain"     },
		{SEARCHES, "a|b|c|d|e|f|g",                      "6 domains at most"               },
		{OPTIONS,  "ndots:2",                            NULL                              },
		{OPTIONS,  "a\nnameserver 1.1.1.1",              "is not a word"                   },
		{OPTIONS,  "",                                   "a word is expected"              },
		{HOSTS,    "a:1.2.3.4|b:fd00::1|c:host-gateway", NULL                              },
		{HOSTS,    "a",                                  "\"a\" is not NAME:IP"            },
		{HOSTS,    ":1.2.3.4",                           "is not NAME:IP"                  },
		{HOSTS,    "a b:1.2.3.4",                        "is not NAME:IP"                  },
		{HOSTS,    "a:gateway",                          "neither an IP address nor host-g"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct error err = NO_ERROR;
		struct name_words words = {
			.servers = {NULL, 0}
		};
		struct strings *const lists[] = {&words.servers, &words.searches, &words.options,
						 &words.hosts};

		split(&arena, rows[i].words, lists[rows[i].list]);
		cr_expect_eq(name_words_check(&words, &err), rows[i].part ? -1 : 0, "%zu", i);
		if (rows[i].part)
			cr_expect_not_null(strstr(err.text, rows[i].part), "%s", err.text);
	}
}

Test(netns_name_words, what_is_kept_comes_back)
{
	static const char json[] = "{\"hostname\":\"web\",\"dns\":[\"1.1.1.1\"],\"dns-search\":[],"
				   "\"dns-option\":[\"rotate\"],"
				   "\"add-host\":[\"a:1.2.3.4\",\"b:fd00::1\"]}";
	struct name_settings read = {.hostname = NULL};
	auto_text struct text again = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	cr_assert_eq(name_settings_read(&arena, json, strlen(json), &read, &err), 0, "%s",
		     err.text);
	name_settings_write(&read, &again);
	cr_expect_str_eq(again.start, json);
}
