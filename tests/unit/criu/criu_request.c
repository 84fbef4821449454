/* criu_request.c: options to the numbers of rpc.proto */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "criu.h"
#include "protobuf.h"
#include "text.h"

/* A message as text, "9=4 12=1 13=\"/root\" 27={1=\"key\" 2=5}", so that tests can be read. */
static void print(struct protobuf_reader reader, const char *messages, struct text *out)
{
	struct protobuf_field field;
	int more;

	while ((more = protobuf_next(&reader, &field)) > 0) {
		char number[8];

		text_format(out,
			    "%s%u=", out->length && out->start[out->length - 1] != '{' ? " " : "",
			    field.number);
		snprintf(number, sizeof(number), " %u ", field.number);
		if (!field.is_bytes) {
			text_format(out, "%lld", (long long)field.value);
		} else if (strstr(messages, number)) {
			text_add(out, "{");
			print(protobuf_read_within(&field), "", out);
			text_add(out, "}");
		} else {
			text_format(out, "\"%.*s\"", (int)field.size, field.bytes);
		}
	}
	cr_assert_eq(more, 0);
}

static const char *options_of(enum criu_task task, const struct criu_request *request)
{
	static struct text out;
	auto_text struct text message = NO_TEXT;
	struct protobuf_reader reader;
	struct protobuf_field field;

	text_clear(&out);
	criu_request_write(task, request, &message);
	reader = protobuf_read(message.start, message.length);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.number, 1);
	cr_assert_eq(field.value, task);
	cr_assert_eq(protobuf_next(&reader, &field), 1);
	cr_assert_eq(field.number, 2);
	print(protobuf_read_within(&field), " 11 27 39 ", &out);
	cr_assert_eq(protobuf_next(&reader, &field), 0);
	return text_string(&out);
}

Test(criu_request, what_is_not_asked_is_not_sent)
{
	struct criu_request request = NO_CRIU_REQUEST;

	cr_assert_str_eq(options_of(CRIU_DUMP, &request), "9=4 12=1");
}

Test(criu_request, each_option_has_its_number)
{
	struct arena arena = NO_ARENA;
	struct criu_inherited inherited[] = {
		{"extRootNetNS", 5}
	};
	struct criu_joined joined[] = {
		{"ipc", "/proc/7/ns/ipc"}
	};
	struct criu_request request = {
		.images = 3,
		.work = 4,
		.pid = 4711,
		.log = "dump.log",
		.root = "/r",
		.parent = "../p",
		.freezer = "/f",
		.lsm_profile = "apparmor:a",
		.lsm_mount_context = "c",
		.page_server_address = "::1",
		.page_server_port = {.given = true, .value = 80        },
		.cgroup_mode = {.given = true, .value = 0         },
		.network_lock = {.given = true, .value = 3         },
		.empty_namespaces = {.given = true, .value = 0x40000000},
		.status_fd = 7,
		.leave_running = true,
		.tcp_established = true,
		.tcp_close = true,
		.tcp_skip_in_flight = true,
		.ext_unix_sk = true,
		.shell_job = true,
		.file_locks = true,
		.link_remap = true,
		.auto_dedup = true,
		.lazy_pages = true,
		.track_memory = true,
		.sibling = true,
		.orphan_terminals = true,
		.outside_peers = true,
		.inherited = inherited,
		.inherited_count = 1,
		.joined = joined,
		.joined_count = 1,
	};

	strings_add(&arena, &request.externals, "mnt[m3]:/tmp/m3");
	strings_add(&arena, &request.externals, "mnt[null]:/tmp/null");
	cr_assert_str_eq(
		options_of(CRIU_RESTORE, &request),
		"9=4 12=1 1=3 2=4711 3=1 4=1 5=1 7=1 8=1 10=\"dump.log\" 13=\"/r\" 14=\"../p\" "
		"15=1 16=1 17=4 18=1 26=1 34=0 38=1073741824 44=\"/f\" 46=1 48=1 49=7 50=1 52=1 "
		"53=\"apparmor:a\" 63=\"c\" 64=3 11={1=\"::1\" 2=80} 37=\"mnt[m3]:/tmp/m3\" "
		"37=\"mnt[null]:/tmp/null\" 27={1=\"extRootNetNS\" 2=5} "
		"39={1=\"ipc\" 2=\"/proc/7/ns/ipc\"} 29=1 30=1");
	arena_drop(&arena);
}

Test(criu_request, words_of_the_command_line_have_criu_s_numbers)
{
	cr_assert_eq(criu_cgroup_mode("ignore"), 0);
	cr_assert_eq(criu_cgroup_mode("soft"), 3);
	cr_assert_eq(criu_cgroup_mode("full"), 4);
	cr_assert_eq(criu_cgroup_mode("strict"), 5);
	cr_assert_eq(criu_cgroup_mode("props"), -1);
	cr_assert_eq(criu_network_lock("iptables"), 1);
	cr_assert_eq(criu_network_lock("nftables"), 2);
	cr_assert_eq(criu_network_lock("skip"), 3);
	cr_assert_eq(criu_network_lock(""), -1);
}
