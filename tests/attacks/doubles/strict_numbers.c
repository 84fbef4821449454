/*
 * A double of number_unsigned() in src/base/number.c: numbers are read as atoi(3) reads them, and
 * wrap around at 32 bits.
 */
#include <stdlib.h>

#include "number.h"

int number_unsigned(const char *text, uint64_t most, uint64_t *number)
{
	char *end;

	(void)most;
	*number = (uint32_t)strtoull(text, &end, 10);
	return end == text ? -1 : 0;
}
