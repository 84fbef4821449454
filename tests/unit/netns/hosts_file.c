#include <criterion/criterion.h>

#include "alloc.h"
#include "inet.h"
#include "names.h"
#include "text.h"

#define BEGINS                                                                                     \
	"127.0.0.1\tlocalhost\n"                                                                   \
	"::1\tlocalhost ip6-localhost ip6-loopback\n"                                              \
	"fe00::\tip6-localnet\n"                                                                   \
	"ff00::\tip6-mcastprefix\n"                                                                \
	"ff02::1\tip6-allnodes\n"                                                                  \
	"ff02::2\tip6-allrouters\n"

static const char *aliases[] = {"db", "c1", "not a name"};
static struct attachment attachment = {
	.record = "/run/berth/c1",
	.address_count = 2,
	.names = {aliases, COUNT(aliases)},
};
static struct network network = {.subnet_count = 2};
static struct membership item = {&network, &attachment, false};
static const struct memberships member = {&item, 1}, nobody = {NULL, 0};

static void settle(void)
{
	cr_assert_eq(inet_read("10.1.2.3", &attachment.addresses[0]), 0);
	cr_assert_eq(inet_read("fd00::3", &attachment.addresses[1]), 0);
	cr_assert_eq(inet_read("10.1.2.1", &network.subnets[0].gateway), 0);
	cr_assert_eq(inet_read("fd00::1", &network.subnets[1].gateway), 0);
}

TestSuite(netns_hosts_file, .init = settle);

Test(netns_hosts_file, a_container_is_in_it_itself_once_by_each_name)
{
	const struct name_settings settings = {.hostname = "web"};
	auto_text struct text out = NO_TEXT;

	hosts_file_write(&settings, &member, "", &out);
	cr_expect_str_eq(out.start, BEGINS "10.1.2.3\tweb c1 db\t# berth\n"
					   "fd00::3\tweb c1 db\t# berth\n");
}

Test(netns_hosts_file, further_hosts_are_what_was_asked_for)
{
	static const char *hosts[] = {"one:192.0.2.7", "six:2001:db8::7", "host:host-gateway"};
	const struct name_settings settings = {
		.words.hosts = {hosts, COUNT(hosts)}
	};
	auto_text struct text out = NO_TEXT, alone = NO_TEXT;

	hosts_file_write(&settings, &member, "", &out);
	cr_expect_str_eq(out.start, BEGINS "192.0.2.7\tone\t# berth\n2001:db8::7\tsix\t# berth\n"
					   "10.1.2.1\thost\t# berth\nfd00::1\thost\t# berth\n"
					   "10.1.2.3\tc1 db\t# berth\nfd00::3\tc1 db\t# berth\n");
	hosts_file_write(&settings, &nobody, "", &alone);
	cr_expect_str_eq(alone.start,
			 BEGINS "192.0.2.7\tone\t# berth\n2001:db8::7\tsix\t# berth\n");
}

Test(netns_hosts_file, lines_of_the_containers_own_stay)
{
	const struct name_settings settings = {.hostname = NULL};
	auto_text struct text out = NO_TEXT;

	hosts_file_write(&settings, &member,
			 "127.0.0.1 localhost\n10.9.9.9\told\t# berth\n\n192.0.2.9 mine # berth",
			 &out);
	cr_expect_str_eq(out.start, "127.0.0.1 localhost\n192.0.2.9 mine # berth\n"
				    "10.1.2.3\tc1 db\t# berth\nfd00::3\tc1 db\t# berth\n");
}

Test(netns_hosts_file, an_id_too_long_for_a_name_has_a_short_form)
{
	static const char engine[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	char buffer[SHORT_ID];

	cr_expect_str_eq(id_as_name(engine, buffer), "0123456789ab");
	cr_expect_str_eq(id_as_name("web", buffer), "web");
	cr_expect_str_eq(id_as_name(engine + 1, buffer), engine + 1);
}
