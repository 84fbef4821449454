#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "network_annotation.h"

Test(netns_network_annotation, its_words_are_those_of_the_command_line)
{
	auto_arena struct arena arena = NO_ARENA;
	struct network_plan network = {.attachment_count = 0};
	struct error err = NO_ERROR;

	cr_assert_eq(network_annotation_read(&arena,
					     "[{\"network\":\"web:ip=10.77.0.5\"},"
					     "{\"publish\":\"8080:80\"},{\"network\":\"db\"}]",
					     &network, &err),
		     0, "%s", err.text);
	cr_assert_eq(network.words.count, 2);
	cr_assert_str_eq(network.words.items[0], "web:ip=10.77.0.5");
	cr_assert_str_eq(network.words.items[1], "db");
	cr_assert_eq(network.ports.count, 1);
	cr_assert_str_eq(network.ports.items[0], "8080:80");
}

Test(netns_network_annotation, anything_else_is_complained_about_in_its_place)
{
	static const struct {
		const char *value, *sentence;
	} rows[] = {
		{"",                                         "annotation io.berth.networks:1:1"                           },
		{"{}",                                       "annotation io.berth.networks:1:1: an array is expected"     },
		{"[7]",                                      "annotation io.berth.networks:1:2: {\"network\": \"...\"} or"},
		{"[{}]",                                     ":1:2: {\"network\""                                         },
		{"[{\"network\":7}]",                        ":1:2: {\"network\""                                         },
		{"[{\"network\":\"a\",\"publish\":\"80\"}]", ":1:2: {\"network\""                                         },
		{"[{\"mode\":\"a\"}]",                       "\"mode\" is none of network, publish, dns"                  },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct network_plan network = {.attachment_count = 0};
		struct error err = NO_ERROR;

		cr_expect_eq(network_annotation_read(&arena, rows[i].value, &network, &err), -1);
		cr_expect_not_null(strstr(err.text, rows[i].sentence), "%s", err.text);
	}
}
