/*
 * utf8.c - is it UTF-8
 *
 * As table 3-7 of the Unicode standard has it: no overlong forms, no surrogates, nothing
 * above U+10FFFF. What two programs read differently is how checks are got around.
 */
#include <stdint.h>
#include <string.h>

#include "utf8.h"

/* The first byte decides the length and what the second may be; the others are 80..BF. */
static const struct {
	unsigned char first, last, length, least, most;
} forms[] = {
	{0x00, 0x7f, 1, 0,    0   },
	{0xc2, 0xdf, 2, 0x80, 0xbf},
	{0xe0, 0xe0, 3, 0xa0, 0xbf},
	{0xe1, 0xec, 3, 0x80, 0xbf},
	{0xed, 0xed, 3, 0x80, 0x9f},
	{0xee, 0xef, 3, 0x80, 0xbf},
	{0xf0, 0xf0, 4, 0x90, 0xbf},
	{0xf1, 0xf3, 4, 0x80, 0xbf},
	{0xf4, 0xf4, 4, 0x80, 0x8f},
};

size_t utf8_character(const unsigned char *bytes, size_t size)
{
	size_t form = 0, length;

	while (form < sizeof(forms) / sizeof(forms[0]) && bytes[0] > forms[form].last)
		form++;
	if (form == sizeof(forms) / sizeof(forms[0]) || bytes[0] < forms[form].first)
		return 0;
	length = forms[form].length;
	if (length > size)
		return 0;
	if (length > 1 && (bytes[1] < forms[form].least || bytes[1] > forms[form].most))
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

size_t utf8_span(const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size) {
		uint64_t eight;
		size_t length;

		/* Configurations are nearly all ASCII: eight bytes at a time. */
		if (size - at >= sizeof(eight)) {
			memcpy(&eight, bytes + at, sizeof(eight));
			if (!(eight & 0x8080808080808080)) {
				at += sizeof(eight);
				continue;
			}
		}
		length = utf8_character((const unsigned char *)bytes + at, size - at);
		if (!length)
			break;
		at += length;
	}
	return at;
}
