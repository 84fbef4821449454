#include <criterion/criterion.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "text.h"

static struct spec_net_device device = {.host_name = "eth0"};

struct asked {
	const char *networks, *ports; /* separated by blanks */
	bool with_device;
};

static void split(struct arena *arena, const char *words, struct strings *list)
{
	char *rest = arena_text(arena, words), *word;

	while ((word = strsep(&rest, " ")))
		strings_add(arena, list, word);
}

/* Plans with a new network namespace; the plan as text, or the error. */
static int plan(struct arena *arena, const struct asked *asked, uint64_t made, struct text *said)
{
	struct spec_linux config = {.net_devices = &device, .net_device_count = asked->with_device};
	struct spec spec = {.linux = &config};
	struct plan plan = {.arena = arena, .spec = &spec, .namespaces.made = made};
	struct error err = NO_ERROR;

	if (asked->networks)
		split(arena, asked->networks, &plan.network.words);
	if (asked->ports)
		split(arena, asked->ports, &plan.network.ports);
	if (network_plan(&plan, &err)) {
		text_add(said, err.text);
		return -1;
	}
	network_print(&plan, said);
	return 0;
}

Test(netns_plan_network, words_give_a_plan)
{
	static const struct {
		struct asked asked;
		const char *plan;
	} rows[] = {
		{{NULL, NULL, false},                      ""                                      },
		{{"web", NULL, false},                     "network web as eth0\n"                 },
		{{"a b", NULL, false},                     "network a as eth0\nnetwork b as eth1\n"},
		{{"a:ifname=eth1 b c", NULL, false},
		 "network a as eth1\nnetwork b as eth0\nnetwork c as eth2\n"                       },
		{{"a", NULL, true},                        "network a as eth1\n"                   },
		{{"a:ip=10.1.2.3,ip6=fd00::3,mac=02:00:00:00:00:09,alias=db,alias=sql", NULL,
		  false},
		 "network a as eth0\n  address 10.1.2.3\n  address fd00::3\n"
		 "  mac 02:00:00:00:00:09\n  alias db\n  alias sql\n"                              },
		{{"a:ip=fd00::3", NULL, false},            "network a as eth0\n  address fd00::3\n"},
		{{"a", "80 127.0.0.1:8080:80/udp", false},
		 "network a as eth0\npublish any/tcp as port 80\n"
		 "publish 127.0.0.1 port 8080/udp as port 80\n"                                    },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		auto_text struct text said = NO_TEXT;

		cr_expect_eq(plan(&arena, &rows[i].asked, CLONE_NEWNET, &said), 0, "%s",
			     text_string(&said));
		cr_expect_str_eq(text_string(&said), rows[i].plan, "%s", text_string(&said));
	}
}

Test(netns_plan_network, what_cannot_be_is_refused_with_a_reason)
{
	static const struct {
		struct asked asked;
		const char *part; /* of the sentence */
	} rows[] = {
		{{NULL, "80", false},                        "--publish needs a network to lead to" },
		{{"a a", NULL, false},                       "network a is asked for twice"         },
		{{"a:ifname=x b:ifname=x", NULL, false},     "two networks are to have the device x"},
		{{"a:ifname=sixteencharacter", NULL, false}, "is not a name for a device"           },
		{{"a:ifname=lo", NULL, false},               "is not a name for a device"           },
		{{"a:ifname=a/b", NULL, false},              "is not a name for a device"           },
		{{"a:ip", NULL, false},                      "is not OPTION=VALUE"                  },
		{{"a:ip=10.1.2", NULL, false},               "\"10.1.2\" is not an IP address"      },
		{{"a:ip6=10.1.2.3", NULL, false},            "\"10.1.2.3\" is not an IPv6 address"  },
		{{"a:mac=ff:ff:ff:ff:ff:ff", NULL, false},   "is not the MAC address of a device"   },
		{{"a:alias=a\nb", NULL, false},              "is not a name of a host"              },
		{{"a:speed=1", NULL, false},                 "\"speed\" is none of ip, ip6, mac"    },
		{{"a/b", NULL, false},                       "invalid network name \"a/b\""         },
		{{"host", NULL, false},                      "\"host\" is no name"                  },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		auto_text struct text said = NO_TEXT;

		cr_expect_eq(plan(&arena, &rows[i].asked, CLONE_NEWNET, &said), -1, "%zu", i);
		cr_expect_not_null(strstr(text_string(&said), rows[i].part), "%s",
				   text_string(&said));
	}
}

Test(netns_plan_network, a_namespace_that_is_not_new_is_not_touched)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text said = NO_TEXT;

	cr_expect_eq(plan(&arena, &(struct asked){"a", NULL, false}, 0, &said), -1);
	cr_expect_not_null(strstr(said.start, "the host's network namespace"), "%s", said.start);
}

Test(netns_plan_network, a_mode_stands_alone)
{
	static const char *const alone[] = {"none", "host", "container:c1"};
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	const char *mode;

	for (size_t i = 0; i < COUNT(alone); i++) {
		struct strings words = {NULL, 0};

		strings_add(&arena, &words, alone[i]);
		cr_assert_eq(network_mode(&words, &mode, &err), 0);
		cr_assert_str_eq(mode, alone[i]);
		strings_add(&arena, &words, "web");
		cr_assert_eq(network_mode(&words, &mode, &err), -1);
	}
}
