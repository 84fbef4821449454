#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "dns_message.h"
#include "inet.h"

#define HEAD        "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
#define HEAD_EDNS   "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01"
#define WEB_A       "\x03Web\x00\x00\x01\x00\x01"
#define OPT(v)      "\x00\x00\x29\x10\x00\x00" v "\x00\x00\x00\x00"
#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

/* The bytes, as a failure prints them. */
static const char *hex(const uint8_t *bytes, size_t size)
{
	static char text[2048];

	for (size_t i = 0; i < size && 2 * i + 2 < sizeof(text); i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

Test(netns_dns_message, a_question_is_read_as_it_is_on_the_wire)
{
	struct dns_query query;
	enum dns_code code;

	cr_assert_eq(dns_query_read(BYTES(HEAD WEB_A), &query, &code), DNS_READ);
	cr_expect_str_eq(query.name, "web");
	cr_expect_eq(query.type, DNS_A);
	cr_expect_eq(query.question_end, 21);
	cr_expect_not(query.edns);
	cr_expect_eq(query.answer_size, 512);

	cr_assert_eq(dns_query_read(BYTES(HEAD_EDNS WEB_A OPT("\x00")), &query, &code), DNS_READ);
	cr_expect(query.edns);
	cr_expect_eq(query.answer_size, 4096);

	cr_assert_eq(dns_query_read(BYTES(HEAD "\x04"
					       "a.b\x20\x00\x00\x01\x00\x01"),
				    &query, &code),
		     DNS_READ);
	cr_expect(query.odd_name);
}

Test(netns_dns_message, what_is_no_question_is_refused_or_ignored)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum dns_reading reading;
		enum dns_code code;
	} rows[] = {
#define ROW(text, reading, code) {text, sizeof(text) - 1, reading, code}
		ROW("", DNS_TO_IGNORE, DNS_GOOD),
		ROW("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00", DNS_TO_IGNORE, DNS_GOOD),
		ROW("\x12\x34\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00" WEB_A, DNS_TO_IGNORE,
		    DNS_GOOD),
		ROW("\x12\x34\x28\x00\x00\x01\x00\x00\x00\x00\x00\x00" WEB_A, DNS_TO_REFUSE,
		    DNS_NOT_DONE),
		ROW("\x12\x34\x01\x00\x00\x02\x00\x00\x00\x00\x00\x00" WEB_A, DNS_TO_REFUSE,
		    DNS_MALFORMED),
		ROW("\x12\x34\x01\x00\x00\x01\x00\x01\x00\x00\x00\x00" WEB_A, DNS_TO_REFUSE,
		    DNS_MALFORMED),
		ROW(HEAD, DNS_TO_REFUSE, DNS_MALFORMED),
		ROW(HEAD "\x03We", DNS_TO_REFUSE, DNS_MALFORMED),
		ROW(HEAD "\x03Web\x00\x00\x01\x00", DNS_TO_REFUSE, DNS_MALFORMED),
		/* A name that points at itself. */
		ROW(HEAD "\xc0\x0c\x00\x01\x00\x01", DNS_TO_REFUSE, DNS_MALFORMED),
		ROW(HEAD "\x7fWeb\x00\x00\x01\x00\x01", DNS_TO_REFUSE, DNS_MALFORMED),
		ROW(HEAD "\x03Web\x00\x00\x01\x00\x03", DNS_TO_REFUSE, DNS_REFUSED),
		ROW(HEAD_EDNS WEB_A, DNS_TO_REFUSE, DNS_MALFORMED),
		ROW(HEAD_EDNS WEB_A "\x00\x00\x29\x10\x00\x00\x00\x00\x00\x00\x01", DNS_TO_REFUSE,
		    DNS_MALFORMED),
		ROW(HEAD_EDNS WEB_A OPT("\x01"), DNS_TO_REFUSE, DNS_BAD_VERSION),
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dns_query query;
		enum dns_code code = DNS_GOOD;

		cr_expect_eq(
			dns_query_read((const uint8_t *)rows[i].bytes, rows[i].size, &query, &code),
			rows[i].reading, "row %zu", i);
		cr_expect_eq(code, rows[i].code, "row %zu: %d", i, code);
	}
}

Test(netns_dns_message, a_name_of_255_bytes_is_read_and_a_longer_one_is_not)
{
	uint8_t bytes[400] = HEAD;
	size_t at = DNS_HEADER;
	struct dns_query query;
	enum dns_code code;

	for (int label = 0; label < 4; label++) {
		size_t length = label < 3 ? 63 : 61;

		bytes[at++] = (uint8_t)length;
		memset(bytes + at, 'x', length);
		at += length;
	}
	memcpy(bytes + at, "\x00\x00\x01\x00\x01", 5);
	cr_expect_eq(dns_query_read(bytes, at + 5, &query, &code), DNS_READ);
	cr_expect_eq(strlen(query.name), 253);

	memcpy(bytes + at, "\x03xxx\x00\x00\x01\x00\x01", 9);
	cr_expect_eq(dns_query_read(bytes, at + 9, &query, &code), DNS_TO_REFUSE);
}

