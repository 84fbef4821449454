#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "file.h"
#include "inet.h"
#include "store.h"
#include "text.h"

TestSuite(netns_network_store, .init = open_store, .fini = drop_store);

Test(netns_network_store, what_is_saved_is_loaded)
{
	struct network_request request = {.name = "web",
					  .mtu = 1400,
					  .ipv6 = true,
					  .internal = true,
					  .host_access = true,
					  .strict = true,
					  .rate_in = "1mbit",
					  .rate_out = "8kbps"};
	struct network *made, *loaded;
	struct error err = NO_ERROR;

	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
	cr_assert_eq(network_load(&store, &arena, "web", &loaded, &err), 0, "%s", err.text);
	cr_assert_str_eq(loaded->name, "web");
	cr_assert_str_eq(loaded->created, made->created);
	cr_assert_str_eq(loaded->bridge, made->bridge);
	cr_assert_eq(loaded->index, made->index);
	cr_assert_eq(loaded->mtu, 1400);
	cr_assert(loaded->internal && loaded->host_access && loaded->strict && !loaded->isolate);
	cr_assert(loaded->rates.in == 1000000 && loaded->rates.out == 64000);
	cr_assert_eq(loaded->subnet_count, 2);
	for (size_t i = 0; i < 2; i++)
		cr_assert_eq(
			memcmp(&loaded->subnets[i], &made->subnets[i], sizeof(loaded->subnets[i])),
			0);
}

Test(netns_network_store, two_networks_have_nothing_in_common)
{
	struct network_request one = {.name = "one"}, other = {.name = "other"};
	struct network *first, *second;
	struct error err = NO_ERROR;

	cr_assert_eq(network_make(&store, &arena, &one, &first, &err), 0, "%s", err.text);
	cr_assert_eq(network_make(&store, &arena, &other, &second, &err), 0, "%s", err.text);
	cr_assert_neq(first->index, second->index);
	cr_assert_str_neq(first->bridge, second->bridge);
	cr_assert_not(inet_overlap(&first->subnets[0].subnet, &second->subnets[0].subnet));
	cr_assert_eq(network_make(&store, &arena, &one, &first, &err), -1);
	cr_assert_str_eq(err.text, "network with given name already exists: one");
}

Test(netns_network_store, the_default_one_is_made_when_it_is_looked_for_and_no_other)
{
	struct networks networks = {.count = 0};
	struct network *network;
	struct error err = NO_ERROR;

	cr_assert_eq(network_load(&store, &arena, "default", &network, &err), 0, "%s", err.text);
	cr_assert_eq(network_load(&store, &arena, "other", &network, &err), -1);
	cr_assert_eq(err.kind, MISSING);
	err = NO_ERROR;
	cr_assert_eq(networks_load(&store, &arena, &networks, &err), 0);
	cr_assert_eq(networks.count, 1);
	cr_assert_eq(network_forget_file(&store, "default", &err), 0);
	networks.count = 0;
	cr_assert_eq(networks_load(&store, &arena, &networks, &err), 0);
	cr_assert_eq(networks.count, 0);
}

Test(netns_network_store, a_file_that_was_edited_is_complained_about_in_its_place)
{
	static const struct {
		const char *json, *sentence;
	} rows[] = {
		{"{",                                                                                       "web.json:1:2"                                    },
		{"[]",                                                                                      "web.json:1:1: an object is expected"             },
		{"{\"name\": 7}",                                                                           "web.json:1:10: name: a string is expected"       },
		{"{\"name\":\"web\",\"created\":\"x\",\"network_interface\":\"sixteencharacter\"}",
		 "\"sixteencharacter\" is too long for a device"                                                                                              },
		{"{\"name\":\"web\",\"created\":\"x\",\"network_interface\":\"b\",\"index\":-1}",
		 "index: a number is expected"                                                                                                                },
		{"{\"name\":\"web\",\"created\":\"x\",\"network_interface\":\"b\",\"index\":1,"
		 "\"mtu\":0,\"subnets\":[]}",                                              "subnets: an array of 1 to 8 is expected"         },
		{"{\"name\":\"web\",\"created\":\"x\",\"network_interface\":\"b\",\"index\":1,"
		 "\"mtu\":0,\"subnets\":[{\"subnet\":\"10.1.2.0/24\",\"gateway\":\"10.1.3.1\","
		 "\"lease_range\":{\"start_ip\":\"10.1.2.1\",\"end_ip\":\"10.1.2.9\"}}]}", "gateway and lease_range do not lie in the subnet"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct network *network;
		struct error err = NO_ERROR;

		cr_assert_eq(file_make(store.networks, "web.json", rows[i].json,
				       strlen(rows[i].json), 0600),
			     0);
		cr_expect_eq(network_load(&store, &arena, "web", &network, &err), -1);
		cr_expect_not_null(strstr(err.text, rows[i].sentence), "%s", err.text);
	}
}

Test(netns_network_store, what_was_half_written_is_removed)
{
	struct error err = NO_ERROR;

	cr_assert_eq(mkdirat(store.run, "responders", 0700), 0);
	cr_assert_eq(file_make(store.networks, ".web.json.12", "{", 1, 0600), 0);
	cr_assert_eq(file_make(store.run, ".sysctls.12", "", 0, 0600), 0);
	cr_assert_eq(file_make(store.run, "responders/..resolver.12", "", 0, 0600), 0);
	cr_assert_eq(store_remove_unfinished(&store, &err), 0, "%s", err.text);
	cr_assert_neq(faccessat(store.networks, ".web.json.12", F_OK, 0), 0);
	cr_assert_neq(faccessat(store.run, ".sysctls.12", F_OK, 0), 0);
	cr_assert_neq(faccessat(store.run, "responders/..resolver.12", F_OK, 0), 0);
}
