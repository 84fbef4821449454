/*
 * No veth of a test is there: one that is to live stands in store.making.
 */
#include <fcntl.h>

#include "alloc.h"
#include "inet.h"
#include "leases.h"
#include "store.h"

static struct network network = {.name = "web", .subnet_count = 1};

static void make_network(void)
{
	struct network_subnet *subnet = &network.subnets[0];

	open_store();
	cr_assert_eq(inet_read_with_prefix("10.8.0.0/29", &subnet->subnet), 0);
	cr_assert_eq(inet_read("10.8.0.1", &subnet->gateway), 0);
	cr_assert_eq(inet_read("10.8.0.1", &subnet->first), 0);
	cr_assert_eq(inet_read("10.8.0.6", &subnet->last), 0);
}

TestSuite(netns_leases, .init = make_network, .fini = drop_store);

/* The last byte of the address that is leased; 0 with the error otherwise. */
static int lease(const char *veth, const char *wanted, bool *dead, struct error *err)
{
	struct inet address, leased;
	const struct lease_request request = {
		.network = &network, .veth = veth, .wanted = wanted ? &address : NULL};

	if (wanted)
		cr_assert_eq(inet_read(wanted, &address), 0);
	*err = NO_ERROR;
	return lease_take(&store, &request, &leased, dead, err) ? 0 : leased.bytes[3];
}

static void give_back(const char *address, const char *veth)
{
	struct inet read;

	cr_assert_eq(inet_read(address, &read), 0);
	lease_give_back(&store, "web", &read, veth);
}

Test(netns_leases, the_next_is_taken_and_not_the_one_that_was_given_back)
{
	struct error err;
	bool dead;

	strings_add(&arena, &store.making, "vb1");
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 2, "the gateway is nobody's");
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 3);
	give_back("10.8.0.2", "vb1");
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 4);
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 5);
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 6);
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 2, "round again");
	cr_assert_eq(lease("vb1", NULL, &dead, &err), 0);
	cr_assert_not(dead);
	cr_assert_str_eq(err.text, "network web has no free address left in 10.8.0.0/29");
}

Test(netns_leases, one_that_is_wanted_is_had_or_refused)
{
	static const struct {
		const char *address, *sentence;
	} rows[] = {
		{"10.8.0.1", "the address 10.8.0.1 is the gateway of network web"    },
		{"10.8.0.0", "the address 10.8.0.0 is none that a container can have"},
		{"10.8.0.7", "the address 10.8.0.7 is none that a container can have"},
		{"10.8.0.4", "the address 10.8.0.4 is in use on network web"         },
	};
	struct error err;
	bool dead;

	strings_add(&arena, &store.making, "vb1");
	cr_assert_eq(lease("vb1", "10.8.0.4", &dead, &err), 4);
	for (size_t i = 0; i < COUNT(rows); i++) {
		cr_expect_eq(lease("vb2", rows[i].address, &dead, &err), 0);
		cr_expect_str_eq(err.text, rows[i].sentence);
		cr_expect_not(dead);
	}
}

Test(netns_leases, a_lease_whose_veth_is_gone_is_told_apart_and_swept)
{
	struct error err;
	bool dead;

	cr_assert_eq(lease("vb1", "10.8.0.4", &dead, &err), 4);
	cr_assert_eq(lease("vb2", "10.8.0.4", &dead, &err), 0);
	cr_assert(dead);
	err = NO_ERROR;
	cr_assert_eq(leases_sweep(&store, &err), 0, "%s", err.text);
	cr_assert_eq(lease("vb2", "10.8.0.4", &dead, &err), 4);
}

Test(netns_leases, an_empty_lease_is_dead)
{
	struct error err;
	bool dead;
	int fd;

	cr_assert_eq(lease("vb1", NULL, &dead, &err), 2);
	fd = openat(store.run, "leases/web/10.8.0.3", O_CREAT | O_WRONLY, 0600);
	cr_assert_geq(fd, 0);
	close(fd);
	cr_assert_eq(lease("vb1", "10.8.0.3", &dead, &err), 0);
	cr_assert(dead);
}

Test(netns_leases, only_the_own_address_is_given_back)
{
	char holder[DEVICE_NAME_ROOM];
	struct inet address;
	struct error err;
	bool dead;

	cr_assert_eq(lease("vb1", NULL, &dead, &err), 2);
	give_back("10.8.0.2", "vb9");
	cr_assert_eq(inet_read("10.8.0.2", &address), 0);
	lease_holder(&store, "web", &address, holder);
	cr_assert_str_eq(holder, "vb1");
	give_back("10.8.0.2", "vb1");
	lease_holder(&store, "web", &address, holder);
	cr_assert_str_eq(holder, "");
}

Test(netns_leases, of_a_network_that_is_no_more_nothing_stays)
{
	struct error err;
	bool dead;

	cr_assert_eq(lease("vb1", NULL, &dead, &err), 2);
	err = NO_ERROR;
	cr_assert_eq(leases_sweep(&store, &err), 0, "%s", err.text);
	cr_assert_eq(faccessat(store.run, "leases/web", F_OK, 0), -1);
}
