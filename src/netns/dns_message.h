/*
 * dns_message.h - questions and answers of the DNS, as they are on the wire (RFC 1035, 6891)
 *
 * Questions come from containers, so nothing in them is believed: every length is held against
 * the end of the message, and no pointer of a compressed name is followed. A name is taken as text
 * in small letters, "web.example"; the bytes themselves are kept where they are, and are what
 * an answer repeats.
 */
#ifndef BERTH_DNS_MESSAGE_H
#define BERTH_DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inet;

#define DNS_PORT          53
#define DNS_HEADER        12
#define DNS_NAME_ROOM     256 /* RFC 1035: 255 bytes on the wire, and so less as text */
#define DNS_LONGEST_LABEL 63
#define DNS_PLAIN_SIZE    512   /* of an answer by UDP to who says nothing of EDNS */
#define DNS_OFFERED_SIZE  1232  /* what fits into a packet of IPv6 that is not cut */
#define DNS_MOST          65535 /* by TCP */

enum dns_type {
	DNS_A = 1,
	DNS_PTR = 12,
	DNS_AAAA = 28,
	DNS_OPT = 41,
	DNS_ANY = 255,
};

enum dns_code {
	DNS_GOOD = 0,
	DNS_MALFORMED = 1,
	DNS_FAILED = 2,
	DNS_NO_SUCH_NAME = 3,
	DNS_NOT_DONE = 4,
	DNS_REFUSED = 5,
	DNS_BAD_VERSION = 16, /* of EDNS */
};

struct dns_query {
	const uint8_t *bytes;
	size_t size;
	size_t question_end; /* of the header and the question */
	char name[DNS_NAME_ROOM];
	bool odd_name; /* with bytes in a label that no name of a host has: equal to none */
	uint16_t type, class;
	bool edns;
	uint8_t edns_version;
	size_t answer_size; /* that can be taken by UDP */
};

enum dns_reading {
	DNS_READ,
	DNS_TO_REFUSE, /* it can be answered: with *code, and nothing else */
	DNS_TO_IGNORE, /* no question at all */
};

enum dns_reading dns_query_read(const uint8_t *bytes, size_t size, struct dns_query *query,
				enum dns_code *code);

/* "10.in-addr.arpa" and the like: the address that a name of PTR stands for, or -1. */
int dns_pointer_read(const char *name, struct inet *address);

/* ---- answers ------------------------------------------------------------------------------- */

struct dns_answer {
	uint8_t *bytes;
	size_t size, limit; /* written; what may be, the OPT record at the end aside */
	enum dns_code code;
	unsigned count;
	bool truncated;
};

/* Begins one in bytes, which have room for limit. A query that was not read has no question. */
void dns_answer_begin(struct dns_answer *answer, uint8_t *bytes, size_t limit,
		      const struct dns_query *query, enum dns_code code);
/* What does not fit is left out, and the answer marked as truncated. */
void dns_answer_add_address(struct dns_answer *answer, const struct inet *address);
void dns_answer_add_pointer(struct dns_answer *answer, const char *name);
void dns_answer_end(struct dns_answer *answer, const struct dns_query *query);

/* ---- what is passed on --------------------------------------------------------------------- */

uint16_t dns_id(const uint8_t *bytes);
void dns_set_id(uint8_t *bytes, uint16_t id);
enum dns_code dns_code_of(const uint8_t *bytes);

/* The bytes are an answer to that query, under the query's id: the same question, letter by letter.
 */
bool dns_answers(const uint8_t *bytes, size_t size, const uint8_t *query, size_t question_end);

/* Of an answer only header and question are to be sent: it is marked as truncated. */
void dns_truncate(uint8_t *bytes);

#endif
