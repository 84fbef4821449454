/*
 * A double of src/json/utf8.c: bytes are characters, whichever they are.
 */
#include "utf8.h"

size_t utf8_character(const unsigned char *bytes, size_t size)
{
	(void)bytes;
	return size ? 1 : 0;
}

size_t utf8_span(const char *bytes, size_t size)
{
	(void)bytes;
	return size;
}
