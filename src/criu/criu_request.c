/*
 * criu_request.c - what CRIU is asked for, as rows
 *
 * The numbers are those of rpc.proto. What is not asked is not sent, so that an older CRIU
 * meets only what it may not know when somebody wants it.
 */
#include <stddef.h>
#include <string.h>

#include "alloc.h"
#include "criu.h"
#include "protobuf.h"
#include "text.h"

/* criu_req */
#define REQUEST_TYPE    1
#define REQUEST_OPTIONS 2

/* criu_opts: what is no row below */
#define OPTION_PAGE_SERVER    11
#define OPTION_INHERITED      27
#define OPTION_SHARED_OUTSIDE 29
#define OPTION_SLAVE_OUTSIDE  30
#define OPTION_EXTERNAL       37
#define OPTION_JOINED         39

enum option_type {
	TRUTH,      /* bool: sent when it is true */
	DESCRIPTOR, /* int: sent unless it is -1 */
	PROCESS,    /* pid_t: sent unless it is 0 */
	STRING,     /* const char *: sent unless it is NULL */
	NUMBER      /* struct optional */
};

#define ROW(number, type, member)                                                                  \
	{                                                                                          \
		number, type, offsetof(struct criu_request, member)                                \
	}

static const struct option {
	unsigned number;
	enum option_type type;
	size_t offset;
} options[] = {
	ROW(1, DESCRIPTOR, images),
	ROW(2, PROCESS, pid),
	ROW(3, TRUTH, leave_running),
	ROW(4, TRUTH, ext_unix_sk),
	ROW(5, TRUTH, tcp_established),
	ROW(7, TRUTH, shell_job),
	ROW(8, TRUTH, file_locks),
	ROW(10, STRING, log),
	ROW(13, STRING, root),
	ROW(14, STRING, parent),
	ROW(15, TRUTH, track_memory),
	ROW(16, TRUTH, auto_dedup),
	ROW(17, DESCRIPTOR, work),
	ROW(18, TRUTH, link_remap),
	ROW(26, TRUTH, sibling),
	ROW(34, NUMBER, cgroup_mode),
	ROW(38, NUMBER, empty_namespaces),
	ROW(44, STRING, freezer),
	ROW(46, TRUTH, tcp_skip_in_flight),
	ROW(48, TRUTH, lazy_pages),
	ROW(49, DESCRIPTOR, status_fd),
	ROW(50, TRUTH, orphan_terminals),
	ROW(52, TRUTH, tcp_close),
	ROW(53, STRING, lsm_profile),
	ROW(63, STRING, lsm_mount_context),
	ROW(64, NUMBER, network_lock),
};

/* Those that are always asked for: notifications, and a log that explains. */
#define OPTION_LOG_LEVEL 9
#define LOG_EVERYTHING   4
#define OPTION_NOTIFY    12

static void add_option(const struct option *row, const struct criu_request *request,
		       struct text *out)
{
	const void *member = (const char *)request + row->offset;

	switch (row->type) {
	case TRUTH:
		if (*(const bool *)member)
			protobuf_add_number(out, row->number, true);
		break;
	case DESCRIPTOR:
		if (*(const int *)member >= 0)
			protobuf_add_number(out, row->number, *(const int *)member);
		break;
	case PROCESS:
		if (*(const pid_t *)member)
			protobuf_add_number(out, row->number, *(const pid_t *)member);
		break;
	case STRING:
		if (*(const char *const *)member)
			protobuf_add_string(out, row->number, *(const char *const *)member);
		break;
	case NUMBER:
		if (((const struct optional *)member)->given)
			protobuf_add_number(out, row->number,
					    ((const struct optional *)member)->value);
		break;
	}
}

static void add_page_server(const struct criu_request *request, struct text *out)
{
	auto_text struct text server = NO_TEXT;

	if (!request->page_server_port.given)
		return;
	if (request->page_server_address)
		protobuf_add_string(&server, 1, request->page_server_address);
	protobuf_add_number(&server, 2, request->page_server_port.value);
	protobuf_add_bytes(out, OPTION_PAGE_SERVER, server.start, server.length);
}

static void add_inherited(const struct criu_inherited *inherited, struct text *out)
{
	auto_text struct text message = NO_TEXT;

	protobuf_add_string(&message, 1, inherited->key);
	protobuf_add_number(&message, 2, inherited->fd);
	protobuf_add_bytes(out, OPTION_INHERITED, message.start, message.length);
}

static void add_joined(const struct criu_joined *joined, struct text *out)
{
	auto_text struct text message = NO_TEXT;

	protobuf_add_string(&message, 1, joined->type);
	protobuf_add_string(&message, 2, joined->path);
	protobuf_add_bytes(out, OPTION_JOINED, message.start, message.length);
}

void criu_request_write(enum criu_task task, const struct criu_request *request,
			struct text *message)
{
	auto_text struct text out = NO_TEXT;

	protobuf_add_number(&out, OPTION_LOG_LEVEL, LOG_EVERYTHING);
	protobuf_add_number(&out, OPTION_NOTIFY, true);
	for (size_t i = 0; i < COUNT(options); i++)
		add_option(&options[i], request, &out);
	add_page_server(request, &out);
	for (size_t i = 0; i < request->externals.count; i++)
		protobuf_add_string(&out, OPTION_EXTERNAL, request->externals.items[i]);
	for (size_t i = 0; i < request->inherited_count; i++)
		add_inherited(&request->inherited[i], &out);
	for (size_t i = 0; i < request->joined_count; i++)
		add_joined(&request->joined[i], &out);
	if (request->outside_peers) {
		protobuf_add_number(&out, OPTION_SHARED_OUTSIDE, true);
		protobuf_add_number(&out, OPTION_SLAVE_OUTSIDE, true);
	}
	protobuf_add_number(message, REQUEST_TYPE, task);
	protobuf_add_bytes(message, REQUEST_OPTIONS, out.start, out.length);
}

/* ---- words -------------------------------------------------------------------------------- */

struct word {
	const char *word;
	int number;
};

static int number_of(const struct word *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i].word, word) == 0)
			return words[i].number;
	}
	return -1;
}

int criu_cgroup_mode(const char *word)
{
	static const struct word words[] = {
		{"ignore", 0},
		{"soft",   3},
		{"full",   4},
		{"strict", 5},
	};

	return number_of(words, COUNT(words), word);
}

int criu_network_lock(const char *word)
{
	static const struct word words[] = {
		{"iptables", 1},
		{"nftables", 2},
		{"skip",     3},
	};

	return number_of(words, COUNT(words), word);
}
