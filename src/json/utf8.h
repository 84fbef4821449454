/*
 * utf8.h - is it UTF-8
 */
#ifndef BERTH_UTF8_H
#define BERTH_UTF8_H

#include <stddef.h>

/* The length of the one well-formed character at the start of size bytes; 0 when it is not. */
size_t utf8_character(const unsigned char *bytes, size_t size);

/* How many of the bytes, from the start, are well-formed. */
size_t utf8_span(const char *bytes, size_t size);

#endif
