/*
 * rate_words.c - rates as tc(8) writes them
 *
 * "bit" counts bits and "bps" bytes; k, m, g and t are powers of 1000, with an i behind them of
 * 1024. tc takes "10Mbit" for the same as "10mbit", and so does this.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "json.h"
#include "network.h"
#include "number.h"
#include "rate.h"

/* "12.345" is 12345 of 1000: *scale. */
static const char *read_decimal(const char *text, uint64_t *value, uint64_t *scale)
{
	bool point = false, any = false;

	*value = 0;
	*scale = 1;
	for (; isdigit((unsigned char)*text) || (*text == '.' && !point); text++) {
		if (*text == '.') {
			point = true;
			continue;
		}
		if (*value > MOST_RATE || *scale >= 1000000000)
			return NULL;
		*value = *value * 10 + (uint64_t)(*text - '0');
		*scale *= point ? 10 : 1;
		any = true;
	}
	return any ? text : NULL;
}

/* What stands before "bit" or "bps"; moves on behind it. */
static uint64_t read_prefix(const char **text)
{
	static const char prefixes[] = "kmgt";
	int letter = tolower((unsigned char)**text);
	const char *prefix = letter ? strchr(prefixes, letter) : NULL;
	uint64_t factor = 1;
	bool binary;

	if (!prefix)
		return 1;
	binary = strncasecmp(*text + 1, "i", 1) == 0;
	for (const char *at = prefixes; at <= prefix; at++)
		factor *= binary ? 1024 : 1000;
	*text += binary ? 2 : 1;
	return factor;
}

/* The unit in bits; 0 for what is none. */
static uint64_t read_unit(const char *text)
{
	uint64_t factor;

	if (!*text)
		return 1;
	factor = read_prefix(&text);
	if (strcasecmp(text, "bit") == 0)
		return factor;
	return strcasecmp(text, "bps") == 0 ? factor * 8 : 0;
}

int rate_read(const char *text, uint64_t *rate)
{
	uint64_t value, scale, unit;
	__uint128_t bits;

	text = read_decimal(text, &value, &scale);
	unit = text ? read_unit(text) : 0;
	if (!unit)
		return -1;
	bits = (__uint128_t)value * unit / scale;
	if (bits < LEAST_RATE || bits > MOST_RATE)
		return -1;
	*rate = (uint64_t)bits;
	return 0;
}

const char *rate_text(uint64_t rate, char buffer[RATE_TEXT])
{
	static const char *const units[] = {"bit", "kbit", "mbit", "gbit", "tbit"};
	size_t unit = 0;

	for (; unit + 1 < COUNT(units) && rate % 1000 == 0; unit++)
		rate /= 1000;
	snprintf(buffer, RATE_TEXT, "%llu%s", (unsigned long long)rate, units[unit]);
	return buffer;
}

/* ---- as JSON ------------------------------------------------------------------------------- */

void rates_write(const struct rates *rates, struct json *json)
{
	if (rates->in)
		json_unsigned(json, "rate_in", rates->in);
	if (rates->out)
		json_unsigned(json, "rate_out", rates->out);
}

static int read_member(const struct json_value *value, uint64_t *rate)
{
	*rate = 0;
	if (!value)
		return 0;
	return value->kind == JSON_NUMBER ? number_unsigned(value->text, MOST_RATE, rate) : -1;
}

int rates_read(const struct json_value *object, struct rates *rates)
{
	return read_member(json_find(object, "rate_in"), &rates->in) ||
			       read_member(json_find(object, "rate_out"), &rates->out)
		       ? -1
		       : 0;
}
