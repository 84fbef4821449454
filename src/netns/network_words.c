/*
 * network_words.c - the words of --network
 */
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "inet.h"
#include "network_store.h"
#include "network_words.h"
#include "port_words.h"
#include "rate.h"
#include "text.h"

struct reading {
	struct arena *arena;
	const char *words;
	struct attachment_request *request;
	struct error *err;
};

static int read_address(struct reading *reading, const char *value, int family)
{
	struct inet address;

	if (inet_read(value, &address) || (family && address.family != family))
		return fail(reading->err, USAGE, "--network %s: \"%s\" is not an %s address",
			    reading->words, value, family ? "IPv6" : "IP");
	reading->request->ip[address.family == AF_INET6] = address;
	return 0;
}

static int read_ip(struct reading *reading, const char *value)
{
	return read_address(reading, value, 0);
}

static int read_ip6(struct reading *reading, const char *value)
{
	return read_address(reading, value, AF_INET6);
}

static int read_mac(struct reading *reading, const char *value)
{
	if (mac_read(value, reading->request->mac))
		return fail(reading->err, USAGE,
			    "--network %s: \"%s\" is not the MAC address of a device, such as "
			    "02:00:00:00:00:01",
			    reading->words, value);
	return 0;
}

/* Names of other containers and of aliases share one space: those that DNS can carry. */
bool network_is_host_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	size_t length = strlen(name);

	return length && length <= 253 && strspn(name, allowed) == length && *name != '-' &&
	       *name != '.';
}

static int read_alias(struct reading *reading, const char *value)
{
	if (!network_is_host_name(value))
		return fail(reading->err, USAGE, "--network %s: \"%s\" is not a name of a host",
			    reading->words, value);
	strings_add(reading->arena, &reading->request->aliases, value);
	return 0;
}

bool network_is_device_name(const char *name)
{
	size_t length = strlen(name);

	return length && length < DEVICE_NAME_ROOM && strcspn(name, "/: \t\n\v\f\r") == length &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strcmp(name, "lo") != 0;
}

static int read_interface(struct reading *reading, const char *value)
{
	if (!network_is_device_name(value))
		return fail(reading->err, USAGE,
			    "--network %s: \"%s\" is not a name for a device: at most %d "
			    "characters",
			    reading->words, value, DEVICE_NAME_ROOM - 1);
	reading->request->interface = value;
	return 0;
}

static int read_rate(struct reading *reading, const char *value, uint64_t *rate)
{
	if (rate_read(value, rate))
		return fail(reading->err, USAGE, "--network %s: " RATE_EXPECTED, reading->words,
			    value);
	return 0;
}

static int read_rate_in(struct reading *reading, const char *value)
{
	return read_rate(reading, value, &reading->request->rates.in);
}

static int read_rate_out(struct reading *reading, const char *value)
{
	return read_rate(reading, value, &reading->request->rates.out);
}

static const struct {
	const char *name;
	int (*read)(struct reading *reading, const char *value);
} options[] = {
	{"ip",             read_ip       },
	{"ip6",            read_ip6      },
	{"mac",            read_mac      },
	{"alias",          read_alias    },
	{"ifname",         read_interface},
	{"interface_name", read_interface},
	{"rate-in",        read_rate_in  },
	{"rate-out",       read_rate_out },
};

static int read_option(struct reading *reading, char *option)
{
	char *value = strchr(option, '=');

	if (!value)
		return fail(reading->err, USAGE, "--network %s: \"%s\" is not OPTION=VALUE",
			    reading->words, option);
	*value++ = '\0';
	for (size_t i = 0; i < COUNT(options); i++) {
		if (strcmp(options[i].name, option) == 0)
			return options[i].read(reading, value);
	}
	return fail(reading->err, USAGE,
		    "--network %s: \"%s\" is none of ip, ip6, mac, alias, ifname, "
		    "rate-in, rate-out",
		    reading->words, option);
}

int network_words_read(struct arena *arena, const char *words, struct attachment_request *request,
		       struct error *err)
{
	struct reading reading = {arena, words, request, err};
	char *name = arena_text(arena, words), *rest = strchr(name, ':');

	if (rest)
		*rest++ = '\0';
	request->network = name;
	if (network_check_name(name, err))
		return -1;
	while (rest) {
		if (read_option(&reading, strsep(&rest, ",")))
			return -1;
	}
	return 0;
}

int network_mode(const struct strings *words, const char **mode, struct error *err)
{
	*mode = NULL;
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->items[i];

		if (strcmp(word, "none") == 0 || strcmp(word, "host") == 0 ||
		    text_starts_with(word, "container:"))
			*mode = word;
	}
	if (*mode && words->count > 1)
		return fail(err, USAGE, "--network %s stands alone or not at all", *mode);
	return 0;
}
