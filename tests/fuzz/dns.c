/*
 * dns.c - what a container asks its network's responder, and what servers answer
 *
 * Nothing is read beyond the end, the name is a string, and an answer to whatever was asked is
 * never larger than it may be.
 */
#include <stdlib.h>
#include <string.h>

#include "dns_message.h"
#include "inet.h"
#include "target.h"

static void answer(const struct dns_query *query, size_t limit)
{
	struct inet address = {.family = AF_INET6};
	/* As large as it may be: what is written behind it is found. */
	uint8_t *bytes = malloc(limit);
	struct dns_answer made;

	HOLDS(bytes, "no memory\n");
	dns_answer_begin(&made, bytes, limit, query, DNS_GOOD);
	for (int i = 0; i < 40; i++)
		dns_answer_add_address(&made, &address);
	dns_answer_add_pointer(&made, query->name);
	dns_answer_end(&made, query);
	HOLDS(made.size <= limit, "an answer of %zu bytes for %zu\n", made.size, limit);
	if (query->question_end)
		HOLDS(dns_answers(bytes, made.size, query->bytes, query->question_end),
		      "an answer that is none\n");
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum dns_code code = DNS_GOOD;
	struct dns_query query;
	struct inet address;
	enum dns_reading reading = dns_query_read(data, size, &query, &code);

	if (reading == DNS_TO_IGNORE)
		return 0;
	HOLDS(memchr(query.name, '\0', sizeof(query.name)), "a name without an end\n");
	HOLDS(query.question_end <= size, "a question that is longer than all\n");
	HOLDS(reading == DNS_READ || code != DNS_GOOD, "a refusal without a reason\n");
	(void)dns_pointer_read(query.name, &address);
	(void)dns_answers(data, size, data, query.question_end ? query.question_end : DNS_HEADER);
	answer(&query, query.answer_size < DNS_PLAIN_SIZE ? DNS_PLAIN_SIZE : query.answer_size);
	answer(&query, DNS_PLAIN_SIZE);
	return 0;
}
