#include <criterion/criterion.h>

#include "alloc.h"
#include "inet.h"
#include "names.h"
#include "text.h"

#define BEGINS "# Written by berth; whoever replaces this line keeps the file as it is.\n"

static struct network outward, inward = {.internal = true};
static struct membership both[] = {
	{.network = &outward},
	{.network = &inward},
};
static const struct memberships memberships = {both, 2}, internal = {both + 1, 1};
static const struct memberships nobody = {NULL, 0};
static struct arena arena;

static void settle(void)
{
	cr_assert_eq(inet_read("10.1.2.1", &outward.subnets[0].gateway), 0);
	cr_assert_eq(inet_read("fd00::1", &inward.subnets[0].gateway), 0);
	outward.subnet_count = inward.subnet_count = 1;
}

static void end(void)
{
	arena_drop(&arena);
}

TestSuite(netns_resolver_file, .init = settle, .fini = end);

static struct resolver host_of(const char *text)
{
	struct resolver host = {
		.servers = {NULL, 0}
	};

	resolver_file_read(&arena, text, &host);
	return host;
}

static const char *written(const struct name_words *words, const struct memberships *of,
			   const char *host_text)
{
	const struct name_settings settings = {.words = *words};
	const struct resolver host = host_of(host_text);
	auto_text struct text out = NO_TEXT;

	resolver_file_write(&settings, of, &host, &out);
	cr_assert(resolver_file_is_own(out.start));
	return arena_text(&arena, out.start + strlen(BEGINS));
}

Test(netns_resolver_file, what_is_read_is_what_libc_reads)
{
	const struct resolver host =
		host_of("# one\nnameserver 192.0.2.1\n"
			"  nameserver\t2001:db8::1 # trailing\r\n"
			"search a.example\ndomain b.example c.example\n"
			"options ndots:2  rotate\nsortlist 10.0.0.0\nnameserver");

	cr_assert_geq(host.servers.count, 2);
	cr_expect_str_eq(host.servers.items[0], "192.0.2.1");
	cr_expect_str_eq(host.servers.items[1], "2001:db8::1");
	cr_assert_eq(host.searches.count, 2);
	cr_expect_str_eq(host.searches.items[0], "b.example");
	cr_assert_eq(host.options.count, 2);
	cr_expect_str_eq(host.options.items[1], "rotate");
}

Test(netns_resolver_file, without_an_answer_on_the_network_it_is_the_hosts)
{
	static const struct name_words none;

	cr_expect_str_eq(
		written(&none, &nobody, "nameserver 192.0.2.1\nsearch a b\noptions rotate"),
		"nameserver 192.0.2.1\nsearch a b\noptions rotate\n");
	cr_expect_str_eq(written(&none, &internal, "nameserver 192.0.2.1\n"),
			 "# No server can be reached: the network is internal.\n");
	cr_expect_str_eq(written(&none, &memberships, "nameserver 192.0.2.1\n"),
			 "nameserver 192.0.2.1\n");
}

Test(netns_resolver_file, what_was_asked_for_goes_before)
{
	static const char *servers[] = {"198.51.100.1", "198.51.100.2"}, *search[] = {"."};
	static const char *options[] = {"ndots:5"};
	static const struct name_words words = {
		.servers = {servers, 2},
		  .searches = {search,  1},
		  .options = {options, 1}
	};

	cr_expect_str_eq(written(&words, &nobody, "nameserver 192.0.2.1\nsearch a\noptions rotate"),
			 "nameserver 198.51.100.1\nnameserver 198.51.100.2\noptions ndots:5\n");
}

Test(netns_resolver_file, those_who_answer_on_its_networks_are_the_only_servers)
{
	static const struct name_words none;

	both[0].served = both[1].served = true;
	cr_expect_str_eq(written(&none, &memberships, "nameserver 192.0.2.1\noptions rotate"),
			 "nameserver 10.1.2.1\nnameserver fd00::1\noptions rotate ndots:0\n");
	cr_expect_str_eq(written(&none, &internal, ""), "nameserver fd00::1\noptions ndots:0\n");
}

Test(netns_resolver_file, a_file_of_the_containers_own_is_known)
{
	cr_expect_not(resolver_file_is_own("nameserver 192.0.2.1\n"));
	cr_expect_not(resolver_file_is_own(""));
	cr_expect_not(resolver_file_is_own("# Written"));
}
