#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "subnets.h"
#include "text.h"

static struct network web = {.name = "web", .subnet_count = 1};
static struct network *others[] = {&web};
static struct networks networks = {others, 1};
static struct inet routes[2];
static struct taken_subnets taken = {&networks, routes, 2};

static void take_some(void)
{
	cr_assert_eq(inet_read_with_prefix("10.77.0.0/24", &web.subnets[0].subnet), 0);
	cr_assert_eq(inet_read_with_prefix("10.77.2.0/23", &routes[0]), 0);
	cr_assert_eq(inet_read_with_prefix("192.0.2.0/24", &routes[1]), 0);
}

TestSuite(netns_subnets, .init = take_some);

/* Options as words: "--subnet X --gateway X --ip-range X --ipv6". */
static int choose(const char *words, struct network *network, struct error *err)
{
	static struct arena arena; /* the request's, as long as the test */
	struct network_request request = {.name = "x"};
	char *rest = arena_text(&arena, words), *word;

	while ((word = strsep(&rest, " "))) {
		if (strcmp(word, "--ipv6") == 0)
			request.ipv6 = true;
		else if (strcmp(word, "--subnet") == 0)
			strings_add(&arena, &request.subnets, strsep(&rest, " "));
		else if (strcmp(word, "--gateway") == 0)
			strings_add(&arena, &request.gateways, strsep(&rest, " "));
		else if (strcmp(word, "--ip-range") == 0)
			strings_add(&arena, &request.ranges, strsep(&rest, " "));
	}
	*network = (struct network){.name = "x"};
	*err = NO_ERROR;
	return subnets_choose(&request, &taken, network, err);
}

static void describe(const struct network *network, struct text *out)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		const struct network_subnet *subnet = &network->subnets[i];
		char text[INET_TEXT];

		text_format(out, "%s%s", i ? "; " : "",
			    inet_text_with_prefix(&subnet->subnet, text));
		text_format(out, " by %s", inet_text(&subnet->gateway, text));
		text_format(out, " %s", inet_text(&subnet->first, text));
		text_format(out, "-%s", inet_text(&subnet->last, text));
	}
}

Test(netns_subnets, what_is_asked_for_is_had)
{
	static const struct {
		const char *words, *subnets;
	} rows[] = {
		{"",                                                               "10.77.1.0/24 by 10.77.1.1 10.77.1.1-10.77.1.254"},
		{"--subnet 10.9.0.0/30",                                           "10.9.0.0/30 by 10.9.0.1 10.9.0.1-10.9.0.2"      },
		{"--subnet fd00:9::/126",                                          "fd00:9::/126 by fd00:9::1 fd00:9::1-fd00:9::3"  },
		{"--subnet 10.9.0.0/16 --gateway 10.9.9.9 --ip-range 10.9.4.0/24",
		 "10.9.0.0/16 by 10.9.9.9 10.9.4.0-10.9.4.255"                                                                      },
		{"--subnet 10.9.0.0/24 --ip-range 10.9.0.0/25",
		 "10.9.0.0/24 by 10.9.0.1 10.9.0.1-10.9.0.127"                                                                      },
		{"--subnet fd00:9::/64 --subnet 10.9.0.0/24 --gateway 10.9.0.254",
		 "fd00:9::/64 by fd00:9::1 fd00:9::1-fd00:9::ffff:ffff:ffff:ffff; "
		 "10.9.0.0/24 by 10.9.0.254 10.9.0.1-10.9.0.254"                                                                    },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_text struct text said = NO_TEXT;
		struct network network;
		struct error err;

		cr_assert_eq(choose(rows[i].words, &network, &err), 0, "%s", err.text);
		describe(&network, &said);
		cr_expect_str_eq(said.start, rows[i].subnets, "%s: %s", rows[i].words, said.start);
	}
}

Test(netns_subnets, one_of_ipv6_is_chosen_by_chance)
{
	struct network one, other;
	struct error err;

	cr_assert_eq(choose("--ipv6", &one, &err), 0, "%s", err.text);
	cr_assert_eq(choose("--ipv6", &other, &err), 0, "%s", err.text);
	cr_assert_eq(one.subnet_count, 2);
	cr_assert_eq(one.subnets[1].subnet.family, AF_INET6);
	cr_assert_eq(one.subnets[1].subnet.prefix, 64);
	cr_assert_eq(one.subnets[1].subnet.bytes[0], 0xfd);
	cr_assert_not(inet_overlap(&one.subnets[1].subnet, &other.subnets[1].subnet));
}

Test(netns_subnets, what_cannot_be_is_refused_with_a_reason)
{
	static const struct {
		const char *words, *sentence;
	} rows[] = {
		{"--subnet 10.77.0.0/25",
		 "subnet 10.77.0.0/25 overlaps 10.77.0.0/24 of network web"                                              },
		{"--subnet 10.0.0.0/8",                         "subnet 10.0.0.0/8 overlaps 10.77.0.0/24 of network web" },
		{"--subnet 192.0.2.128/25",
		 "subnet 192.0.2.128/25 overlaps 192.0.2.0/24, to which the host has a route"                            },
		{"--subnet 10.9.0.1/24",                        "--subnet 10.9.0.1/24: this is an address in 10.9.0.0/24"},
		{"--subnet 10.9.0.0/31",                        "--subnet 10.9.0.0/31: there is no room for a container" },
		{"--subnet 10.9.0.0/24 --subnet 10.9.0.0/25",
		 "--subnet 10.9.0.0/25 overlaps another --subnet"                                                        },
		{"--subnet 10.9.0.0/24 --gateway 10.8.0.1",
		 "--gateway 10.8.0.1 lies in no subnet of the network"                                                   },
		{"--subnet 10.9.0.0/24 --gateway 10.9.0.255",
		 "--gateway 10.9.0.255 is no address that a host can have"                                               },
		{"--subnet 10.9.0.0/24 --ip-range 10.9.0.0/16",
		 "--ip-range 10.9.0.0/16 lies in no subnet of the network"                                               },
		{"--subnet 10.9.0.0/24 --ip-range 10.9.0.1/32",
		 "--ip-range 10.9.0.1/32: there is no address for a container"                                           },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct network network;
		struct error err;

		cr_expect_eq(choose(rows[i].words, &network, &err), -1, "%s", rows[i].words);
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}
