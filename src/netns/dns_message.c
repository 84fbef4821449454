/*
 * dns_message.c - questions and answers of the DNS, as they are on the wire
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_message.h"
#include "inet.h"

#define FLAG_ANSWER      0x8000
#define FLAG_OWN         0x0400 /* authoritative */
#define FLAG_TRUNCATED   0x0200
#define FLAG_RECURSION   0x0100 /* is wanted */
#define FLAG_RECURSIVE   0x0080 /* is done */
#define OPERATION        0x7800
#define CODE             0x000f
#define COMPRESSED       0xc0
#define CLASS_IN         1
#define CLASS_ANY        255
#define RECORD_HEAD      10 /* type, class, time to live, length */
#define OPT_SIZE         11
#define QUESTION_POINTER 0xc00c /* to the name behind the header */

/* ---- numbers ------------------------------------------------------------------------------- */

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

uint16_t dns_id(const uint8_t *bytes)
{
	return get16(bytes);
}

void dns_set_id(uint8_t *bytes, uint16_t id)
{
	put16(bytes, id);
}

enum dns_code dns_code_of(const uint8_t *bytes)
{
	return (enum dns_code)(get16(bytes + 2) & CODE);
}

/* ---- names --------------------------------------------------------------------------------- */

static char small(uint8_t letter)
{
	return (char)(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
}

/* The name of a question, which is compressed with nothing. Its end, or 0. */
static size_t read_name(struct dns_query *query, size_t at)
{
	size_t length = 0;

	for (;;) {
		size_t label;

		if (at >= query->size)
			return 0;
		label = query->bytes[at++];
		if (!label)
			break;
		if (label > DNS_LONGEST_LABEL || label > query->size - at ||
		    length + label + 1 >= DNS_NAME_ROOM)
			return 0;
		if (length)
			query->name[length++] = '.';
		for (size_t i = 0; i < label; i++) {
			uint8_t letter = query->bytes[at++];

			query->odd_name |= letter == '.' || letter <= ' ' || letter >= 127;
			query->name[length++] = small(letter);
		}
	}
	query->name[length] = '\0';
	return at;
}

/* Behind a name of a record, of which a pointer is the end. 0 when there is no end. */
static size_t skip_name(const struct dns_query *query, size_t at)
{
	while (at < query->size) {
		size_t label = query->bytes[at++];

		if (!label)
			return at;
		if ((label & COMPRESSED) == COMPRESSED)
			return at < query->size ? at + 1 : 0;
		if (label > DNS_LONGEST_LABEL)
			return 0;
		at += label;
	}
	return 0;
}

/* ---- questions ----------------------------------------------------------------------------- */

/* The OPT record (EDNS) among what stands behind the question. -1 when that does not add up. */
static int read_additional(struct dns_query *query, unsigned count)
{
	size_t at = query->question_end;

	for (unsigned i = 0; i < count; i++) {
		size_t head = skip_name(query, at);
		const uint8_t *record = query->bytes + head;
		size_t length;

		if (!head || query->size - head < RECORD_HEAD)
			return -1;
		length = get16(record + 8);
		if (length > query->size - head - RECORD_HEAD)
			return -1;
		if (get16(record) == DNS_OPT) {
			/* One, and of the root's name. */
			if (query->edns || head != at + 1)
				return -1;
			query->edns = true;
			query->edns_version = record[5];
			query->answer_size = get16(record + 2);
		}
		at = head + RECORD_HEAD + length;
	}
	return 0;
}

enum dns_reading dns_query_read(const uint8_t *bytes, size_t size, struct dns_query *query,
				enum dns_code *code)
{
	unsigned flags;
	size_t end;

	*query = (struct dns_query){.bytes = bytes, .size = size, .answer_size = DNS_PLAIN_SIZE};
	if (size < DNS_HEADER)
		return DNS_TO_IGNORE;
	flags = get16(bytes + 2);
	if (flags & FLAG_ANSWER)
		return DNS_TO_IGNORE;
	*code = flags & OPERATION ? DNS_NOT_DONE : DNS_MALFORMED;
	if (flags & OPERATION || get16(bytes + 4) != 1 || get16(bytes + 6) || get16(bytes + 8))
		return DNS_TO_REFUSE;
	end = read_name(query, DNS_HEADER);
	if (!end || size - end < 4)
		return DNS_TO_REFUSE;
	query->type = get16(bytes + end);
	query->class = get16(bytes + end + 2);
	query->question_end = end + 4;
	if (read_additional(query, get16(bytes + 10))) {
		query->question_end = 0;
		return DNS_TO_REFUSE;
	}
	if (query->answer_size < DNS_PLAIN_SIZE)
		query->answer_size = DNS_PLAIN_SIZE;
	*code = query->edns_version ? DNS_BAD_VERSION : DNS_REFUSED;
	if (query->edns_version || (query->class != CLASS_IN && query->class != CLASS_ANY))
		return DNS_TO_REFUSE;
	return DNS_READ;
}

/* ---- addresses as names -------------------------------------------------------------------- */

/* "4.3.2.1": the last byte is the first. */
static int read_v4(const char *name, size_t length, struct inet *address)
{
	char text[16];
	struct inet reversed;

	if (length >= sizeof(text))
		return -1;
	memcpy(text, name, length);
	text[length] = '\0';
	if (inet_read(text, &reversed) || reversed.family != AF_INET)
		return -1;
	*address = reversed;
	for (size_t i = 0; i < 4; i++)
		address->bytes[i] = reversed.bytes[3 - i];
	return 0;
}

static int digit(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* "f.e.d.c ...": 32 digits, the last one first. */
static int read_v6(const char *name, size_t length, struct inet *address)
{
	struct inet read = {.family = AF_INET6, .prefix = 128};

	if (length != 63)
		return -1;
	for (size_t i = 0; i < 32; i++) {
		int value = digit(name[2 * i]);

		if (value < 0 || (i < 31 && name[2 * i + 1] != '.'))
			return -1;
		read.bytes[15 - i / 2] |= (uint8_t)(i % 2 ? value << 4 : value);
	}
	*address = read;
	return 0;
}

int dns_pointer_read(const char *name, struct inet *address)
{
	static const char v4[] = ".in-addr.arpa", v6[] = ".ip6.arpa";
	size_t length = strlen(name);

	if (length > strlen(v4) && strcmp(name + length - strlen(v4), v4) == 0)
		return read_v4(name, length - strlen(v4), address);
	if (length > strlen(v6) && strcmp(name + length - strlen(v6), v6) == 0)
		return read_v6(name, length - strlen(v6), address);
	return -1;
}

/* ---- answers ------------------------------------------------------------------------------- */

void dns_answer_begin(struct dns_answer *answer, uint8_t *bytes, size_t limit,
		      const struct dns_query *query, enum dns_code code)
{
	unsigned asked = get16(query->bytes + 2);
	size_t question = query->question_end > DNS_HEADER ? query->question_end : DNS_HEADER;

	*answer = (struct dns_answer){.bytes = bytes, .size = question, .code = code};
	answer->limit = limit - (query->edns ? OPT_SIZE : 0);
	memcpy(bytes, query->bytes, question);
	put16(bytes + 2, FLAG_ANSWER | FLAG_RECURSIVE | (asked & (OPERATION | FLAG_RECURSION)) |
				 (code == DNS_GOOD || code == DNS_NO_SUCH_NAME ? FLAG_OWN : 0) |
				 (code & CODE));
	put16(bytes + 4, question > DNS_HEADER);
	memset(bytes + 6, 0, 6);
}

/* The head of a record of the question's name; where its data goes, or NULL. */
static uint8_t *add_record(struct dns_answer *answer, enum dns_type type, size_t length)
{
	uint8_t *at = answer->bytes + answer->size;
	size_t size = 2 + RECORD_HEAD + length;

	if (answer->size + size > answer->limit) {
		answer->truncated = true;
		return NULL;
	}
	put16(at, QUESTION_POINTER);
	put16(at + 2, type);
	put16(at + 4, CLASS_IN);
	memset(at + 6, 0, 4); /* not to be kept: who has a name may be another a moment later */
	put16(at + 10, (unsigned)length);
	answer->size += size;
	answer->count++;
	return at + 2 + RECORD_HEAD;
}

void dns_answer_add_address(struct dns_answer *answer, const struct inet *address)
{
	uint8_t *data = add_record(answer, address->family == AF_INET ? DNS_A : DNS_AAAA,
				   inet_size(address));

	if (data)
		memcpy(data, address->bytes, inet_size(address));
}

void dns_answer_add_pointer(struct dns_answer *answer, const char *name)
{
	uint8_t labels[DNS_NAME_ROOM], *data;
	size_t size = 0;

	while (*name) {
		size_t length = strcspn(name, ".");

		if (!length || length > DNS_LONGEST_LABEL || size + length + 2 > DNS_NAME_ROOM - 1)
			return;
		labels[size++] = (uint8_t)length;
		memcpy(labels + size, name, length);
		size += length;
		name += length + (name[length] == '.');
	}
	labels[size++] = 0;
	data = add_record(answer, DNS_PTR, size);
	if (data)
		memcpy(data, labels, size);
}

void dns_answer_end(struct dns_answer *answer, const struct dns_query *query)
{
	uint8_t *at = answer->bytes + answer->size;

	put16(answer->bytes + 6, answer->count);
	if (answer->truncated)
		answer->bytes[2] |= FLAG_TRUNCATED >> 8;
	if (!query->edns)
		return;
	memset(at, 0, OPT_SIZE);
	put16(at + 1, DNS_OPT);
	put16(at + 3, DNS_OFFERED_SIZE);
	at[5] = (uint8_t)(answer->code >> 4);
	put16(answer->bytes + 10, 1);
	answer->size += OPT_SIZE;
}

/* ---- what is passed on --------------------------------------------------------------------- */

bool dns_answers(const uint8_t *bytes, size_t size, const uint8_t *query, size_t question_end)
{
	if (size < DNS_HEADER || dns_id(bytes) != dns_id(query) ||
	    !(get16(bytes + 2) & FLAG_ANSWER) || (get16(bytes + 2) & OPERATION))
		return false;
	/* Servers that could make nothing of it may leave the question out. */
	if (!get16(bytes + 4))
		return size == DNS_HEADER && dns_code_of(bytes) != DNS_GOOD;
	return get16(bytes + 4) == 1 && size >= question_end &&
	       memcmp(bytes + DNS_HEADER, query + DNS_HEADER, question_end - DNS_HEADER) == 0;
}

void dns_truncate(uint8_t *bytes)
{
	bytes[2] |= FLAG_TRUNCATED >> 8;
	memset(bytes + 6, 0, 6);
}