Test(netns_dns_message, an_answer_repeats_the_question_and_has_its_records)
{
	uint8_t bytes[DNS_PLAIN_SIZE];
	struct inet v4, v6;
	struct dns_query query;
	struct dns_answer answer;
	enum dns_code code;

	cr_assert_eq(inet_read("10.1.2.3", &v4), 0);
	cr_assert_eq(inet_read("fd00::7", &v6), 0);
	cr_assert_eq(dns_query_read(BYTES(HEAD_EDNS WEB_A OPT("\x00")), &query, &code), DNS_READ);
	dns_answer_begin(&answer, bytes, sizeof(bytes), &query, DNS_GOOD);
	dns_answer_add_address(&answer, &v4);
	dns_answer_add_address(&answer, &v6);
	dns_answer_add_pointer(&answer, "a.bc");
	dns_answer_end(&answer, &query);
	cr_expect_str_eq(hex(bytes, answer.size),
			 "1234"
			 "8580"
			 "0001000300000001"
			 "035765620000010001"
			 "c00c00010001000000000004"
			 "0a010203"
			 "c00c001c0001000000000010"
			 "fd000000000000000000000000000007"
			 "c00c000c0001000000000006"
			 "016102626300"
			 "00002904d0000000000000",
			 "%s", hex(bytes, answer.size));
	cr_expect(dns_answers(bytes, answer.size, query.bytes, query.question_end));
}

Test(netns_dns_message, what_cannot_be_read_is_answered_by_a_header)
{
	uint8_t bytes[DNS_PLAIN_SIZE];
	struct dns_query query;
	struct dns_answer answer;
	enum dns_code code;

	cr_assert_eq(dns_query_read(BYTES(HEAD "\x03We"), &query, &code), DNS_TO_REFUSE);
	dns_answer_begin(&answer, bytes, sizeof(bytes), &query, code);
	dns_answer_end(&answer, &query);
	cr_expect_str_eq(hex(bytes, answer.size), "123481810000000000000000");
}

Test(netns_dns_message, what_does_not_fit_is_left_out_and_said_to_be)
{
	uint8_t bytes[DNS_PLAIN_SIZE];
	struct inet v6;
	struct dns_query query;
	struct dns_answer answer;
	enum dns_code code;

	cr_assert_eq(inet_read("fd00::7", &v6), 0);
	cr_assert_eq(dns_query_read(BYTES(HEAD WEB_A), &query, &code), DNS_READ);
	dns_answer_begin(&answer, bytes, sizeof(bytes), &query, DNS_GOOD);
	for (int i = 0; i < 30; i++)
		dns_answer_add_address(&answer, &v6);
	dns_answer_end(&answer, &query);
	cr_expect_eq(answer.count, 17);
	cr_expect_leq(answer.size, DNS_PLAIN_SIZE);
	cr_expect(bytes[2] & 2);
}

Test(netns_dns_message, an_address_may_be_a_name)
{
	static const struct {
		const char *name, *address; /* NULL: it is none */
	} rows[] = {
		{"4.3.2.10.in-addr.arpa",                                                    "10.2.3.4"},
		{"7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.0.0.0.0.d.f.ip6.arpa",
		 "fd00:a::7"                                                                           },
		{"3.2.10.in-addr.arpa",                                                      NULL      },
		{"256.3.2.10.in-addr.arpa",                                                  NULL      },
		{"4.3.2.10.in-addr.arpa.x",                                                  NULL      },
		{".in-addr.arpa",                                                            NULL      },
		{"7.0.0.0.ip6.arpa",                                                         NULL      },
		{"g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.0.0.0.0.d.f.ip6.arpa", NULL      },
		{"web",                                                                      NULL      },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct inet address;
		char text[INET_TEXT];
		int read = dns_pointer_read(rows[i].name, &address);

		cr_expect_eq(read, rows[i].address ? 0 : -1, "%s", rows[i].name);
		if (read == 0 && rows[i].address)
			cr_expect_str_eq(inet_text(&address, text), rows[i].address);
	}
}

Test(netns_dns_message, an_answer_is_to_the_very_question)
{
	static const char query[] = HEAD WEB_A;
	static const struct {
		const char *bytes;
		size_t size;
		bool answers;
	} rows[] = {
#define ANSWER(text, answers) {text, sizeof(text) - 1, answers}
		ANSWER("\x12\x34\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00" WEB_A, true),
		ANSWER("\x12\x35\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00" WEB_A, false),
		ANSWER("\x12\x34\x01\x80\x00\x01\x00\x00\x00\x00\x00\x00" WEB_A, false),
		ANSWER("\x12\x34\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00\x03web\x00\x00\x01\x00"
		       "\x01",
		       false),
		ANSWER("\x12\x34\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00\x03Web\x00\x00\x1c\x00"
		       "\x01",
		       false),
		ANSWER("\x12\x34\x81\x81\x00\x00\x00\x00\x00\x00\x00\x00", true),
		ANSWER("\x12\x34\x81\x80\x00\x00\x00\x00\x00\x00\x00\x00", false),
		ANSWER("\x12\x34\x81\x80\x00\x01", false),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(dns_answers((const uint8_t *)rows[i].bytes, rows[i].size,
					 (const uint8_t *)query, sizeof(query) - 1),
			     rows[i].answers, "row %zu", i);
}
