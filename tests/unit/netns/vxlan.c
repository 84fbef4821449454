#include <criterion/criterion.h>
#include <sched.h>
#include <string.h>

#include "alloc.h"
#include "inet.h"
#include "store.h"
#include "text.h"
#include "vxlan.h"

/* 127.0.0.1 is no address between hosts; lo is given another. */
static void begin(void)
{
	if (getuid() || unshare(CLONE_NEWNET) ||
	    system("ip addr add 192.0.2.1/32 dev lo && ip addr add 2001:db8::1/128 dev lo && "
		   "ip link set lo mtu 9000 up"))
		cr_skip("a new network namespace needs root and ip(8)");
	open_store();
}

static void end(void)
{
	if (store.run >= 0)
		drop_store();
}

TestSuite(netns_vxlan, .init = begin, .fini = end, .timeout = 20);

static const char *subnets[] = {"10.99.0.0/24", "fd99::/64"};
static const char *ranges[] = {"10.99.0.32/28", "fd99::2:0/112"};
static const char *others[] = {"192.0.2.2", "192.0.2.3"};

static struct network_request asked(void)
{
	return (struct network_request){
		.name = "web",
		.subnets = {subnets, 2},
		.ranges = {ranges,  2},
		.vxlan = 42,
		.local = "192.0.2.1",
		.peers = {others,  2},
	};
}

Test(netns_vxlan, what_is_chosen_is_written_and_read)
{
	struct network_request request = asked();
	struct network *made, *loaded;
	struct error err = NO_ERROR;
	char text[INET_TEXT];

	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
	cr_assert_eq(network_load(&store, &arena, "web", &loaded, &err), 0, "%s", err.text);
	cr_assert_eq(loaded->mtu, 9000 - 50);
	cr_assert_eq(loaded->vxlan.id, 42);
	cr_assert_eq(loaded->vxlan.port, 4789);
	cr_assert_str_eq(loaded->vxlan.device, "berth0-vx");
	cr_assert_str_eq(inet_text(&loaded->vxlan.local, text), "192.0.2.1");
	cr_assert_eq(loaded->vxlan.peer_count, 2);
	cr_assert_str_eq(inet_text(&loaded->vxlan.peers[1], text), "192.0.2.3");
	cr_assert_str_eq(inet_text(&loaded->subnets[0].gateway, text), "10.99.0.32");
	cr_assert_str_eq(inet_text(&loaded->subnets[1].gateway, text), "fd99::2:0");
}

Test(netns_vxlan, over_ipv6_less_fits)
{
	struct network_request request = asked();
	struct error err = NO_ERROR;
	struct network *made;

	request.local = "2001:db8::1";
	request.peers.count = 0;
	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
	cr_assert_eq(made->mtu, 9000 - 70);
}

Test(netns_vxlan, a_gateway_that_is_asked_for_stays)
{
	static const char *gateways[] = {"10.99.0.200"};
	struct network_request request = asked();
	struct error err = NO_ERROR;
	struct network *made;
	char text[INET_TEXT];

	request.gateways = (struct strings){gateways, 1};
	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
	cr_assert_str_eq(inet_text(&made->subnets[0].gateway, text), "10.99.0.200");
	cr_assert_str_eq(inet_text(&made->subnets[1].gateway, text), "fd99::2:0");
}

Test(netns_vxlan, two_networks_do_not_share_a_port)
{
	static const char *apart[] = {"10.98.0.0/24"}, *part[] = {"10.98.0.0/25"};
	struct network_request request = asked();
	struct error err = NO_ERROR;
	struct network *made;

	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
	request = (struct network_request){
		.name = "other",
		.subnets = {apart, 1},
		.ranges = {part,  1},
		.vxlan = 43,
		.local = "192.0.2.1"
	};
	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), -1);
	cr_assert(strstr(err.text, "port 4789 is that of network web"), "%s", err.text);
	err = NO_ERROR;
	request.port = 4790;
	cr_assert_eq(network_make(&store, &arena, &request, &made, &err), 0, "%s", err.text);
}

Test(netns_vxlan, an_address_that_cannot_be_another_host_s_is_no_peer)
{
	static const char *const wrong[] = {"",          "192.0.2",   "0.0.0.0", "127.0.0.1",
					    "224.0.0.1", "192.0.2.1", "fd00::1"};
	struct network_vxlan vxlan = {.id = 42};

	cr_assert_eq(inet_read("192.0.2.1", &vxlan.local), 0);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct error err = NO_ERROR;
		struct inet peer;

		cr_expect_eq(vxlan_peer_read(&vxlan, wrong[i], &peer, &err), -1, "%s", wrong[i]);
		cr_expect_eq(err.kind, USAGE);
	}
}

Test(netns_vxlan, a_file_that_is_not_as_berth_writes_it_is_refused)
{
	static const char *const wrong[] = {
		"{\"vxlan\":[]}",
		"{\"vxlan\":{\"id\":0,\"port\":1,\"local\":\"192.0.2.1\",\"peers\":[]}}",
		"{\"vxlan\":{\"id\":16777216,\"port\":1,\"local\":\"192.0.2.1\",\"peers\":[]}}",
		"{\"vxlan\":{\"id\":1,\"port\":65536,\"local\":\"192.0.2.1\",\"peers\":[]}}",
		"{\"vxlan\":{\"id\":1,\"port\":1,\"local\":\"x\",\"peers\":[]}}",
		"{\"vxlan\":{\"id\":1,\"port\":1,\"local\":\"192.0.2.1\"}}",
		"{\"vxlan\":{\"id\":1,\"port\":1,\"local\":\"192.0.2.1\",\"peers\":[7]}}",
		"{\"vxlan\":{\"id\":1,\"port\":1,\"local\":\"192.0.2.1\",\"peers\":[\"fd00::1\"]}}",
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct json_document document = {
			.name = "x", .text = wrong[i], .size = strlen(wrong[i])};
		struct network network = {.bridge = "berth0"};
		struct error err = NO_ERROR;

		cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
		cr_expect_eq(vxlan_read(&arena, document.root, &network), -1, "%s", wrong[i]);
		cr_expect_eq(network.vxlan.id, 0);
	}
}
