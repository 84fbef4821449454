#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "attachment.h"
#include "error.h"
#include "inet.h"
#include "text.h"

static struct published_port ports[] = {
	{.protocol = IPPROTO_TCP, .host_port = 8080, .port = 80  },
	{.protocol = IPPROTO_UDP, .host_port = 53,   .port = 5353},
};
static const char *names[] = {"db"}, *servers[] = {"192.0.2.1"};

static struct attachment whole(void)
{
	struct attachment attachment = {
		.veth = "vb00000001",
		.network = "web",
		.record = "/run/berth/c1",
		.interface = "eth0",
		.bridge = "berth0",
		.mac = {2,  0,     0, 0, 0, 9},
		.address_count = 2,
		.isolated = true,
		.strict = true,
		.dns = true,
		.internal = true,
		.servers = {servers, 1    },
		.rates = {8000,  9000},
		.names = {names,  1},
		.published = {ports,  2  }
	};

	cr_assert_eq(inet_read_with_prefix("10.77.0.2/24", &attachment.addresses[0]), 0);
	cr_assert_eq(inet_read_with_prefix("fd00::2/64", &attachment.addresses[1]), 0);
	cr_assert_eq(inet_read("127.0.0.1", &ports[1].host), 0);
	return attachment;
}

Test(netns_attachment_file, what_is_written_is_read)
{
	auto_text struct text json = NO_TEXT, again = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct attachment attachment = whole(), *read;
	struct error err = NO_ERROR;

	attachment_write(&attachment, &json);
	cr_assert_str_eq(
		json.start,
		"{\"network\":\"web\",\"record\":\"/run/berth/c1\",\"bridge\":\"berth0\","
		"\"isolated\":true,\"strict\":true,\"dns_enabled\":true,\"internal\":true,"
		"\"dns\":[\"192.0.2.1\"],\"interface\":\"eth0\",\"mac\":\"02:00:00:00:00:"
		"09\","
		"\"addresses\":[\"10.77.0.2/24\",\"fd00::2/64\"],\"names\":[\"db\"],"
		"\"rate_in\":8000,\"rate_out\":9000,"
		"\"ports\":[{\"host_port\":8080,\"container_port\":80,\"protocol\":\"tcp\"},"
		"{\"host_ip\":\"127.0.0.1\",\"host_port\":53,\"container_port\":5353,"
		"\"protocol\":\"udp\"}]}");
	cr_assert_eq(attachment_read(&arena, "vb00000001", json.start, json.length, &read, &err), 0,
		     "%s", err.text);
	attachment_write(read, &again);
	cr_assert_str_eq(again.start, json.start);
	cr_assert_str_eq(read->veth, "vb00000001");
	cr_assert_eq(attachment_address(read, AF_INET6), &read->addresses[1]);
}

Test(netns_attachment_file, what_is_torn_is_refused_wherever_it_is_torn)
{
	auto_text struct text json = NO_TEXT;
	struct attachment attachment = whole();

	attachment_write(&attachment, &json);
	for (size_t length = 0; length < json.length; length++) {
		auto_arena struct arena arena = NO_ARENA;
		struct error err = NO_ERROR;
		struct attachment *read;

		cr_expect_eq(attachment_read(&arena, "vb00000001",
					     arena_bytes(&arena, json.start, length), length, &read,
					     &err),
			     -1, "%zu bytes", length);
	}
}
