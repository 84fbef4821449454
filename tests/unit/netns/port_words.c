#include <arpa/inet.h>
#include <criterion/criterion.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "port_words.h"
#include "text.h"

/* "HOST:PORT-PORT>PORT/PROTOCOL" of all, behind each other. */
static void describe(const struct published_ports *ports, struct text *out)
{
	for (size_t i = 0; i < ports->count; i++) {
		const struct published_port *port = &ports->items[i];
		char host[INET_TEXT];

		text_format(out, "%s%s %d>%d/%s", i ? " " : "",
			    port->host.family ? inet_text(&port->host, host) : "*", port->host_port,
			    port->port, protocol_name(port->protocol));
	}
}

Test(netns_port_words, words_give_ports)
{
	static const struct {
		const char *words, *ports;
	} rows[] = {
		{"80",                "* 0>80/tcp"                               },
		{"8080:80",           "* 8080>80/tcp"                            },
		{"8080:80/udp",       "* 8080>80/udp"                            },
		{"9:9/sctp",          "* 9>9/sctp"                               },
		{":80",               "* 0>80/tcp"                               },
		{"127.0.0.1:8080:80", "127.0.0.1 8080>80/tcp"                    },
		{"127.0.0.1::80",     "127.0.0.1 0>80/tcp"                       },
		{"[::1]:8080:80",     "::1 8080>80/tcp"                          },
		{"[fd00::1]::80/udp", "fd00::1 0>80/udp"                         },
		{"8000-8002:80-82",   "* 8000>80/tcp * 8001>81/tcp * 8002>82/tcp"},
		{"80-81",             "* 0>80/tcp * 0>81/tcp"                    },
		{"65535:65535",       "* 65535>65535/tcp"                        },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		auto_text struct text said = NO_TEXT;
		struct published_ports ports = {.count = 0};
		struct error err = NO_ERROR;

		cr_assert_eq(port_words_read(&arena, rows[i].words, &ports, &err), 0, "%s",
			     err.text);
		describe(&ports, &said);
		cr_expect_str_eq(said.start, rows[i].ports, "%s: %s", rows[i].words, said.start);
	}
}

Test(netns_port_words, what_is_no_publication_is_refused)
{
	static const char *const words[] = {
		"",
		":",
		"0",
		"0:80",
		"80:0",
		"80:65536",
		"80:80/",
		"80:80/icmp",
		"80:80/TCP",
		"1-2:3",
		"2-1:2-1",
		"80-:80",
		"-80:80",
		"a:80",
		"1.2.3:80:80",
		"[::1:80:80",
		"::1:80:80",
		"1.2.3.4:80",
		"80:80:80",
		" 80:80",
		"80 :80",
		"+80:80",
		"80:80/tcp/udp",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct published_ports ports = {.count = 0};
		struct error err = NO_ERROR;

		cr_expect_eq(port_words_read(&arena, words[i], &ports, &err), -1, "\"%s\"",
			     words[i]);
		cr_expect_eq(err.kind, USAGE);
	}
}

Test(netns_port_words, a_mac_is_that_of_one_station)
{
	static const char *const wrong[] = {"",
					    "02:00:00:00:00",
					    "02:00:00:00:00:0g",
					    "01:00:00:00:00:00",
					    "ff:ff:ff:ff:ff:ff",
					    "02-00-00-00-00-01",
					    "02:00:00:00:00:01:02"};
	uint8_t mac[6];
	char text[MAC_TEXT];

	cr_assert_eq(mac_read("02:0A:bc:00:00:ff", mac), 0);
	cr_assert_str_eq(mac_text(mac, text), "02:0a:bc:00:00:ff");
	for (size_t i = 0; i < COUNT(wrong); i++)
		cr_expect_eq(mac_read(wrong[i], mac), -1, "%s", wrong[i]);
}
