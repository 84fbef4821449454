#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "file.h"
#include "inet.h"
#include "neighbours.h"
#include "text.h"

static char path[] = "/tmp/neighbours.XXXXXX";
static struct neighbours neighbours;
static const char *names[] = {"db", "sql"}, *servers[] = {"192.0.2.1"};

static void begin(void)
{
	cr_assert_not_null(mkdtemp(path));
	neighbours.directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	neighbours.socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	cr_assert_geq(neighbours.directory, 0);
}

static void end(void)
{
	neighbours_drop(&neighbours);
	for (int i = 0; i < 3; i++) {
		static const char *const files[] = {"vb00000001", "vb00000002", ".other"};

		(void)unlinkat(neighbours.directory, files[i], 0);
	}
	close(neighbours.directory);
	close(neighbours.socket);
	rmdir(path);
}

TestSuite(netns_neighbours, .init = begin, .fini = end);

static void write_file(const char *name, const char *address, size_t cut)
{
	struct attachment attachment = {
		.network = "web",
		.record = "/r/c1",
		.interface = "eth0",
		.bridge = "berth0",
		.mac = {2,  0,   0, 0, 0, 9},
		.address_count = 1,
		.dns = true,
		.names = {names, 2  },
		.servers = {servers,  1},
	};
	auto_text struct text json = NO_TEXT;

	cr_assert_eq(inet_read_with_prefix(address, &attachment.addresses[0]), 0);
	attachment_write(&attachment, &json);
	cr_assert_eq(file_make(neighbours.directory, name, json.start, json.length - cut, 0600), 0);
}

Test(netns_neighbours, what_is_read_is_kept_until_it_is_read_again)
{
	const struct attachment *kept;

	write_file("vb00000001", "10.1.0.1/24", 0);
	neighbours_look(&neighbours, "vb00000001");
	cr_assert_eq(neighbours.count, 1);
	kept = neighbours.items[0].attachment;
	cr_expect_str_eq(kept->network, "web");
	cr_expect_str_eq(kept->record, "/r/c1");
	cr_assert_eq(kept->names.count, 2);
	cr_expect_str_eq(kept->names.items[0], "db");
	cr_expect_str_eq(kept->names.items[1], "sql");
	cr_assert_eq(kept->servers.count, 1);
	cr_expect_str_eq(kept->servers.items[0], "192.0.2.1");

	write_file("vb00000001", "10.1.0.9/24", 0);
	neighbours_look(&neighbours, "vb00000001");
	cr_assert_eq(neighbours.count, 1);
	cr_expect_eq(neighbours.items[0].attachment->addresses[0].bytes[3], 9);
}

Test(netns_neighbours, what_is_torn_or_gone_is_forgotten)
{
	write_file("vb00000001", "10.1.0.1/24", 0);
	write_file("vb00000002", "10.1.0.2/24", 0);
	write_file(".other", "10.1.0.3/24", 0);
	cr_assert_eq(neighbours_look_at_all(&neighbours), 0);
	cr_expect_eq(neighbours.count, 2);
	write_file("vb00000001", "10.1.0.1/24", 1);
	neighbours_look(&neighbours, "vb00000001");
	cr_expect_eq(neighbours.count, 1);
	cr_assert_eq(unlinkat(neighbours.directory, "vb00000002", 0), 0);
	neighbours_look(&neighbours, "vb00000002");
	cr_expect_eq(neighbours.count, 0);
}

Test(netns_neighbours, who_has_no_device_is_not_found)
{
	struct inet address;

	cr_assert_eq(inet_read("10.1.0.1", &address), 0);
	write_file("vb00000001", "10.1.0.1/24", 0);
	neighbours_look(&neighbours, "vb00000001");
	cr_expect_null(neighbours_find(&neighbours, "web", &address));
	cr_expect_not(neighbours_any(&neighbours, "web"));
	/* The one device that there always is. */
	memcpy(neighbours.items[0].attachment->veth, "lo", 3);
	cr_expect_not_null(neighbours_find(&neighbours, "web", &address));
	cr_expect_null(neighbours_find(&neighbours, "back", &address));
	cr_expect(neighbours_any(&neighbours, "web"));
}
