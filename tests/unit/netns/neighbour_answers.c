#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "inet.h"
#include "neighbours.h"
#include "text.h"

#define ENGINE "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *db[] = {"db"}, *inner[] = {"Inner.Name"};
static struct attachment attachments[] = {
	{.network = "web",   .record = "/r/c1",   .dns = true,            .names = {db, 1}},
	{.network = "web",                  .record = "/r/c2",                      .dns = true,          .names = {db, 1}},
	{.network = "back",  .record = "/r/c2",                     .dns = true,                  .names = {inner, 1}},
	{.network = "back",       .record = "/r/c3",.dns = true,.internal = true},
	{.network = "web",.record = "/r/" ENGINE,                 .dns = true                               },
	{.network = "quiet",   .record = "/r/c1"     },
	{.network = "quiet", .record = "/r/c4"},
	{.network = "web", .record = "/r/dead",                    .dns = true},
};
static const char *const addresses[] = {"10.1.0.1/24", "10.1.0.2/24", "10.2.0.2/24", "10.2.0.3/24",
					"10.1.0.4/24", "10.3.0.1/24", "10.3.0.4/24", "10.1.0.9/24"};
static struct neighbour items[COUNT(attachments)];
static struct neighbours neighbours = {.items = items, .count = COUNT(attachments)};

/* The kernel's part. */
bool neighbour_is_alive(const struct neighbours *all, const struct attachment *attachment)
{
	(void)all;
	return strcmp(attachment->record, "/r/dead") != 0;
}

static void settle(void)
{
	for (size_t i = 0; i < COUNT(attachments); i++) {
		attachments[i].address_count = 1;
		cr_assert_eq(inet_read_with_prefix(addresses[i], &attachments[i].addresses[0]), 0);
		items[i].attachment = &attachments[i];
	}
}

TestSuite(netns_neighbour_answers, .init = settle);

static size_t write_question(uint8_t *bytes, const char *name, uint16_t type)
{
	static const uint8_t head[DNS_HEADER] = {0x12, 0x34, 1, 0, 0, 1};
	size_t at = DNS_HEADER;

	memcpy(bytes, head, sizeof(head));
	while (*name) {
		size_t length = strcspn(name, ".");

		bytes[at++] = (uint8_t)length;
		memcpy(bytes + at, name, length);
		at += length;
		name += length + (name[length] == '.');
	}
	bytes[at++] = 0;
	bytes[at++] = 0;
	bytes[at++] = (uint8_t)type;
	bytes[at++] = 0;
	bytes[at++] = 1;
	return at;
}

/* "2 of 10.1.0.1", "none", "NXDOMAIN" or "asks on". */
static const char *answer_for(const struct attachment *asking, const char *name, uint16_t type)
{
	static char said[64];
	uint8_t question[DNS_PLAIN_SIZE], bytes[DNS_PLAIN_SIZE];
	struct inet first = {.family = AF_INET};
	char text[INET_TEXT];
	struct dns_answer answer;
	struct dns_query query;
	enum dns_code code;

	cr_assert_eq(dns_query_read(question, write_question(question, name, type), &query, &code),
		     DNS_READ);
	if (neighbours_answer(&neighbours, asking, &query, &answer, bytes, sizeof(bytes)) ==
	    PASS_ON)
		return "asks on";
	if (dns_code_of(bytes) == DNS_NO_SUCH_NAME)
		return "NXDOMAIN";
	if (!answer.count)
		return "none";
	memcpy(first.bytes, bytes + query.question_end + 12, 4);
	if (type == DNS_PTR)
		snprintf(said, sizeof(said), "%.*s", bytes[query.question_end + 12],
			 (const char *)bytes + query.question_end + 13);
	else
		snprintf(said, sizeof(said), "%u: %s", answer.count,
			 answer.count == 1 ? inet_text(&first, text) : "several");
	return said;
}

Test(netns_neighbour_answers, each_is_answered_by_the_networks_that_he_is_on)
{
	static const struct {
		int asking; /* which of the attachments */
		const char *name;
		uint16_t type;
		const char *answer;
	} rows[] = {
		{0, "c2",                     DNS_A,    "1: 10.1.0.2" },
		{0, "C2.Web",                 DNS_A,    "1: 10.1.0.2" },
		{0, "c2.back",                DNS_A,    "asks on"     },
		{0, "c1",                     DNS_A,    "1: 10.1.0.1" },
		{0, "db",                     DNS_A,    "2: several"  },
		{0, "db",                     DNS_ANY,  "2: several"  },
		{0, "c2",                     DNS_AAAA, "none"        },
		{0, "c2",                     15,       "none"        },
		{0, "0123456789ab",           DNS_A,    "1: 10.1.0.4" },
		{0, "c3",                     DNS_A,    "asks on"     },
		{0, "c4",                     DNS_A,    "asks on"     },
		{0, "dead",                   DNS_A,    "asks on"     },
		{0, "c",                      DNS_A,    "asks on"     },
		{0, "c22",                    DNS_A,    "asks on"     },
		{0, "",                       DNS_A,    "asks on"     },
		{1, "c3",                     DNS_A,    "1: 10.2.0.3" },
		{2, "c1",                     DNS_A,    "1: 10.1.0.1" },
		{2, "inner.name",             DNS_A,    "1: 10.2.0.2" },
		{3, "inner.name.back",        DNS_A,    "1: 10.2.0.2" },
		{3, "c1",                     DNS_A,    "NXDOMAIN"    },
		{3, "www.example",            DNS_A,    "NXDOMAIN"    },
		{0, "2.0.1.10.in-addr.arpa",  DNS_PTR,  "c2"          },
		{0, "4.0.1.10.in-addr.arpa",  DNS_PTR,  "0123456789ab"},
		{0, "77.0.1.10.in-addr.arpa", DNS_PTR,  "NXDOMAIN"    },
		{0, "9.0.1.10.in-addr.arpa",  DNS_PTR,  "NXDOMAIN"    },
		{0, "3.0.2.10.in-addr.arpa",  DNS_PTR,  "asks on"     },
		{0, "4.0.3.10.in-addr.arpa",  DNS_PTR,  "asks on"     },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_str_eq(
			answer_for(&attachments[rows[i].asking], rows[i].name, rows[i].type),
			rows[i].answer, "row %zu: %s", i, rows[i].name);
}
